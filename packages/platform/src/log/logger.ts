/**
 * Fields of a line: texts, numbers, lists of those, counts by name. Anything else shows its type and not its content, so
 * that no person's record can ride along. A thrown value goes under `error`, whatever it is.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log. The message is a constant the reader can search for, or a sentence; what varies stands in the
 * fields. Never a value of a person other than the employee ID.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** Whether debug lines are written: asked before fields are gathered on a hot path. */
  readonly debugs: boolean;
  /** The same log with these fields on every line. */
  child(fields: LogFields): Logger;
}

/** Logs nothing; for tests and tools. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  debugs: false,
  child: () => silentLogger,
};

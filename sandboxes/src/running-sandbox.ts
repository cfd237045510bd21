/** A running sandbox. */
export interface RunningSandbox {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Ends its connections and timers, and resolves when the port is free. */
  stop(): Promise<void>;
}

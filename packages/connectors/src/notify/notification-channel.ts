import type { LockstepError } from '@lockstep/domain';

/** One message for people, without any value of a person but the employee ID. */
export interface NotificationMessage {
  /** What it is about; the same thing is told once. */
  readonly thing: string;
  /** One line: what happened to whom. */
  readonly title: string;
  /** Sentences: since when, what the system does by itself, what a person does next. */
  readonly lines: readonly string[];
}

/** A way to reach people; one folder per kind implements it. It knows nothing of retries and repeats. */
export interface NotificationChannel {
  readonly name: string;
  /**
   * Never throws: whatever happens is an answer. A time-out may have told; the caller tells again.
   * @param signal gives up; the answer is then an error with disposition `retry`
   */
  send(message: NotificationMessage, signal: AbortSignal): Promise<'told' | LockstepError>;
  close(): Promise<void>;
}

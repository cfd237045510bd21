import type { TerminalOutcome, UpsertOutcome, Version } from '@lockstep/domain';
import type { LedgerContents } from '@lockstep/store';

/** One record of `employee.events`. */
export interface EventFact {
  readonly eventId: string;
  readonly employeeId: string;
  readonly version: Version;
}

/** One record of a retry topic. */
export interface RetryFact {
  readonly eventId: string;
  /** The attempt it asks for, from 2. */
  readonly attempt: number;
  readonly replay: number;
  readonly dueAt: number;
}

/** One upsert as the platform's journal has it, in the order the platform took them. */
export interface WriteFact {
  readonly employeeId: string;
  /** The event's ID; with a suffix for a reference re-send. */
  readonly idempotencyKey: string;
  /** Whether it changed or confirmed the learner; false for refused, replayed and struck ones. */
  readonly effective: boolean;
  /** Whether it changed the learner. */
  readonly changed: boolean;
  readonly receivedAt: number;
}

/** The ledger of the run, whole. */
export type LedgerFacts = LedgerContents;

/** What the run left behind, gathered from outside: the topics, the sender's journal and the platform's. */
export interface Facts {
  readonly events: readonly EventFact[];
  readonly outcomes: readonly UpsertOutcome[];
  /** Records of `employee.rejected`. */
  readonly rejected: number;
  readonly retries: readonly RetryFact[];
  /** Event IDs on the dead letter topic. */
  readonly deadLetters: readonly string[];
  readonly writes: readonly WriteFact[];
  readonly learners: number;
  /** Event IDs that the sender was told are accepted. */
  readonly accepted: readonly string[];
  /** Absent: nobody looked into it, and the other witnesses speak alone. */
  readonly ledger?: LedgerFacts;
}

/** The run's sum. The names are part of the interface of `npm run demo -- --json`. */
export interface Proof {
  /** Different events on `employee.events`. */
  readonly events: number;
  /** Ends by kind; they add up to the events. */
  readonly outcomes: Readonly<Record<TerminalOutcome, number>>;
  readonly rejected: number;
  /** Retries scheduled, each once. */
  readonly retries: number;
  readonly deadLettered: number;
  readonly learners: number;
  /** Writes of an older version after a newer one. */
  readonly staleWrites: number;
  /** Accepted and on no topic, or an event without an end. */
  readonly lost: number;
  /** Events whose change took effect more than once. */
  readonly doubled: number;
  /** Employees for whom the platform does not hold the newest applied version. */
  readonly unseen: number;
  /** What does not hold, in sentences; empty when all does. */
  readonly problems: readonly string[];
}

import type { ClaimAnswer, ClaimRequest, SettleAnswer, SettleRequest, SystemCondition } from '@lockstep/domain';

/**
 * The upserter's memory across crashes, rebalances and instances: which version of an employee was tried and which is
 * applied, who holds the lease, how every event ended. Answers stand in the order of the requests. An employee may
 * stand in a batch only once.
 */
export interface Ledger {
  /** Decides and leases a batch in one statement, by the rule of `decideClaim`. */
  claim(requests: readonly ClaimRequest[]): Promise<readonly ClaimAnswer[]>;
  /** Records the results of a batch in one statement and ends the leases. */
  settle(requests: readonly SettleRequest[]): Promise<readonly SettleAnswer[]>;
}

/** An applied event whose manager reference could not be sent, because the platform does not know the manager yet. */
export interface ManagerWait {
  readonly employeeId: string;
  readonly managerId: string;
  /** The event's bytes as they stand on `employee.events`, to be re-sent once the manager is there. */
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ManagerWaits {
  /** One wait per employee: a newer one replaces the older. */
  add(waits: readonly ManagerWait[]): Promise<void>;
  /** Those whose manager has been applied since, the longest waiting first. */
  ready(limit: number): Promise<readonly ManagerWait[]>;
  /** Removes exactly these: a wait that has been replaced by a newer one since stays. */
  removeSent(waits: readonly ManagerWait[]): Promise<void>;
}

/** Records accepted while Kafka was away, in the order of acceptance. */
export interface ParkedRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Parking {
  /** Durable when it resolves. @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE */
  park(records: readonly ParkedRecord[]): Promise<void>;
  /**
   * Hands over the oldest records and deletes them once `publish` has resolved; one drainer at a time across
   * instances. Returns how many it published; 0 also when another instance drains.
   */
  drain(limit: number, publish: (records: readonly ParkedRecord[]) => Promise<void>): Promise<number>;
  count(): Promise<number>;
}

/** What the notifier has told, so that a thing is told once across instances and restarts. */
export interface NotificationRegister {
  /** True for exactly one caller until it is `told` or the lease ends. */
  begin(thing: string, leaseMs: number): Promise<boolean>;
  told(thing: string): Promise<void>;
  /** Whether it has been told. After a `begin` that answered false: false here means that somebody else is at it. */
  isTold(thing: string): Promise<boolean>;
  /** The attempt failed: somebody may begin again after `delayMs`. */
  release(thing: string, delayMs: number): Promise<void>;
}

/** Counts how often a process died while it decoded the records of a partition (DESIGN.md, *Poison*). */
export interface DecodeMarks {
  /**
   * Written before the record is decoded; returns how many other processes have died on it so far. May be repeated by
   * a process that did not hear the answer.
   */
  mark(group: string, topic: string, partition: number, offset: bigint): Promise<number>;
  clear(group: string, topic: string, partition: number, upTo: bigint): Promise<void>;
  /** True when the last process of the group that read this partition did not end cleanly. */
  begin(group: string, topic: string, partition: number): Promise<boolean>;
  end(group: string, topic: string, partitions: readonly number[]): Promise<void>;
}

/** The system-wide conditions that are open now, for all instances of a service together. */
export interface ConditionBoard {
  /** Opens the condition, or finds the one of its kind that is open already. `announced`: it has been told. */
  raise(condition: SystemCondition): Promise<{ readonly condition: SystemCondition; readonly announced: boolean }>;
  announced(conditionId: string): Promise<void>;
  /** The open condition of this kind. */
  open(kind: SystemCondition['kind']): Promise<SystemCondition | null>;
  close(conditionId: string, at: number): Promise<void>;
  /** A person wants the service to go on; false when no condition of this kind is open. */
  requestResume(kind: SystemCondition['kind'], at: number): Promise<boolean>;
  /** When a person last asked for it, epoch milliseconds; null: never. */
  resumeRequestedAt(kind: SystemCondition['kind']): Promise<number | null>;
}

import type {
  AttemptRecord,
  ClaimAnswer,
  ClaimRequest,
  Conclusion,
  LockstepError,
  RetryPlan,
  SettleAnswer,
  SettleRequest,
  SettleResult,
  UpsertOutcome,
} from '@lockstep/domain';
import { concludeAttempt, toLockstepError } from '@lockstep/domain';
import type { LearnerDirectory } from '@lockstep/connectors';
import type { OutgoingRecord, Producer } from '@lockstep/messaging';
import type { Clock, Logger } from '@lockstep/platform';
import { failPoint } from '@lockstep/platform';
import type { Ledger, ManagerWait, ManagerWaits } from '@lockstep/store';
import { logAttempt } from './attempt-log.js';
import { barestDeadLetter } from './fitting-dead-letter.js';
import type { GateKeeper } from './gate-keeper.js';
import { GroupCommit } from './group-commit.js';
import { Lanes } from './lanes.js';
import { isPermanent, type Persistence } from './persistence.js';
import type { Call, WithoutManager } from './platform-calls.js';
import { PlatformCalls } from './platform-calls.js';
import type { RateLimiter } from './rate-limiter.js';
import type { OutcomeDetail, UpserterTopics } from './records.js';
import { RunAhead } from './run-ahead.js';
import { deadLetterRecord, outcomeOf, referenceHeaders, retryRecord } from './records.js';
import { claimRequestOf, identityOf, settleRequestOf } from './requests.js';
import type { UpserterMetrics } from './upserter-metrics.js';
import type { Work } from './work.js';

export interface PipelineSettings {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** After which a request is given up, milliseconds. */
  readonly timeoutMs: number;
  /** How long a claim is leased, milliseconds; longer than the timeout. */
  readonly leaseMs: number;
  readonly retryPlan: RetryPlan;
}

export interface PipelinePorts {
  readonly ledger: Ledger;
  readonly managerWaits: ManagerWaits;
  readonly directory: LearnerDirectory;
  readonly producer: Producer;
  readonly encodeOutcome: (outcome: UpsertOutcome) => Buffer;
  readonly withoutManager: WithoutManager;
  readonly topics: UpserterTopics;
  readonly gate: GateKeeper;
  readonly limiter: RateLimiter;
  readonly persistence: Persistence;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: UpserterMetrics;
}

const MAX_BATCH = 500;
/** Nothing at the platform waits for a settle, so under load it may wait for company longer than a claim. */
const SETTLE_LINGER_MS = 10;

/** What is said about one event: retries and dead letters, then its outcomes. */
interface Telling {
  readonly key: Buffer | null;
  readonly records: readonly OutgoingRecord[];
  readonly outcomes: readonly UpsertOutcome[];
}

/**
 * claim → call → settle → tell → done, for many employees at once and one event per employee at a time.
 * Nothing here throws to its caller: what cannot be done now is tried again, and what is given up at stop stays
 * uncommitted on Kafka.
 */
export class UpsertPipeline {
  private readonly lanes = new Lanes();
  private readonly claims: GroupCommit<ClaimRequest, ClaimAnswer>;
  private readonly settles: GroupCommit<SettleRequest, SettleAnswer>;
  private readonly tellings: GroupCommit<Telling, null>;
  private readonly calls: PlatformCalls;
  private readonly runAhead: RunAhead;
  /** Claimed or being called. */
  private inHand = 0;
  /** Taken up and not finished, whatever stage. */
  private underWay = 0;
  private stopping = false;
  private timer: { cancel(): void; at: number } | null = null;
  private idle: (() => void) | null = null;

  constructor(
    private readonly settings: PipelineSettings,
    private readonly ports: PipelinePorts,
  ) {
    const { ledger, persistence } = ports;
    const batching = { maxBatch: MAX_BATCH, clock: ports.clock, isOneRequestsFault: isPermanent };
    this.claims = new GroupCommit((all) => persistence.untilDone('claim', () => ledger.claim(all)), batching);
    this.settles = new GroupCommit((all) => persistence.untilDone('settle', () => ledger.settle(all)), {
      ...batching,
      lingerMs: SETTLE_LINGER_MS,
    });
    this.tellings = new GroupCommit((all) => this.publish(all), { ...batching, lingerMs: 0 });
    this.runAhead = new RunAhead(settings.concurrency, ports.clock);
    this.calls = new PlatformCalls(settings, ports);
    ports.gate.onChange(() => this.pump());
  }

  /** Takes an event over. Its delivery is `done()` when the event needs no more work here. */
  add(work: Work): void {
    if (this.stopping) return;
    this.lanes.add(work);
    this.advance(work.event.employeeId);
    this.pump();
  }

  /** Events in hand, for metrics and tests. */
  get depth(): { readonly waiting: number; readonly underWay: number; readonly employees: number } {
    return { waiting: this.lanes.waiting(), underWay: this.underWay, employees: this.lanes.size };
  }

  /** Takes up nothing more and waits for what is under way; what waits stays uncommitted and is delivered again. */
  async stop(deadlineMs: number): Promise<void> {
    this.stopping = true;
    this.timer?.cancel();
    this.lanes.abandonWaiting();
    if (this.underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
      this.ports.clock.setTimer(deadlineMs, resolve);
    });
  }

  /** Starts what this employee's lane can do without the platform. */
  private advance(employeeId: string): void {
    const next = this.lanes.next(employeeId);
    if (next === null) return;
    void this.run(next.work, () => {
      switch (next.kind) {
        case 'drop':
          next.work.delivery.done();
          return Promise.resolve('finished' as const);
        case 'supersede':
          return this.record(next.work, 'superseded');
        case 'record':
          return this.record(next.work, next.work.intent);
      }
    });
  }

  /** Starts as many calls as gate, limiter and concurrency allow. */
  private pump(): void {
    if (this.stopping) return;
    for (let room = this.runAhead.room(this.inHand); room > 0 && this.lanes.hasCalls(); room--) {
      const tokenAt = this.ports.limiter.take(this.ports.clock.now());
      if (tokenAt !== null) return this.pumpAt(tokenAt);
      const pass = this.ports.gate.tryPass();
      const work = pass.kind === 'pass' ? this.lanes.takeCall() : null;
      if (pass.kind === 'wait' || work === null) {
        this.ports.limiter.giveBack();
        if (pass.kind === 'pass') this.ports.gate.signal({ kind: 'probe_unused' }, pass.probe);
        else if (pass.at !== null) this.pumpAt(pass.at);
        return;
      }
      this.inHand++;
      void this.run(work, () => this.upsert(work, pass.probe));
    }
  }

  private pumpAt(at: number): void {
    if (this.timer !== null && this.timer.at <= at) return;
    this.timer?.cancel();
    const delayMs = Math.max(0, at - this.ports.clock.now());
    const timer = this.ports.clock.setTimer(delayMs, () => {
      this.timer = null;
      this.pump();
    });
    this.timer = { at, cancel: () => timer.cancel() };
  }

  /** Runs one piece of work, then lets the employee's next one go. Must not throw. */
  private async run(work: Work, step: () => Promise<'finished' | 'again'>): Promise<void> {
    this.underWay++;
    try {
      if ((await step()) === 'again' && !this.stopping) this.lanes.add(work);
    } catch (thrown) {
      await this.giveUp(work, toLockstepError(thrown, 'after'));
    } finally {
      this.underWay--;
      this.lanes.free(work.event.employeeId);
      this.advance(work.event.employeeId);
      this.pump();
      if (this.underWay === 0) this.idle?.();
    }
  }

  /**
   * A defect of ours, or a store still away after the stop. The second leaves the record uncommitted, to be delivered
   * again; the first must not block the employee for ever: to the dead letter topic, where a person finds it.
   */
  private async giveUp(work: Work, error: LockstepError): Promise<void> {
    this.ports.logger.error({ ...identityOf(work), code: error.code, error }, 'upserter.given_up');
    if (this.stopping) return;
    const failure = { status: null, code: error.code, reason: error.message };
    const failed: AttemptRecord = { attempt: work.attempt, at: this.ports.clock.now(), ...failure };
    const end: OutcomeDetail = { outcome: 'dead_lettered', attempt: work.attempt, failure };
    const letter = deadLetterRecord(work, failed, this.ports.topics);
    try {
      await this.tell(work, [end], [letter]).catch((thrown: unknown) => {
        if (!isPermanent(thrown)) throw thrown;
        return this.tell(work, [end], [barestDeadLetter(letter)]);
      });
    } catch (thrown) {
      this.ports.logger.error({ ...identityOf(work), error: thrown }, 'upserter.given_up_untold');
      if (isPermanent(thrown)) this.ports.persistence.failForGood('dead letter', toLockstepError(thrown, 'after'));
    }
  }

  private async record(work: Work, intent: ClaimRequest['intent']): Promise<'finished' | 'again'> {
    const answer = await this.claims.add(claimRequestOf(work, intent));
    if (answer.kind === 'claimed') throw new Error(`the ledger leased an event of intent ${intent}`);
    return this.followClaim(work, answer);
  }

  private async upsert(work: Work, probe: boolean): Promise<'finished' | 'again'> {
    const { claim, call } = await this.claimAndCall(work, probe).finally(() => {
      this.inHand--;
      this.runAhead.finished();
      this.pump();
    });
    if (claim === null) return this.drop(work);
    if (claim.kind !== 'claimed') return this.followClaim(work, claim);
    if (call === null) return this.settleAs(work, claim.token, { kind: 'released' });
    await failPoint('upserter.posted');
    return this.conclude(work, claim.token, call, probe);
  }

  private async claimAndCall(work: Work, probe: boolean): Promise<{ claim: ClaimAnswer | null; call: Call | null }> {
    const latestStartAt = this.ports.clock.elapsed() + this.settings.leaseMs - this.settings.timeoutMs;
    const claim = work.delivery.isStale() ? null : await this.claims.add(claimRequestOf(work, 'call'));
    const claimed = claim?.kind === 'claimed';
    if (claimed) await failPoint('upserter.claimed');
    const call = claimed ? await this.calls.make(work, { latestStartAt, probe, giveUp: () => this.stopping }) : null;
    if (call === null) this.ports.gate.signal({ kind: 'probe_unused' }, probe);
    if (!claimed) this.ports.limiter.giveBack();
    return { claim, call };
  }

  private drop(work: Work): 'finished' {
    work.delivery.done();
    return 'finished';
  }

  private async conclude(work: Work, token: bigint, call: Call, probe: boolean): Promise<'finished' | 'again'> {
    const now = this.ports.clock.now();
    const gateOpen = this.ports.gate.isOpen;
    const conclusion = concludeAttempt(call.answer, work.attempt, gateOpen, now, this.settings.retryPlan);
    this.ports.metrics.attempt(call.answer.kind, call.durationMs);
    logAttempt(this.ports.logger, { work, call, conclusion, probe, of: this.settings.retryPlan.delaysMs.length + 1 });
    switch (conclusion.kind) {
      case 'release':
        return this.settleAs(work, token, { kind: 'released' });
      case 'applied': {
        if (call.leftOutManager !== null) await this.waitForManager(work, call.leftOutManager);
        const outcome = work.reference ? 'reference_sent' : 'applied';
        const detail = { outcome, attempt: work.attempt, status: conclusion.status, ...sentBy(call) } as const;
        return this.finish(work, token, { kind: 'applied', bodyHash: call.bodyHash }, [detail], []);
      }
      case 'retry': {
        const failed: AttemptRecord = { attempt: work.attempt, at: now, ...conclusion.failure };
        const detail = { ...failedDetail(work, conclusion, call), retryDueAt: conclusion.dueAt };
        const record = retryRecord(work, failed, conclusion.dueAt, this.ports.topics);
        return this.finish(work, token, { kind: 'failed', dueAt: conclusion.dueAt }, [detail], [record]);
      }
      case 'dead_letter': {
        const failed: AttemptRecord = { attempt: work.attempt, at: now, ...conclusion.failure };
        const details: OutcomeDetail[] = [failedDetail(work, conclusion, call)];
        const records: OutgoingRecord[] = [];
        if (!work.reference) {
          details.push({ outcome: 'dead_lettered', attempt: work.attempt, failure: conclusion.failure });
          records.push(deadLetterRecord(work, failed, this.ports.topics));
        }
        return this.finish(work, token, { kind: 'dead_lettered' }, details, records);
      }
    }
  }

  private async waitForManager(work: Work, managerId: string): Promise<void> {
    const wait: ManagerWait = {
      employeeId: work.event.employeeId,
      managerId,
      value: work.delivery.value!,
      headers: referenceHeaders(work),
    };
    await this.ports.persistence.untilDone('manager wait', () => this.ports.managerWaits.add([wait]));
  }

  /** Settles without an outcome and puts the work back. */
  private async settleAs(work: Work, token: bigint, result: SettleResult): Promise<'again'> {
    await this.settles.add(settleRequestOf(work, token, result));
    return 'again';
  }

  private async finish(
    work: Work,
    token: bigint,
    result: SettleResult,
    details: readonly OutcomeDetail[],
    records: readonly OutgoingRecord[],
  ): Promise<'finished' | 'again'> {
    const settled = await this.settles.add(settleRequestOf(work, token, result));
    if (settled.kind === 'lost') return 'again';
    await failPoint('upserter.settled');
    return this.tell(work, details, records);
  }

  /** What a claim says when it gives no lease. */
  private async followClaim(
    work: Work,
    answer: Exclude<ClaimAnswer, { kind: 'claimed' }>,
  ): Promise<'finished' | 'again'> {
    switch (answer.kind) {
      case 'repeated':
        work.delivery.done();
        return 'finished';
      case 'busy':
        await new Promise<void>((resolve) => void this.ports.clock.setTimer(Math.max(1, answer.retryInMs), resolve));
        return 'again';
      case 'ended': {
        // Settled before a crash, and perhaps never told: the dead letter goes out again along with its outcome.
        const untold = answer.outcome === 'dead_lettered' && !answer.fresh;
        const records = untold ? [deadLetterRecord(work, this.recovered(answer.attempt), this.ports.topics)] : [];
        return this.tell(work, [{ outcome: answer.outcome, attempt: answer.attempt }], records);
      }
      case 'attempted': {
        const failed = this.recovered(answer.attempt);
        const detail = {
          outcome: 'failed',
          attempt: answer.attempt,
          failure: failed,
          retryDueAt: answer.dueAt,
        } as const;
        return this.tell(work, [detail], [retryRecord(work, failed, answer.dueAt, this.ports.topics)]);
      }
    }
  }

  /** An attempt that the ledger knows and whose answer died with the process that made it. */
  private recovered(attempt: number): AttemptRecord {
    const failure = { status: null, code: 'LOCKSTEP_ATTEMPT_RECOVERED', reason: 'made before a restart' };
    return { attempt, at: this.ports.clock.now(), ...failure };
  }

  /** Publishes outcomes, retries and dead letters; only then is the record done. */
  private async tell(
    work: Work,
    details: readonly OutcomeDetail[],
    records: readonly OutgoingRecord[],
  ): Promise<'finished'> {
    const now = this.ports.clock.now();
    const outcomes = details.map((detail) => outcomeOf(work, detail, now));
    await this.tellings.add({ key: work.delivery.key, records, outcomes });
    if (records.length > 0) await failPoint('upserter.retry_published');
    await failPoint('upserter.outcome_published');
    work.delivery.done();
    for (const outcome of outcomes) this.ports.metrics.outcome(outcome, work);
    return 'finished';
  }

  /** One send for many events. */
  private async publish(tellings: readonly Telling[]): Promise<null[]> {
    const { topics, producer, persistence, encodeOutcome } = this.ports;
    // Retries and dead letters first: an outcome must never be the only trace of an event that still has a way to go.
    const records = tellings.flatMap(({ key, records, outcomes }) => [
      ...records,
      ...outcomes.map((outcome) => ({ topic: topics.outcomes, key, value: encodeOutcome(outcome) })),
    ]);
    await persistence.untilDone('publish', () => producer.send(records));
    return tellings.map(() => null);
  }
}

function failedDetail(work: Work, conclusion: Extract<Conclusion, { failure: unknown }>, call: Call): OutcomeDetail {
  return { outcome: 'failed', attempt: work.attempt, failure: conclusion.failure, ...sentBy(call) };
}

function sentBy(call: Call): { readonly bodyHash: string; readonly durationMs: number } {
  return { bodyHash: call.bodyHash, durationMs: call.durationMs };
}

import { openAppendLog } from '../append-log.js';
import type { AppendLog } from '../append-log.js';
import { FaultPlan } from '../faults/fault-plan.js';
import { Timers } from '../timers.js';
import { LearnerStore } from './learner-store.js';
import type { StoredEffect } from './learner-store.js';
import type { LndSandboxSettings } from './lnd-sandbox-settings.js';
import { DEFAULT_PLATFORM_RULES } from './platform-rules.js';
import { RequestJournal } from './request-journal.js';

/** Everything the sandbox platform knows; its routes work on it. */
export class LndPlatform {
  readonly store: LearnerStore;
  readonly journal: RequestJournal;
  readonly apiKey: string | null;
  readonly keepsBodies: boolean;
  plan = new FaultPlan({ seed: 1, faults: [] }, 0);
  private readonly log: AppendLog<StoredEffect>;
  private readonly timers = new Timers();
  /** Acts later, unless the sandbox is stopped before. */
  readonly later = this.timers.later;

  constructor(settings: LndSandboxSettings) {
    this.log = openAppendLog<StoredEffect>(settings.stateFile ?? null);
    this.store = new LearnerStore({ ...DEFAULT_PLATFORM_RULES, ...settings.rules }, (effect) =>
      this.log.append(effect),
    );
    this.store.restore(this.log.earlier);
    this.journal = new RequestJournal(settings.journalLimit ?? 500_000);
    this.apiKey = settings.apiKey ?? null;
    this.keepsBodies = settings.journalBodies ?? true;
  }

  isAuthorised(authorization: string | undefined): boolean {
    return this.apiKey === null || authorization === `Bearer ${this.apiKey}`;
  }

  /** Forgets learners, requests and faults, also what was kept for the next life. */
  reset(): void {
    this.store.reset();
    this.journal.reset();
    this.log.clear();
    this.plan = new FaultPlan({ seed: 1, faults: [] }, 0);
  }

  stop(): void {
    this.timers.cancelAll();
    this.log.close();
  }
}

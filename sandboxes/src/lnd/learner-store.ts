import type { Learner, LearnerValue } from './learner.js';
import type { PlatformRules } from './platform-rules.js';

export type FirstResult = 'created' | 'updated' | 'unchanged';

/** What an upsert came to. */
export type UpsertResult =
  | {
      readonly kind: 'done';
      readonly did: FirstResult | 'replayed';
      readonly learner: Learner;
      /** What the answer says: for a replay what it said the first time. */
      readonly result: FirstResult;
      /** Which of all changes to learners this one was, from 1; null when nothing changed. */
      readonly effect: number | null;
    }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string };

/** A change to a learner, as the append log keeps it. */
export interface StoredEffect {
  readonly learner: Omit<Learner, 'fields'> & { readonly fields: Readonly<Record<string, LearnerValue>> };
  readonly idempotencyKey: string | null;
  /** The learner is gone: an edit on the platform's side. */
  readonly removed?: true;
}

const PROVENANCE = new Set(['employeeId', 'sent_from', 'sent_to']);

/** The platform's learners in memory. One method call is one transaction: nothing in it waits. */
export class LearnerStore {
  rules: PlatformRules;
  private readonly learners = new Map<string, Learner>();
  private readonly answered = new Map<string, { readonly employeeId: string; readonly result: FirstResult }>();
  private readonly emailHolders = new Map<string, Set<string>>();
  private sortedIds: readonly string[] | null = null;
  private effects = 0;
  private created = 0;

  constructor(
    rules: PlatformRules,
    private readonly keep: (effect: StoredEffect) => void = () => undefined,
  ) {
    this.rules = rules;
  }

  get size(): number {
    return this.learners.size;
  }

  get effectCount(): number {
    return this.effects;
  }

  get(employeeId: string): Learner | null {
    return this.learners.get(employeeId) ?? null;
  }

  /** Every employee ID there is, in order. */
  ids(): readonly string[] {
    this.sortedIds ??= [...this.learners.keys()].sort();
    return this.sortedIds;
  }

  /** Some other learner, for an answer that is about the wrong one. */
  someoneElse(employeeId: string): string {
    for (const other of this.learners.keys()) if (other !== employeeId) return other;
    return `${employeeId}-other`;
  }

  /**
   * Creates or updates by employee ID: a field that is absent is kept, null clears it.
   * @param idempotencyKey a key that has succeeded before changes nothing again, whatever the body
   */
  upsert(body: Readonly<Record<string, unknown>>, idempotencyKey: string | null, now: number): UpsertResult {
    const { employeeId } = body;
    if (typeof employeeId !== 'string' || employeeId === '' || employeeId.length > 255) {
      return refused(422, 'invalid_employee_id', 'employeeId is missing or no text');
    }
    const current = this.learners.get(employeeId) ?? null;
    const before = idempotencyKey === null ? undefined : this.answered.get(idempotencyKey);
    if (before !== undefined) {
      if (before.employeeId !== employeeId || current === null) {
        return refused(422, 'idempotency_key_reused', 'the Idempotency-Key belongs to another request');
      }
      return { kind: 'done', did: 'replayed', result: before.result, learner: current, effect: null };
    }
    const next = nextLearner(employeeId, body, current, this.created, now);
    if (typeof next === 'string')
      return refused(422, 'invalid_field', `${next} is neither text, number, true, false nor null`);
    const refusal = this.refusalOf(next, current);
    if (refusal !== null) return refusal;
    if (current !== null && isSame(current, next)) {
      if (idempotencyKey !== null) this.answered.set(idempotencyKey, { employeeId, result: 'unchanged' });
      return { kind: 'done', did: 'unchanged', result: 'unchanged', learner: current, effect: null };
    }
    this.put(next, idempotencyKey);
    const result = current === null ? 'created' : 'updated';
    return { kind: 'done', did: result, result, learner: next, effect: this.effects };
  }

  /** An admin's edit on the platform itself: no rule, no key. Null when there is no such learner. */
  edit(employeeId: string, change: Readonly<Record<string, unknown>>, now: number): Learner | null | string {
    const current = this.learners.get(employeeId);
    if (current === undefined) return null;
    const next = nextLearner(employeeId, change, current, this.created, now);
    if (typeof next !== 'string') this.put(next, null);
    return next;
  }

  /** An admin removes a learner on the platform itself. */
  remove(employeeId: string): boolean {
    const learner = this.learners.get(employeeId);
    if (learner === undefined) return false;
    this.forget(learner);
    this.learners.delete(employeeId);
    this.sortedIds = null;
    this.effects += 1;
    this.keep({ learner: { ...learner, fields: {} }, idempotencyKey: null, removed: true });
    return true;
  }

  reset(): void {
    this.learners.clear();
    this.answered.clear();
    this.emailHolders.clear();
    this.sortedIds = null;
    this.effects = 0;
    this.created = 0;
  }

  /** Takes over what an earlier life has kept. */
  restore(effects: readonly StoredEffect[]): void {
    for (const { learner, idempotencyKey, removed } of effects) {
      const before = this.learners.get(learner.employeeId);
      if (before !== undefined) this.forget(before);
      this.learners.delete(learner.employeeId);
      this.sortedIds = null;
      if (removed === undefined) this.remember({ ...learner, fields: new Map(Object.entries(learner.fields)) });
      const { employeeId } = learner;
      const result = before === undefined ? 'created' : 'updated';
      if (idempotencyKey !== null) this.answered.set(idempotencyKey, { employeeId, result });
      this.effects += 1;
    }
  }

  private put(next: Learner, idempotencyKey: string | null): void {
    const current = this.learners.get(next.employeeId);
    if (current !== undefined) this.forget(current);
    this.remember(next);
    this.effects += 1;
    const { employeeId } = next;
    const result = current === undefined ? 'created' : 'updated';
    if (idempotencyKey !== null) this.answered.set(idempotencyKey, { employeeId, result });
    this.keep({ learner: { ...next, fields: Object.fromEntries(next.fields) }, idempotencyKey });
  }

  private remember(learner: Learner): void {
    if (!this.learners.has(learner.employeeId)) this.sortedIds = null;
    this.created = Math.max(this.created, Number(learner.learnerId.slice(1)));
    this.learners.set(learner.employeeId, learner);
    const email = emailOf(learner);
    if (email === null) return;
    const holders = this.emailHolders.get(email);
    if (holders === undefined) this.emailHolders.set(email, new Set([learner.employeeId]));
    else holders.add(learner.employeeId);
  }

  private forget(learner: Learner): void {
    const email = emailOf(learner);
    if (email !== null) this.emailHolders.get(email)?.delete(learner.employeeId);
  }

  private refusalOf(next: Learner, current: Learner | null): UpsertResult | null {
    const managerId = next.fields.get('managerId');
    const named = typeof managerId === 'string' && managerId !== '' && managerId !== current?.fields.get('managerId');
    if (this.rules.managerCheck && named && managerId !== next.employeeId && !this.learners.has(managerId)) {
      return refused(422, 'unknown_manager', 'managerId names no learner');
    }
    if (this.isEmailTaken(next)) return refused(409, 'email_taken', 'another learner holds this workEmail');
    return null;
  }

  private isEmailTaken(next: Learner): boolean {
    const { emailUnique } = this.rules;
    const email = emailOf(next);
    if (emailUnique === 'off' || email === null) return false;
    if (emailUnique === 'active' && next.state === 'suspended') return false;
    const others = [...(this.emailHolders.get(email) ?? [])].filter((holder) => holder !== next.employeeId);
    return others.some((holder) => emailUnique === 'all' || this.learners.get(holder)?.state === 'active');
  }
}

function refused(status: number, code: string, message: string): UpsertResult {
  return { kind: 'refused', status, code, message };
}

/** The learner after the body; the name of the first field that no learner can have. */
function nextLearner(
  employeeId: string,
  body: Readonly<Record<string, unknown>>,
  current: Learner | null,
  created: number,
  now: number,
): Learner | string {
  const fields = new Map<string, LearnerValue>(current?.fields);
  for (const [name, value] of Object.entries(body)) {
    if (!isLearnerValue(value)) return name;
    if (!PROVENANCE.has(name)) fields.set(name, value);
  }
  const sentFrom = body['sent_from'];
  return {
    learnerId: current?.learnerId ?? `L${String(created + 1).padStart(7, '0')}`,
    employeeId,
    fields,
    state: stateOf(fields),
    sentFrom: isLearnerValue(sentFrom) ? sentFrom : (current?.sentFrom ?? null),
    createdAt: current?.createdAt ?? now,
    updatedAt: now,
  };
}

function isLearnerValue(value: unknown): value is LearnerValue {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `active` decides where it was ever sent, else the employment status. */
function stateOf(fields: ReadonlyMap<string, LearnerValue>): Learner['state'] {
  const active = fields.get('active');
  if (typeof active === 'boolean') return active ? 'active' : 'suspended';
  const status = fields.get('employmentStatus');
  return status === 'terminated' || status === 'suspended' || status === 'inactive' ? 'suspended' : 'active';
}

function emailOf(learner: Learner): string | null {
  const email = learner.fields.get('workEmail');
  return typeof email === 'string' && email !== '' ? email.toLowerCase() : null;
}

function isSame(a: Learner, b: Learner): boolean {
  if (a.fields.size !== b.fields.size) return false;
  for (const [name, value] of b.fields) if (a.fields.get(name) !== value) return false;
  return true;
}

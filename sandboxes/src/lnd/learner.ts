/** The values a learner's field can have; null: cleared. */
export type LearnerValue = string | number | boolean | null;

/** A person as the sandbox platform keeps it. Never deleted by an upsert: a leaver is suspended, a rehire reactivated. */
export interface Learner {
  /** The platform's own ID; stays the same for one employee ID whatever happens. */
  readonly learnerId: string;
  readonly employeeId: string;
  /** What the upserts have left, without `sent_from` and `sent_to`. */
  readonly fields: ReadonlyMap<string, LearnerValue>;
  readonly state: 'active' | 'suspended';
  readonly sentFrom: LearnerValue;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A learner as the list shows it. */
export function learnerAsListed(learner: Learner): Record<string, unknown> {
  return {
    ...Object.fromEntries(learner.fields),
    employeeId: learner.employeeId,
    learnerId: learner.learnerId,
    state: learner.state,
    updatedAt: new Date(learner.updatedAt).toISOString(),
  };
}

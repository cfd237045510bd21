/**
 * Something that holds for a whole part of the system and not for one record: the upserter is paused or halted.
 * Raised once, cleared once; the notifier tells both.
 */
export interface SystemCondition {
  /** Same for a raise and its clear: `<kind>:<startedAt>`. */
  readonly conditionId: string;
  readonly kind: 'upserter_paused' | 'upserter_halted';
  readonly state: 'raised' | 'cleared';
  readonly service: string;
  /** Error code of docs/errors.md that caused it. */
  readonly code: string;
  readonly reason: string;
  /** When it began, epoch milliseconds. */
  readonly since: number;
  readonly at: number;
  /** When it is expected to end by itself, null when unknown or when a person must act. */
  readonly until: number | null;
}

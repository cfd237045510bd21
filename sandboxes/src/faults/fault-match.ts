import { chanceOf } from '../seeded-chance.js';

/** What decides whether a fault strikes; all that is given must hold. */
export interface MatchRule {
  readonly employeeIds?: readonly string[];
  /** Share, 0 to 1; dealt by seed, employee ID and the employee's how-manyeth time. */
  readonly share?: number;
  /** The first so many matches are spared. */
  readonly after?: number;
  /** Strikes each employee so often and then no more. */
  readonly times?: number;
  /** Over so many milliseconds after it was set. */
  readonly untilMs?: number;
}

/** One fault's rule and how often it has struck. */
export class FaultMatchCounter {
  private seen = 0;
  private readonly asked = new Map<string, number>();
  private readonly struck = new Map<string, number>();

  constructor(
    private readonly rule: MatchRule,
    private readonly dealt: { readonly seed: number; readonly index: number; readonly setAt: number },
  ) {}

  /** Counts the occasion, and says whether the fault strikes. */
  strikes(employeeId: string, now: number): boolean {
    const { rule, dealt } = this;
    if (rule.untilMs !== undefined && now >= dealt.setAt + rule.untilMs) return false;
    if (rule.employeeIds !== undefined && !rule.employeeIds.includes(employeeId)) return false;
    const asked = countUp(this.asked, employeeId);
    const lot = rule.share === undefined ? 0 : chanceOf(dealt.seed, 'share', dealt.index, employeeId, asked);
    if (rule.share !== undefined && lot >= rule.share) return false;
    this.seen += 1;
    if (this.seen <= (rule.after ?? 0)) return false;
    if (rule.times !== undefined && (this.struck.get(employeeId) ?? 0) >= rule.times) return false;
    countUp(this.struck, employeeId);
    return true;
  }

  /** A number in [0, 1) for this occasion, beside the decision. */
  chance(what: string): number {
    return chanceOf(this.dealt.seed, what, this.dealt.index, this.seen);
  }
}

function countUp(counts: Map<string, number>, who: string): number {
  const count = (counts.get(who) ?? 0) + 1;
  counts.set(who, count);
  return count;
}

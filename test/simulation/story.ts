import { createHash } from 'node:crypto';

/** What happened, line by line; kept only when somebody will read it. */
export class Story {
  readonly lines: string[] = [];

  constructor(
    private readonly now: () => number,
    private readonly isKept: boolean,
  ) {}

  /** @param what made only when the story is kept: thousands of runs are not read */
  tell(who: string, what: () => string): void {
    if (this.isKept) this.lines.push(`${(this.now() / 1_000).toFixed(3).padStart(8)} s  ${who.padEnd(12)} ${what()}`);
  }

  /** SHA-256 of all lines, hex: two runs of one seed have the same. */
  get hash(): string {
    return createHash('sha256').update(this.lines.join('\n')).digest('hex');
  }
}

/** What shall still happen, unless the sandbox is stopped before. */
export class Timers {
  private readonly waiting = new Set<NodeJS.Timeout>();

  /** Acts after so many milliseconds; gives what cancels it. */
  readonly later = (ms: number, act: () => void): (() => void) => {
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      act();
    }, ms);
    this.waiting.add(timer);
    return () => {
      clearTimeout(timer);
      this.waiting.delete(timer);
    };
  };

  cancelAll(): void {
    for (const timer of this.waiting) clearTimeout(timer);
    this.waiting.clear();
  }
}

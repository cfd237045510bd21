/**
 * A set that is taken from in the order in which things came. Taking the first of a plain `Set` walks past the holes
 * that the earlier ones left, thousands at a backlog; a lasting iterator stands behind them.
 */
export class FirstInOrder<T> {
  private readonly items = new Set<T>();
  private cursor = this.items.values();

  get size(): number {
    return this.items.size;
  }

  add(item: T): void {
    this.items.add(item);
  }

  delete(item: T): void {
    this.items.delete(item);
  }

  /** Removes and returns the first. */
  take(): T | undefined {
    let next = this.cursor.next();
    if (next.done === true) {
      // An iterator that has been at the end stays there.
      this.cursor = this.items.values();
      next = this.cursor.next();
      if (next.done === true) return undefined;
    }
    this.items.delete(next.value);
    return next.value;
  }

  clear(): void {
    this.items.clear();
  }
}

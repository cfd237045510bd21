/**
 * IDs of what is durably stored, the newest so many. Forgetting one costs nothing but a second record that the ledger
 * recognises; an ID must therefore be added only after its record is durable.
 */
export class RememberedIds {
  private readonly ids = new Set<string>();
  /**
   * The same IDs in the order they came, the oldest at `next` once it is full. The set knows that order too, but finds its
   * first element by walking over all that were deleted before it: a hundred thousand of them for every ID added.
   */
  private readonly order: string[] = [];
  private next = 0;

  /** @param limit at least 1; 200,000 IDs of 64 characters take about 30 MB */
  constructor(private readonly limit: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** An ID that is remembered already keeps its age. */
  add(id: string): void {
    if (this.ids.has(id)) return;
    const oldest = this.order[this.next];
    if (oldest !== undefined) this.ids.delete(oldest);
    this.ids.add(id);
    this.order[this.next] = id;
    this.next = (this.next + 1) % this.limit;
  }

  get size(): number {
    return this.ids.size;
  }
}

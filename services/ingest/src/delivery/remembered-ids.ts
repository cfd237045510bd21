/**
 * IDs of what is durably stored, the newest so many. Forgetting one costs nothing but a second record that the ledger
 * recognises; an ID must therefore be added only after its record is durable.
 */
export class RememberedIds {
  private readonly ids = new Set<string>();

  /** @param limit at least 1; 200,000 IDs of 64 characters take about 30 MB */
  constructor(private readonly limit: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.delete(id);
    this.ids.add(id);
    if (this.ids.size <= this.limit) return;
    for (const oldest of this.ids) {
      this.ids.delete(oldest);
      break;
    }
  }

  get size(): number {
    return this.ids.size;
  }
}

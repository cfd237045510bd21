/** One difference in meaning between two contracts. */
export interface ContractChange {
  /** Where in the contract, such as `fields.jobTitle.maxLength`. */
  readonly at: string;
  /** What changed, in words. Holds values of the contract, never of a person. */
  readonly change: string;
  /** `breaking`: something that was accepted, or sent as it was, may no longer be. */
  readonly compatibility: 'compatible' | 'breaking';
  /** What it does to the Avro schema of events: `breaking` ones the registry refuses. */
  readonly avro: 'none' | 'compatible' | 'breaking';
}

/** Collects changes; the parts of `diffContracts` share it. */
export class ChangeList {
  readonly changes: ContractChange[] = [];

  add(
    at: string,
    change: string,
    compatibility: ContractChange['compatibility'],
    avro: ContractChange['avro'] = 'none',
  ): void {
    this.changes.push({ at, change, compatibility, avro });
  }

  /** Adds `old → new` when they differ; `compatibility` is asked only then. */
  compare<T>(
    at: string,
    before: T,
    after: T,
    compatibility: ContractChange['compatibility'],
    avro: ContractChange['avro'] = 'none',
  ): void {
    if (show(before) !== show(after)) this.add(at, `${show(before)} → ${show(after)}`, compatibility, avro);
  }

  /** Compares two maps key by key. */
  compareMaps<T>(
    at: string,
    before: Readonly<Record<string, T>>,
    after: Readonly<Record<string, T>>,
    whenBoth: (at: string, before: T, after: T) => void,
  ): void {
    for (const key of Object.keys(before))
      if (!Object.hasOwn(after, key)) this.add(`${at}.${key}`, 'removed', 'breaking');
      else whenBoth(`${at}.${key}`, before[key]!, after[key]!);
    for (const key of Object.keys(after))
      if (!Object.hasOwn(before, key)) this.add(`${at}.${key}`, 'added', 'compatible');
  }
}

function show(value: unknown): string {
  return value === null || value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

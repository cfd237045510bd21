import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { ContractInvalid, type ContractProblem } from './contract-problem.js';
import { didYouMean } from './did-you-mean.js';

/** A place in the file: a node, or its nearest parent where the node itself is missing. */
export type Place = Node | null | undefined;

/**
 * A strict walk over one YAML document: whatever is not as expected becomes a problem with its line and column, and
 * the walk goes on, so that one reading finds every problem. `read…` answers undefined where it reported one.
 */
export class YamlReading {
  readonly document: Document;
  readonly problems: ContractProblem[] = [];
  readonly #lines = new LineCounter();

  constructor(
    text: string,
    readonly name: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.#lines, version: '1.2', schema: 'core', uniqueKeys: true });
    for (const error of [...this.document.errors, ...this.document.warnings])
      this.#add(error.pos[0], error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''));
    this.#refuseWhatHides();
  }

  /** The text is no YAML, so that nothing can be said of its content. */
  get isBroken(): boolean {
    return this.document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  }

  /** The document's root, for `readMap`. */
  get root(): Place {
    return this.document.contents;
  }

  /** The keys of a map as far as it is one; reports nothing. */
  keysOf(place: Place): string[] {
    return isMap(place)
      ? place.items.flatMap(({ key }) => (isScalar(key) && typeof key.value === 'string' ? [key.value] : []))
      : [];
  }

  report(place: Place, message: string): undefined {
    this.#add(place?.range?.[0] ?? 0, message);
    return undefined;
  }

  /** @throws ContractInvalid when anything was reported */
  finish(): void {
    if (this.problems.length > 0) throw new ContractInvalid(this.name, this.problems);
  }

  /** A map with exactly these keys: `keys` says for each whether it must be there. */
  readMap(
    place: Place,
    what: string,
    keys: Readonly<Record<string, 'required' | 'optional'>>,
  ): Map<string, Node> | undefined {
    const entries = this.readEntries(place, what);
    if (entries === undefined) return undefined;
    const known = new Map<string, Node>();
    for (const { key, keyNode, value } of entries) {
      if (Object.hasOwn(keys, key)) known.set(key, value);
      else this.report(keyNode, `${what} has no key "${key}".${didYouMean(key, Object.keys(keys))}`);
    }
    for (const [key, need] of Object.entries(keys))
      if (need === 'required' && !known.has(key)) this.report(place, `${what} lacks "${key}".`);
    return known;
  }

  /** A map with keys of the author's choice. */
  readEntries(place: Place, what: string): { key: string; keyNode: Node; value: Node }[] | undefined {
    if (!isMap(place)) return this.report(place, `${what} must be a map of keys and values.`);
    const entries: { key: string; keyNode: Node; value: Node }[] = [];
    for (const item of place.items) {
      const keyNode = item.key as Node;
      if (!isScalar(keyNode) || typeof keyNode.value !== 'string')
        this.report(keyNode, `${what}: a key must be text; put it in quotes.`);
      else entries.push({ key: keyNode.value, keyNode, value: (item.value ?? keyNode) as Node });
    }
    return entries;
  }

  readList(place: Place, what: string): Node[] | undefined {
    return isSeq(place) ? (place.items as Node[]) : this.report(place, `${what} must be a list.`);
  }

  /** Text on one line with something in it, at most 500 characters. */
  readText(place: Place, what: string): string | undefined {
    const value = isScalar(place) ? place.value : undefined;
    if (typeof value !== 'string') return this.report(place, `${what} must be text.`);
    if (value.trim() === '') return this.report(place, `${what} is empty.`);
    if (value.length > 500 || /[\p{Cc}\p{Cs}]/u.test(value))
      return this.report(place, `${what} must be one line of at most 500 characters without control characters.`);
    return value;
  }

  readTexts(place: Place, what: string): string[] | undefined {
    const items = this.readList(place, what);
    if (items?.length === 0) return this.report(place, `${what} is empty.`);
    const texts = items?.map((item) => this.readText(item, `each of ${what}`));
    if (texts !== undefined && new Set(texts).size !== texts.length)
      this.report(place, `${what} names something twice.`);
    return texts?.every((text) => text !== undefined) ? texts : undefined;
  }

  readOneOf<T extends string>(place: Place, what: string, choices: readonly T[]): T | undefined {
    const value = this.readText(place, what);
    if (value === undefined || choices.includes(value as T)) return value as T | undefined;
    return this.report(
      place,
      `${what} must be one of ${choices.join(', ')}, not "${value}".${didYouMean(value, choices)}`,
    );
  }

  readBoolean(place: Place, what: string): boolean | undefined {
    const value = isScalar(place) ? place.value : undefined;
    return typeof value === 'boolean' ? value : this.report(place, `${what} must be true or false.`);
  }

  readCount(place: Place, what: string, max: number): number | undefined {
    const value = isScalar(place) ? place.value : undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
    return this.report(place, `${what} must be a whole number from 1 to ${max}.`);
  }

  /** What is signed must be what is read: nothing may stand in one place and mean something in another. */
  #refuseWhatHides(): void {
    visit(this.document, {
      Alias: (_, node) => {
        this.report(node, 'aliases are not allowed: write the value out.');
      },
      Node: (_, node) => {
        if (isAlias(node)) return;
        if (node.anchor !== undefined) this.report(node, 'anchors are not allowed: write the value out.');
        if (node.tag !== undefined && node.tag.startsWith('!')) this.report(node, 'tags are not allowed.');
      },
    });
  }

  #add(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), message });
  }
}

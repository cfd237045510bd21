import { LockstepError } from '@lockstep/domain';
import type { Clock } from '@lockstep/platform';
import type { OutgoingRecord, StoredRecord, TopicDescription } from '../broker.js';
import { partitionOfKey } from '../murmur2.js';

interface Partition {
  start: bigint;
  records: StoredRecord[];
}

interface Topic {
  readonly partitions: Partition[];
  config: Record<string, string>;
  nextForNullKey: number;
}

/** The topics of an in-memory cluster and what they hold. */
export class MemoryLog {
  private readonly topics = new Map<string, Topic>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  get names(): string[] {
    return [...this.topics.keys()];
  }

  has(topic: string): boolean {
    return this.topics.has(topic);
  }

  create({ topic, partitions, config }: TopicDescription): void {
    const empty = () => ({ start: 0n, records: [] });
    this.topics.set(topic, { partitions: Array.from({ length: partitions }, empty), config, nextForNullKey: 0 });
  }

  delete(topic: string): void {
    this.topics.delete(topic);
  }

  describe(topic: string): TopicDescription {
    const { partitions, config } = this.topic(topic);
    return { topic, partitions: partitions.length, replicationFactor: 1, config };
  }

  configure(topic: string, config: Readonly<Record<string, string>>): void {
    const found = this.topic(topic);
    found.config = { ...found.config, ...config };
  }

  grow(topic: string, total: number): void {
    const { partitions } = this.topic(topic);
    while (partitions.length < total) partitions.push({ start: 0n, records: [] });
    this.tell();
  }

  append(outgoing: readonly OutgoingRecord[]): void {
    // A request that names a topic that is not there writes nothing.
    for (const { topic } of outgoing) this.topic(topic);
    for (const record of outgoing) this.appendOne(record);
    this.tell();
  }

  range(topic: string, partition: number): { start: bigint; end: bigint } {
    const { start, records } = this.partition(topic, partition);
    return { start, end: start + BigInt(records.length) };
  }

  slice(topic: string, partition: number, from: bigint, count: number): readonly StoredRecord[] {
    const { start, records } = this.partition(topic, partition);
    const index = Number(from - start);
    return records.slice(index, index + count);
  }

  /** What retention does: records before the offset are gone. */
  truncate(topic: string, partition: number, before: bigint): void {
    const found = this.partition(topic, partition);
    const gone = Number(before - found.start);
    found.records = found.records.slice(gone);
    found.start = before;
  }

  /** Told after every change of any topic. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private appendOne({ topic, key, value, headers, partition }: OutgoingRecord): void {
    const found = this.topic(topic);
    const count = found.partitions.length;
    const chosen = partition ?? (key === null ? found.nextForNullKey++ % count : partitionOfKey(key, count));
    const { start, records } = this.partition(topic, chosen);
    records.push({
      topic,
      partition: chosen,
      offset: start + BigInt(records.length),
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes)])),
      timestamp: this.clock.now(),
    });
  }

  private partition(topic: string, partition: number): Partition {
    const found = this.topic(topic).partitions[partition];
    if (found === undefined) throw missing(`${topic}/${partition}`);
    return found;
  }

  private topic(name: string): Topic {
    const found = this.topics.get(name);
    if (found === undefined) throw missing(name);
    return found;
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function missing(topic: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_TOPIC_MISSING',
    message: `the topic ${topic} does not exist`,
    stage: 'attempt',
    disposition: 'halt',
    remedy: 'Create it with: lockstep topics apply',
  });
}

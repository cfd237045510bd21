/** One topic as `ops/topics.yaml` declares it. */
export interface DeclaredTopic {
  /** Without prefix. */
  readonly name: string;
  readonly purpose: string;
  readonly owner: string;
  readonly key: string;
  /** File in `schemas/` that its values follow; the other topic's for `sameBytesAs`. */
  readonly schema: string;
  /** The topic whose values it carries byte for byte, null for its own. */
  readonly sameBytesAs: string | null;
  readonly partitions: number;
  /** Milliseconds; -1 for ever. */
  readonly retentionMs: number;
  readonly cleanup: 'delete' | 'compact';
  /** Never grown, shrunk or deleted by the tool. */
  readonly history: boolean;
  /** Further topic configuration, as Kafka names it. */
  readonly config: Readonly<Record<string, string>>;
  readonly producers: readonly string[];
  readonly consumers: readonly { readonly service: string; readonly group: string }[];
}

export interface TopicsDeclaration {
  readonly topics: readonly DeclaredTopic[];
  readonly retries: {
    readonly source: string;
    readonly topics: readonly string[];
    readonly deadLetters: string;
  };
}

type Raw = Readonly<Record<string, unknown>>;

const TOPIC_KEYS = new Set(
  'name purpose owner key schema sameBytesAs partitions retention cleanup history config producers consumers'.split(
    ' ',
  ),
);
const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Checks the file's content and says everything that is wrong with it at once. */
export function readTopicsFile(content: unknown): { declaration: TopicsDeclaration; problems: string[] } {
  const problems: string[] = [];
  const file = asObject(content);
  const raws = asList(file['topics']).map(asObject);
  if (raws.length === 0) problems.push('topics: at least one is needed');
  const topics = raws.map((raw, index) => readTopic(raw, raws, `topics[${index}]`, problems));
  const retries = asObject(file['retries']);
  const declaration = {
    topics,
    retries: {
      source: text(retries, 'source', 'retries', problems),
      topics: asList(retries['topics']).map(String),
      deadLetters: text(retries, 'deadLetters', 'retries', problems),
    },
  };
  checkNames(declaration, problems);
  checkRetries(declaration, problems);
  return { declaration, problems };
}

function readTopic(raw: Raw, raws: readonly Raw[], path: string, problems: string[]): DeclaredTopic {
  const name = text(raw, 'name', path, problems);
  const at = name === '' ? path : name;
  for (const key of Object.keys(raw)) if (!TOPIC_KEYS.has(key)) problems.push(`${at}: unknown key ${key}`);
  const partitions = Number(raw['partitions']);
  if (!Number.isInteger(partitions) || partitions < 1) problems.push(`${at}: partitions must be a number from 1`);
  const cleanup = raw['cleanup'];
  if (cleanup !== 'delete' && cleanup !== 'compact') problems.push(`${at}: cleanup must be delete or compact`);
  if (typeof raw['history'] !== 'boolean') problems.push(`${at}: history must be true or false`);
  const sameBytesAs = raw['sameBytesAs'] === undefined ? null : text(raw, 'sameBytesAs', at, problems);
  const schemaOwner = sameBytesAs === null ? raw : raws.find((other) => other['name'] === sameBytesAs);
  if (schemaOwner === undefined)
    problems.push(`${at}: sameBytesAs names ${String(sameBytesAs)}, which is not declared`);
  return {
    name,
    purpose: text(raw, 'purpose', at, problems),
    owner: text(raw, 'owner', at, problems),
    key: text(raw, 'key', at, problems),
    schema: schemaOwner === undefined ? '' : text(schemaOwner, 'schema', at, problems),
    sameBytesAs,
    partitions,
    retentionMs: retention(raw['retention'], at, problems),
    cleanup: cleanup === 'compact' ? 'compact' : 'delete',
    history: raw['history'] === true,
    config: Object.fromEntries(Object.entries(asObject(raw['config'])).map(([key, value]) => [key, String(value)])),
    producers: asList(raw['producers']).map(String),
    consumers: asList(raw['consumers'])
      .map(asObject)
      .map((consumer) => ({
        service: text(consumer, 'service', `${at}.consumers`, problems),
        group: text(consumer, 'group', `${at}.consumers`, problems),
      })),
  };
}

function checkNames({ topics }: TopicsDeclaration, problems: string[]): void {
  for (const name of repeated(topics.map((topic) => topic.name))) problems.push(`${name}: declared twice`);
  // kafkajs gives every member of a group a share of all the topics that any member reads.
  const groups = topics.flatMap((topic) => topic.consumers.map((consumer) => consumer.group));
  for (const group of repeated(groups)) problems.push(`group ${group}: used for two consumers, each needs its own`);
  for (const { name } of topics)
    if (!/^[a-zA-Z0-9._-]{1,200}$/.test(name)) problems.push(`${name}: not a name Kafka allows`);
}

function checkRetries({ topics, retries }: TopicsDeclaration, problems: string[]): void {
  const find = (name: string) => {
    const topic = topics.find((other) => other.name === name);
    if (topic === undefined) problems.push(`retries: ${name} is not declared`);
    return topic;
  };
  const source = find(retries.source);
  for (const name of [...retries.topics, retries.deadLetters]) {
    const topic = find(name);
    if (source === undefined || topic === undefined) continue;
    // A key must stay on its partition number, or an employee's order is lost on the way.
    if (topic.partitions !== source.partitions)
      problems.push(`${name}: has ${topic.partitions} partitions, but its source ${source.name} ${source.partitions}`);
    if (topic.sameBytesAs !== source.name) problems.push(`${name}: must carry the same bytes as ${source.name}`);
  }
}

function repeated(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

function retention(value: unknown, at: string, problems: string[]): number {
  if (value === 'forever') return -1;
  const match = /^([1-9]\d*)([dhm])$/.exec(String(value));
  if (match === null) {
    problems.push(`${at}: retention must be forever, or a number with d, h or m`);
    return -1;
  }
  return Number(match[1]) * UNIT_MS[match[2]!]!;
}

function text(raw: Raw, key: string, at: string, problems: string[]): string {
  const value = raw[key];
  if (typeof value === 'string' && value.trim() !== '') return value;
  problems.push(`${at}: ${key} is missing`);
  return '';
}

function asObject(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

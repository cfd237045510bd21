import { readFileSync } from 'node:fs';
import { LockstepError } from '@lockstep/domain';
import { parse } from 'yaml';
import { readTopicsFile, type DeclaredTopic, type TopicsDeclaration } from './topics/topics-declaration.js';

export interface TopicSpec extends DeclaredTopic {
  /** With prefix. */
  readonly topic: string;
}

/** A service reads a topic with a group. */
export interface ConsumerSpec {
  readonly service: string;
  /** Name without prefix, as `@Consumer` states it. */
  readonly name: string;
  /** Full topic name. */
  readonly topic: string;
  /** Full group name. */
  readonly group: string;
}

/** What `ops/topics.yaml` says, under a prefix. */
export interface Topology {
  readonly prefix: string;
  readonly topics: readonly TopicSpec[];
  /** Full names: where the events come from, the retry topics in order, where dead letters go. */
  readonly retries: {
    readonly source: string;
    readonly topics: readonly string[];
    readonly deadLetters: string;
  };
  /** The topic declared under this name (without prefix). @throws LockstepError LOCKSTEP_TOPIC_UNDECLARED */
  spec(name: string): TopicSpec;
  /** Full name of a declared topic. @throws LockstepError LOCKSTEP_TOPIC_UNDECLARED */
  topic(name: string): string;
  consumersOf(service: string): readonly ConsumerSpec[];
  /** Full names of the topics a service writes. */
  producedBy(service: string): readonly string[];
}

/**
 * Reads the declaration of topics.
 * @param prefix TOPIC_PREFIX, with its separator, such as `lockstep.`
 * @throws LockstepError LOCKSTEP_TOPICS_INVALID with every problem at once
 */
export function loadTopology(file: string, prefix: string): Topology {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw invalid(file, [thrown instanceof Error ? thrown.message : String(thrown)]);
  }
  const { declaration, problems } = readTopicsFile(content);
  if (!/^[a-zA-Z0-9._-]*$/.test(prefix)) problems.push(`the prefix ${prefix} has characters no topic name may have`);
  if (problems.length > 0) throw invalid(file, problems);
  return topologyOf(declaration, prefix);
}

function topologyOf(declaration: TopicsDeclaration, prefix: string): Topology {
  const full = (name: string) => prefix + name;
  const topics = declaration.topics.map((declared) => ({ ...declared, topic: full(declared.name) }));
  const spec = (name: string): TopicSpec => {
    const found = topics.find((topic) => topic.name === name);
    if (found === undefined) throw undeclared(name);
    return found;
  };
  return {
    prefix,
    topics,
    retries: {
      source: full(declaration.retries.source),
      topics: declaration.retries.topics.map(full),
      deadLetters: full(declaration.retries.deadLetters),
    },
    spec,
    topic: (name) => spec(name).topic,
    consumersOf: (service) =>
      topics.flatMap(({ name, topic, consumers }) =>
        consumers
          .filter((consumer) => consumer.service === service)
          .map(({ group }) => ({ service, name, topic, group: full(group) })),
      ),
    producedBy: (service) => topics.filter(({ producers }) => producers.includes(service)).map(({ topic }) => topic),
  };
}

function invalid(file: string, problems: readonly string[]): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_TOPICS_INVALID',
    message: `the declaration of topics (${file}) is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Correct ops/topics.yaml; its head says what it may contain.',
  });
}

function undeclared(name: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_TOPIC_UNDECLARED',
    message: `no topic ${name} is declared`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Declare it in ops/topics.yaml, then: lockstep topics apply',
  });
}

import type { Contract } from '@lockstep/contract';
import type { EmployeeEvent, UpsertOutcome } from '@lockstep/domain';
import { isLockstepError } from '@lockstep/domain';
import type { Broker, SchemaStore, StoredRecord, Topology } from '@lockstep/messaging';
import { createEmployeeEventCodec, createTopicCodec, HEADERS, readRetryHeaders } from '@lockstep/messaging';
import type { EventFact, Facts, RetryFact } from './facts.js';

export interface TopicSources {
  readonly broker: Broker;
  readonly registry: SchemaStore;
  readonly topology: Topology;
  readonly contract: Contract;
}

/** What the topics say about a run. Records that are no event are left out: their dead letters speak for them. */
export async function readTopics(sources: TopicSources): Promise<Omit<Facts, 'writes' | 'learners' | 'accepted'>> {
  const { broker, registry, topology, contract } = sources;
  const eventTopic = topology.topic('employee.events');
  const events = createEmployeeEventCodec({ store: registry, topic: eventTopic, contract });
  const outcomes = createTopicCodec('learner.outcomes', topology, registry);
  const [eventFacts, ends, rejected, retries, deadLetters] = await Promise.all([
    collect(broker, eventTopic, async (record) => eventFact(record, await decoded(events, record.value))),
    collect<UpsertOutcome>(broker, topology.topic('learner.outcomes'), (record) => outcomes.decode(record.value)),
    collect(broker, topology.topic('employee.rejected'), (record) => Promise.resolve(record.offset)),
    Promise.all(
      topology.retries.topics.map((topic) => collect(broker, topic, (record) => Promise.resolve(retryFact(record)))),
    ),
    collect(broker, topology.retries.deadLetters, (record) =>
      Promise.resolve(record.headers[HEADERS.eventId]?.toString('utf8') ?? null),
    ),
  ]);
  return { events: eventFacts, outcomes: ends, rejected: rejected.length, retries: retries.flat(), deadLetters };
}

async function collect<T>(
  broker: Broker,
  topic: string,
  read: (record: StoredRecord) => Promise<T | null>,
): Promise<T[]> {
  const found: T[] = [];
  for await (const record of broker.read(topic)) {
    const fact = await read(record);
    if (fact !== null) found.push(fact);
  }
  return found;
}

async function decoded(
  codec: { decode(value: Buffer | null): Promise<EmployeeEvent> },
  value: Buffer | null,
): Promise<EmployeeEvent | null> {
  try {
    return await codec.decode(value);
  } catch (thrown) {
    if (isLockstepError(thrown) && thrown.disposition === 'dead_letter') return null;
    throw thrown;
  }
}

function eventFact(record: StoredRecord, event: EmployeeEvent | null): EventFact | null {
  if (event === null) return null;
  const version = { modifiedAt: event.occurredAt, offset: record.offset };
  return { eventId: event.eventId, employeeId: event.employeeId, version };
}

function retryFact(record: StoredRecord): RetryFact | null {
  const state = readRetryHeaders(record.headers);
  const eventId = record.headers[HEADERS.eventId]?.toString('utf8');
  if (state === null || eventId === undefined || state.reference) return null;
  return { eventId, attempt: state.attempt, replay: state.replay, dueAt: state.dueAt };
}

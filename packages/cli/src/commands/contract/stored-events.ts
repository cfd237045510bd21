import type { Contract, StoredEvent } from '@lockstep/contract';
import { isLockstepError } from '@lockstep/domain';
import { createEmployeeEventCodec, MESSAGING_SETTINGS, openMessaging } from '@lockstep/messaging';
import { loadSettings, silentLogger } from '@lockstep/platform';
import type { CliIo } from '../../cli-io.js';

/** How long closing the connection may take after everything was read. */
const CLOSE_MS = 2_000;

/** Opens what `contract diff` tries the new contract on. */
export type OpenStoredEvents = (before: Contract, after: Contract) => AsyncIterable<StoredEvent | null>;

/**
 * Reads every event of `employee.events`; null in place of one that cannot be decoded.
 * @throws LockstepError LOCKSTEP_SETTINGS_INVALID when Kafka and the registry are not configured
 */
export function storedEvents(io: CliIo): OpenStoredEvents {
  const settings = loadSettings(MESSAGING_SETTINGS, io.env);
  return async function* (before, after) {
    const { broker, registry, topology } = openMessaging(settings, 'lockstep-cli', silentLogger);
    const topic = topology.topic('employee.events');
    const codec = createEmployeeEventCodec({ store: registry, topic, contract: readingBoth(before, after) });
    try {
      for await (const record of broker.read(topic)) yield await codec.decode(record.value).catch(skipUndecodable);
    } finally {
      await broker.close(CLOSE_MS);
    }
  };
}

/** The fields of both contracts: an event may hold what only one of them names. */
function readingBoth(before: Contract, after: Contract): Contract {
  const added = after.fields.filter(({ name }) => !before.fields.some((field) => field.name === name));
  return { ...before, fields: [...before.fields, ...added] };
}

function skipUndecodable(thrown: unknown): null {
  if (isLockstepError(thrown) && thrown.disposition === 'dead_letter') return null;
  throw thrown;
}

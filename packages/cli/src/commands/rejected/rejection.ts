import { isLockstepError } from '@lockstep/domain';
import { createTopicCodec, type Messaging, type RejectedPayload } from '@lockstep/messaging';
import type { CliIo } from '../../cli-io.js';

/** A refused payload, once however often it was delivered. */
export interface Rejection extends RejectedPayload {
  /** How often the same bytes were refused. */
  readonly times: number;
  /** When it was handed in again, epoch milliseconds; null: never. */
  readonly resubmittedAt: number | null;
}

type Ports = Pick<Messaging, 'broker' | 'topology' | 'registry'>;

/** Every rejection that is wanted, newest first. What cannot be decoded is counted on the way and left out. */
export async function readRejections(
  ports: Ports,
  wanted: (payload: RejectedPayload) => boolean,
  io: CliIo,
): Promise<Rejection[]> {
  const { broker, topology, registry } = ports;
  const topic = topology.topic('employee.rejected');
  io.err(`Reading ${topic} …`);
  const codec = createTopicCodec('employee.rejected', topology, registry);
  const found = new Map<string, Rejection>();
  let undecodable = 0;
  for await (const { value } of broker.read(topic)) {
    const payload = await codec.decode(value).catch(skipUndecodable);
    if (payload === null) undecodable += 1;
    else if (wanted(payload)) {
      const times = (found.get(payload.rejectionId)?.times ?? 0) + 1;
      found.set(payload.rejectionId, { ...payload, times, resubmittedAt: null });
    }
  }
  if (undecodable > 0) io.err(`${undecodable} records of ${topic} cannot be decoded and are left out.`);
  if (found.size > 0)
    for (const [id, at] of await readResubmissions(ports)) {
      const rejection = found.get(id);
      if (rejection !== undefined) found.set(id, { ...rejection, resubmittedAt: at });
    }
  return [...found.values()].sort((a, b) => b.receivedAt - a.receivedAt);
}

/** Rejection ID → when it was handed in again last. */
async function readResubmissions({ broker, topology, registry }: Ports): Promise<ReadonlyMap<string, number>> {
  const codec = createTopicCodec('ops.actions', topology, registry);
  const resubmitted = new Map<string, number>();
  for await (const { value } of broker.read(topology.topic('ops.actions'))) {
    const action = await codec.decode(value).catch(skipUndecodable);
    if (action?.action === 'rejected.resubmit') resubmitted.set(action.subject, action.at);
  }
  return resubmitted;
}

function skipUndecodable(thrown: unknown): null {
  if (isLockstepError(thrown) && thrown.disposition === 'dead_letter') return null;
  throw thrown;
}

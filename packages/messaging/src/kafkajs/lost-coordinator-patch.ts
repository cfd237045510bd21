import { createRequire } from 'node:module';

type GroupRequest = (this: object, ...all: unknown[]) => Promise<unknown>;
type GroupRequests = Record<'heartbeat' | 'joinGroup' | 'syncGroup', GroupRequest>;

const PATCHED = Symbol.for('lockstep.kafkajs.lost-coordinator-patch');
/** Heartbeats are sent once more: a connection may break without its broker being gone. */
const TOLERATED = { heartbeat: 1, joinGroup: 0, syncGroup: 0 };
const UNREACHABLE = /^KafkaJS(Connection|ConnectionClosed|RequestTimeout)Error$/;

/**
 * kafkajs looks for a group's coordinator only when the one it knows says that it is none; one that cannot be reached
 * is asked again until the consumer crashes, and the new member it starts then waits for the old one's session to
 * end. Told the same by a coordinator that is gone, it looks for the new one and keeps its membership, as JVM clients do.
 * @throws Error when kafkajs has no longer the shape this relies on.
 */
export function patchLostCoordinator(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/broker') as { prototype: GroupRequests & { [PATCHED]?: true } };
  const { KafkaJSProtocolError, isRebalancing } = require('kafkajs/src/errors') as {
    KafkaJSProtocolError: new (error: { message: string; type: string; code: number; retriable: boolean }) => Error;
    isRebalancing: (error: unknown) => boolean;
  };
  if (prototype[PATCHED] === true) return;
  const lost = (why: string) =>
    new KafkaJSProtocolError({
      message: `the coordinator of the group is lost: ${why}`,
      type: 'NOT_COORDINATOR_FOR_GROUP',
      code: 16,
      retriable: true,
    });
  if (!isRebalancing(lost('')))
    throw new Error('kafkajs no longer rejoins for NOT_COORDINATOR: lost-coordinator-patch.ts must be looked at');
  const failures = new WeakMap<object, number>();
  for (const name of ['heartbeat', 'joinGroup', 'syncGroup'] as const) {
    const original = prototype[name];
    if (typeof original !== 'function')
      throw new Error('kafkajs has moved its group requests: lost-coordinator-patch.ts must be looked at');
    prototype[name] = async function (this: object, ...all: unknown[]) {
      // kafkajs beats after each batch of a fetch before it looks at what failed: not each is to wait in vain.
      if (name === 'heartbeat' && (failures.get(this) ?? 0) > TOLERATED.heartbeat) throw lost('it did not answer');
      try {
        const answer = await original.apply(this, all);
        failures.delete(this);
        return answer;
      } catch (thrown) {
        if (!(thrown instanceof Error) || !UNREACHABLE.test(thrown.name)) throw thrown;
        const before = failures.get(this) ?? 0;
        failures.set(this, before + 1);
        if (before < TOLERATED[name]) throw thrown;
        throw lost(thrown.message);
      }
    };
  }
  prototype[PATCHED] = true;
}

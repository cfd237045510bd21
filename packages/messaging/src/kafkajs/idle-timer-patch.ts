import { createRequire } from 'node:module';

interface RequestQueue {
  pending: unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const PATCHED = Symbol.for('lockstep.kafkajs.idle-timer-patch');

/**
 * kafkajs reschedules its queue check every millisecond per connection, also when nothing waits: 3 % of a core while
 * idle, and a negative timeout that Node 24 warns of (kafkajs#1556, #1704, #1751). With nothing pending there is
 * nothing to check: a push and every answer schedule the check themselves.
 * @throws Error when kafkajs has no longer the shape this relies on.
 */
export function patchIdleTimer(): void {
  const require = createRequire(import.meta.url);
  const queue = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue & { [PATCHED]?: true } };
  const prototype = queue.prototype;
  if (prototype[PATCHED] === true) return;
  const original = prototype.scheduleCheckPendingRequests;
  if (typeof original !== 'function' || !original.toString().includes('this.pending.length'))
    throw new Error('kafkajs has moved its request queue: idle-timer-patch.ts must be looked at');
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this);
  };
  prototype[PATCHED] = true;
}

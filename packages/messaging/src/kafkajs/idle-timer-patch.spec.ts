import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { patchIdleTimer } from './idle-timer-patch.js';

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: unknown;
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
  destroy(): void;
}
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => Queue;
const newQueue = () =>
  new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    logger: { debug() {} },
    clientId: 'c',
    broker: 'b',
  });

describe('a connection of kafkajs that has nothing to send', () => {
  it('would check its queue for ever without the patch, which is why there is one', async () => {
    const queue = newQueue();
    // Only true as long as no other test of this file has patched it.
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.destroy();
  });

  it('sets no timer once patched, and still one when something waits', () => {
    patchIdleTimer();
    patchIdleTimer();
    const queue = newQueue();
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
    queue.throttledUntil = Date.now() + 60_000;
    queue.pending.push({});
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.destroy();
  });
});

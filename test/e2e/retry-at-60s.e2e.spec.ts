import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';

jest.setTimeout(120_000);
let lockstep: Lockstep;
beforeAll(async () => {
  // The one run at the product's own delay; the other suites shorten it.
  lockstep = await startLockstep({ env: { RETRY_DELAYS: '60s,60s,60s' } });
}, 120_000);
afterAll(() => lockstep.stop(), 60_000);

it('a retry fires 60 s after the failure: never early, at most 1 s late', async () => {
  const employees = Array.from({ length: 4 }, (_, n) => `slow-${n}`);
  await lockstep.platform.faults({ kind: 'status', status: 500, match: { employeeIds: employees, times: 1 } });
  await lockstep.sender.deliver(employees.map((id) => change(id)));
  await eventually(
    () => lockstep.platform.requests(),
    (requests) => requests.length === employees.length * 2,
    { deadlineMs: 75_000, everyMs: 250 },
  );
  for (const id of employees) {
    const [first, second] = await lockstep.platform.requests(id);
    const waitedMs = second!.receivedAt - first!.answeredAt!;
    expect(waitedMs).toBeGreaterThanOrEqual(60_000);
    expect(waitedMs).toBeLessThanOrEqual(61_000);
  }
  expect((await lockstep.proof()).problems).toEqual([]);
});

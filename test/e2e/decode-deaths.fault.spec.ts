import { afterEach, expect, it, jest } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';
import { records } from '../harness/traces.js';

jest.setTimeout(180_000);
let lockstep: Lockstep;
afterEach(() => lockstep.stop());

it('a record that has killed the process three times is put aside undecoded, and the next one goes on', async () => {
  lockstep = await startLockstep({ envOf: { upserter: { FAIL_POINTS: 'upserter.received=kill@1' } } });
  const upserter = lockstep.product.services.upserter!;
  // Same employee, same partition: the second event stands behind the deadly one.
  const { events } = await lockstep.sender.deliver(change('deadly', { department: 'first' }));
  for (let death = 1; death <= 3; death++) {
    await eventually(
      () => upserter.isRunning(),
      (running) => !running,
      { deadlineMs: 40_000 },
    );
    // It may die before it has said that it is ready.
    if (death < 3) await upserter.start().catch(() => undefined);
  }
  await upserter.restart({ FAIL_POINTS: '' });
  const dead = await eventually(
    () => records(lockstep, 'learner.upsert.dlt'),
    (found) => found.length === 1,
    { deadlineMs: 40_000 },
  );
  expect(dead[0]!.headers['lockstep-error-code']!.toString()).toBe('LOCKSTEP_DECODE_DEATHS');
  expect(dead[0]!.key!.toString()).toBe('deadly');
  expect(events).toHaveLength(1);
  await lockstep.sender.deliver(change('deadly', { department: 'second' }));
  await eventually(
    () => lockstep.platform.learner('deadly'),
    (learner) => learner?.department === 'second',
  );
});

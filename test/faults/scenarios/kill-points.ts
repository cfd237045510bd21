import { eventually } from '../../harness/eventually.js';
import { everybodyIsWritten } from '../everybody-is-written.js';
import { isStopped } from '../process-state.js';
import type { Scenario, World } from '../scenario.js';
import { secondUpserter } from '../second-upserter.js';

interface Point {
  readonly service: 'ingest' | 'upserter';
  readonly name: string;
  /** At which passage, so that there is work on both sides of it. */
  readonly passage: number;
}

/** Between each two of these an event is neither here nor there. */
const POINTS: readonly Point[] = [
  { service: 'ingest', name: 'accepted', passage: 40 },
  { service: 'ingest', name: 'published', passage: 40 },
  { service: 'upserter', name: 'claimed', passage: 40 },
  { service: 'upserter', name: 'posted', passage: 40 },
  { service: 'upserter', name: 'settled', passage: 40 },
  { service: 'upserter', name: 'outcome_published', passage: 40 },
  { service: 'upserter', name: 'committed', passage: 4 },
  { service: 'upserter', name: 'retry_published', passage: 6 },
  { service: 'upserter', name: 'retry_due', passage: 6 },
];

/** Longer than the session of a consumer (30 s): its partitions are somebody else's when it goes on. */
const STOPPED_MS = 45_000;
const EMPLOYEES = 40;
/** The SIGTERM deadline of a service is 10 s; what is left is the end of the process itself. */
const ENDED_WITHIN_MS = 15_000;

const SIGNALS = { kill: 'kill -9', term: 'SIGTERM', stop: `SIGSTOP for ${STOPPED_MS / 1_000} s` } as const;
type Signal = keyof typeof SIGNALS;

/**
 * Every place where a death would hurt, under three ways to be gone: at once, in order, and gone for longer than its
 * session and back with everything it believed before. Meanwhile a fifth of the attempts fail, up to three times an
 * employee, so that retries are under way, and newer versions of the same people keep coming.
 */
export const killPoints: readonly Scenario[] = (Object.keys(SIGNALS) as Signal[]).flatMap((signal) =>
  POINTS.map((point) => ({
    name: `${point.service}: ${SIGNALS[signal]} at ${point.name}`,
    group: 'Processes',
    ...(signal !== 'stop' && ['committed', 'retry_due'].includes(point.name) ? { quick: true as const } : {}),
    run: (world: World) => failAt(point, signal, world),
  })),
);

async function failAt({ service, name, passage }: Point, signal: Signal, world: World): Promise<void> {
  const lockstep = await world.start({
    envOf: { [service]: { FAIL_POINTS: `${service}.${name}=${signal}@${passage}` } },
  });
  await lockstep.platform.faults({ kind: 'status', status: 503, match: { share: 0.2, times: 3 } });
  const process = lockstep.product.services[service]!;
  if (signal === 'stop' && service === 'upserter') await secondUpserter(lockstep, world);
  world.load({ employees: EMPLOYEES });
  if (signal === 'stop') {
    await eventually(() => isStopped(process.id()), Boolean, { deadlineMs: 60_000 });
    const stoppedAt = Date.now();
    world.say('stopped');
    // The other instance has to take over every employee meanwhile.
    if (service === 'upserter')
      await everybodyIsWritten(lockstep, { since: stoppedAt, employees: EMPLOYEES, deadlineMs: STOPPED_MS });
    await world.lasts(Math.max(0, stoppedAt + STOPPED_MS - Date.now()));
    await process.resume();
    world.healed();
    return;
  }
  const endedWithinMs = signal === 'term' ? 60_000 + ENDED_WITHIN_MS : 60_000;
  await eventually(
    () => process.isRunning(),
    (running) => !running,
    { deadlineMs: endedWithinMs },
  );
  world.say('ended');
  // Its own start is part of the recovery: a group may wait for the member that died.
  world.healed();
  await process.restart({ FAIL_POINTS: '' });
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BreakableProxy } from '@lockstep/testkit';
import { feltAtPlatform } from '../felt.js';
import type { Scenario, World } from '../scenario.js';

const run = promisify(execFile);
const BEFORE_MS = 3_000;

/** Nobody's four attempts may be over before five people have failed: the real delays are a minute. */
const OUTAGE_RETRY_MS = 2_000;

type Fault = Readonly<Record<string, unknown>>;

/** What the whole platform does to everybody for a while: an outage, however it is dressed up. */
const OUTAGES: readonly (readonly [what: string, fault: Fault | readonly Fault[], ms: number])[] = [
  ['answers after 1.5 s', { kind: 'latency', ms: 1_300, jitterMs: 400 }, 15_000],
  ['answers later than the timeout, having applied', { kind: 'latency', ms: 2_500 }, 15_000],
  ['drips its answers, a byte every 10 ms', { kind: 'slow_drip', everyMs: 10 }, 15_000],
  ['drips its answers for longer than the timeout', { kind: 'slow_drip', everyMs: 100 }, 15_000],
  ['takes requests and never answers', { kind: 'timeout' }, 15_000],
  ['applies and never answers', { kind: 'applied_but_timed_out' }, 15_000],
  ['sends half an answer and falls silent', { kind: 'half_open' }, 15_000],
  ['sends half an answer and falls silent, having applied', { kind: 'half_open', applied: true }, 15_000],
  // The requests too: connections that are open already would notice nothing.
  [
    'resets every connection',
    [
      { kind: 'reset', when: 'connect' },
      { kind: 'reset', when: 'request' },
    ],
    10_000,
  ],
  ['resets in place of an answer', { kind: 'reset', when: 'request' }, 10_000],
  ['resets in the middle of the answer, having applied', { kind: 'reset', when: 'body', applied: true }, 10_000],
  ['answers 200 with an error body', { kind: 'error_in_success' }, 10_000],
  ['answers 200 with a page', { kind: 'html' }, 10_000],
  ['answers 200 with half the JSON, having applied', { kind: 'cut_json', applied: true }, 10_000],
  ['answers 200 with another employee’s record', { kind: 'other_employee' }, 10_000],
  [
    'redirects to a link-local address',
    { kind: 'redirect', location: 'http://169.254.169.254/latest/meta-data' },
    10_000,
  ],
];

/** Three people each, three times each: the fourth attempt succeeds. */
const IN_ITS_OWN_WAY: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502, applied: true },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 408 },
  { kind: 'timeout' },
  { kind: 'applied_but_timed_out' },
  { kind: 'half_open', applied: true },
  { kind: 'slow_drip', everyMs: 100 },
  { kind: 'reset', when: 'request' },
  { kind: 'reset', when: 'body', applied: true },
  { kind: 'error_in_success' },
  { kind: 'html' },
  { kind: 'cut_json', framing: 'short', applied: true },
  { kind: 'other_employee' },
  { kind: 'redirect', location: 'http://169.254.169.254/latest/meta-data' },
];
const PEOPLE_EACH = 3;

const REFUSALS = [404, 409, 422];

/**
 * The platform is somebody else's. Whatever it says or does not say, what it did may not be known: every doubt is asked
 * again under the same key, no answer that is not a clear yes counts as one, and an outage burns nobody's retries.
 */
export const platform: readonly Scenario[] = [
  ...OUTAGES.map(([what, fault, ms]): Scenario => ({
    name: `platform: ${what}`,
    group: 'Platform',
    run: (world) => toEverybody(world, [fault].flat(), ms, OUTAGE_RETRY_MS),
  })),
  {
    // Fifteen ways to fail at once, each the matter of a few people: their retries, and nobody else's wait.
    name: `platform: fails ${IN_ITS_OWN_WAY.length} ways at once, each for a few people`,
    group: 'Platform',
    quick: true,
    run: (world) =>
      toEverybody(
        world,
        IN_ITS_OWN_WAY.map((fault, way) => ({ ...fault, match: { employeeIds: peopleOf(way), times: 3 } })),
        12_000,
      ),
  },
  ...REFUSALS.map((status): Scenario => ({
    // For good, and so dead letters at once; the same people's next versions are tried all the same.
    name: `platform: refuses a few people with ${status}`,
    group: 'Platform',
    deadLetters: true,
    run: (world) => toEverybody(world, [{ kind: 'status', status, match: { employeeIds: peopleOf(0) } }], 8_000),
  })),
  {
    // A firewall that has forgotten the connection: nothing is refused, nothing comes back, and sockets look alive.
    name: 'platform: the network drops every packet for 30 s',
    group: 'Platform',
    needs: ['iptables'],
    async run(world) {
      const lockstep = await world.start();
      const rule = ['INPUT', '-i', 'lo', '-p', 'tcp', '--dport', new URL(lockstep.platform.url).port, '-j', 'DROP'];
      const drop = (on: boolean) => run('iptables', [on ? '-I' : '-D', ...rule]);
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      await drop(true);
      let dropping = true;
      const heal = async (): Promise<void> => {
        if (dropping) await drop(false);
        dropping = false;
      };
      world.atEnd(heal);
      await world.lasts(30_000);
      await heal();
      await feltAtPlatform(lockstep, since, 3);
      world.healed();
    },
  },
  {
    // The hole that no lease closes: what has left us and has not arrived may arrive after a newer version has.
    name: 'platform: requests are held on the way for longer than their leases, and then delivered',
    group: 'Platform',
    notPromised: {
      stale:
        'a body that was on its way for longer than its timeout and lease lands after a newer one; only a platform that compares versions could refuse it',
    },
    async run(world) {
      const link = await BreakableProxy.to('127.0.0.1', 0);
      world.atEnd(() => link.close());
      const lockstep = await world.start({ env: { LND_BASE_URL: `http://127.0.0.1:${link.port}` } });
      link.aim('127.0.0.1', Number(new URL(lockstep.platform.url).port));
      world.load({ employees: 10 });
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      link.freeze();
      await world.lasts(8_000);
      link.mend();
      await feltAtPlatform(lockstep, since, 3);
      world.healed();
    },
  },
];

function peopleOf(way: number): readonly string[] {
  return Array.from({ length: PEOPLE_EACH }, (_, n) => `load-${way * PEOPLE_EACH + n}`);
}

async function toEverybody(world: World, faults: readonly Fault[], ms: number, retryMs = 400): Promise<void> {
  const lockstep = await world.start({ env: { RETRY_DELAYS: Array(3).fill(`${retryMs}ms`).join(',') } });
  world.load({ employees: 60 });
  await world.lasts(BEFORE_MS);
  const since = Date.now();
  await lockstep.platform.faults(...faults);
  await world.lasts(ms);
  await feltAtPlatform(lockstep, since, 3);
  await lockstep.platform.heal();
  world.healed();
}

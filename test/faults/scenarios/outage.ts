import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Proof } from '@lockstep/stack';
import { eventually } from '../../harness/eventually.js';
import { HookReceiver } from '../../harness/hook-receiver.js';
import type { Lockstep } from '../../harness/lockstep.js';
import { feltAtPlatform } from '../felt.js';
import type { Scenario, World } from '../scenario.js';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../../packages/cli/bin/lockstep.mjs', import.meta.url));

const OUTAGE_MS = 120_000;
const PER_SECOND = 200;
/** More than the load comes to: each event another employee, so that none is spared by a newer one. */
const EMPLOYEES = 100_000;
/** As in production, whatever the harness has shortened. */
const AS_DELIVERED = {
  RETRY_DELAYS: '60s,60s,60s',
  LND_TIMEOUT: '10s',
  LEASE_MARGIN: '5s',
  PROBE_INTERVAL: '2s',
  LOG_LEVEL: 'info',
};
/** Setting BREAKER_FAILURES: before so many employees have failed nobody can know that it is an outage. */
const BREAKER_FAILURES = 5;
/** Setting UPSERT_CONCURRENCY: so many requests are under way when an outage begins. */
const AT_ONCE = 64;

interface Outage {
  readonly what: string;
  /** What the platform does to everybody. */
  readonly fault: Readonly<Record<string, unknown>>;
  /** Error code of the one message to the ops channel. */
  readonly code: string;
  /** Attempts it may cost. */
  readonly retries: number;
  /** What a person does once the platform is well again. Default: nothing. */
  readonly resume?: (lockstep: Lockstep) => Promise<void>;
}

/** Two minutes and 24 000 events: what waits is far more than the upserter may hold in hand. */
const OUTAGES: readonly Outage[] = [
  {
    what: 'answers 503',
    fault: { status: 503 },
    code: 'LOCKSTEP_LND_OUTAGE',
    retries: BREAKER_FAILURES - 1,
  },
  {
    what: 'answers 429 with Retry-After in seconds',
    fault: { status: 429, retryAfterSeconds: 5 },
    code: 'LOCKSTEP_LND_THROTTLED',
    retries: 0,
  },
  {
    what: 'answers 429 with Retry-After as a date',
    fault: { status: 429, retryAfterDateInSeconds: 5 },
    code: 'LOCKSTEP_LND_THROTTLED',
    retries: 0,
  },
  {
    what: 'answers 401, and a person resumes',
    fault: { status: 401 },
    code: 'LOCKSTEP_LND_UNAUTHORISED',
    retries: 0,
    resume: resumeByCli,
  },
];

/** An outage is not a thousand dead letters: none, no retry burnt, one message, and everything applied soon after. */
export const outage: readonly Scenario[] = OUTAGES.map((one): Scenario => {
  let hook: HookReceiver | null = null;
  return {
    name: `outage: the platform ${one.what} for two minutes under ${PER_SECOND} events/s`,
    group: 'Outage',
    async run(world) {
      hook = await listen(world);
      await through(one, world, hook);
    },
    also: (lockstep, proof) => whatElse(one, lockstep, proof, hook?.messages ?? []),
  };
});

async function listen(world: World): Promise<HookReceiver> {
  const hook = await HookReceiver.listen();
  world.atEnd(() => hook.close());
  return hook;
}

async function through(one: Outage, world: World, hook: HookReceiver): Promise<void> {
  const lockstep = await world.start({
    env: { ...AS_DELIVERED, OPS_WEBHOOK_URL: hook.url, ALLOW_PRIVATE_HOOKS: 'true' },
  });
  world.load({ perSecond: PER_SECOND, employees: EMPLOYEES });
  await world.lasts(3_000);
  const since = Date.now();
  await lockstep.platform.faults({ kind: 'status', ...one.fault });
  await feltAtPlatform(lockstep, since, 1);
  await eventually(
    () => hook.messages,
    (messages) => messages.some((text) => text.includes(one.code)),
  );
  await world.lasts(Math.max(0, OUTAGE_MS - (Date.now() - since)));
  await lockstep.platform.heal();
  await one.resume?.(lockstep);
  world.healed();
}

async function resumeByCli({ product }: Lockstep): Promise<void> {
  await run(process.execPath, [CLI, 'upserter', 'resume', '--reason', 'the key is right again'], {
    cwd: join(CLI, '../../../..'),
    env: { ...process.env, ...product.env },
  });
}

async function whatElse(
  one: Outage,
  { platform }: Lockstep,
  proof: Proof,
  messages: readonly string[],
): Promise<string[]> {
  const told = messages.filter((text) => text.includes(one.code));
  const { events, outcomes } = proof;
  const struck = await platform.struck();
  return [
    ...(proof.retries > one.retries ? [`${proof.retries} retries were burnt`] : []),
    ...(told.length === 1 ? [] : [`the outage was told ${told.length} times`]),
    ...(outcomes.applied === events ? [] : [`${outcomes.applied} of ${events} events were applied`]),
    ...(events < (PER_SECOND * OUTAGE_MS * 0.9) / 1_000 ? [`only ${events} events came in`] : []),
    ...(struck > AT_ONCE + OUTAGE_MS / 1_000 ? [`the platform was asked ${struck} times while it was away`] : []),
  ];
}

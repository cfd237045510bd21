import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SystemCondition } from '@lockstep/domain';
import {
  createTopicCodec,
  HEADERS,
  writeRetryHeaders,
  type Notification,
  type OutgoingRecord,
  type Producer,
  type RejectedPayload,
} from '@lockstep/messaging';
import { createMetrics, loadSettings, Readiness, silentLogger, StopDeadline, systemClock } from '@lockstep/platform';
import {
  eventually,
  leakCheck,
  newTestDatabase,
  newTestMessaging,
  testStack,
  type TestDatabase,
  type TestMessaging,
} from '@lockstep/testkit';
import { createNotifierApp, NOTIFIER_SETTINGS } from '../src/index.js';
import { startHookServer, type HookServer } from './hook-server.js';

const BASE = ['PORT', 'LISTEN_ADDRESS', 'LOG_LEVEL', 'SHUTDOWN_DEADLINE', 'FAIL_POINTS'] as const;
const AT = Date.UTC(2026, 10, 24, 9, 30, 5);

const leaks = leakCheck();
let messaging: TestMessaging;
let database: TestDatabase;
let producer: Producer;
let hook: HookServer;
let running: Awaited<ReturnType<typeof createNotifierApp>> | undefined;

beforeAll(async () => {
  [messaging, database] = await Promise.all([newTestMessaging('notifier'), newTestDatabase()]);
  producer = await messaging.broker.producer();
  hook = await startHookServer();
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  hook.answerWith(200);
});
afterAll(async () => {
  await hook.close();
  await messaging.drop();
  await database.drop();
  await leaks.none(5_000);
});

function environment(): Record<string, string> {
  const { kafka, registry } = testStack();
  return {
    KAFKA_BROKERS: kafka,
    SCHEMA_REGISTRY_URL: registry,
    TOPIC_PREFIX: messaging.prefix,
    DATABASE_URL: database.url,
    OPS_WEBHOOK_URL: hook.url,
    ALLOW_PRIVATE_HOOKS: '127.0.0.1',
    NOTIFY_RETRY_DELAY: '200ms',
    NOTIFY_TIMEOUT: '1s',
    PORT: '0',
    LISTEN_ADDRESS: '127.0.0.1',
    SHUTDOWN_DEADLINE: '5s',
  };
}

async function start(): Promise<void> {
  running = await createNotifierApp({
    service: 'notifier',
    settings: loadSettings([...BASE, ...NOTIFIER_SETTINGS], environment()),
    logger: silentLogger,
    metrics: createMetrics('notifier'),
    readiness: new Readiness(),
    clock: systemClock,
    stopDeadline: new StopDeadline(systemClock, 5_000),
    fatal: (thrown) => {
      throw thrown;
    },
  });
}

function deadLetter(employeeId: string, eventId: string, replay = 0): OutgoingRecord {
  const origin = { topic: messaging.topology.topic('employee.events'), partition: 0, offset: 1n };
  const history = [{ attempt: 1, at: AT, status: 422, code: 'LOCKSTEP_LND_REFUSED', reason: 'no' }];
  const state = { attempt: 1, dueAt: 0, firstFailedAt: AT, origin, history, replay, reference: false };
  return {
    topic: messaging.topology.topic('learner.upsert.dlt'),
    key: Buffer.from(employeeId),
    value: Buffer.from([0xde, 0xad]),
    headers: {
      ...writeRetryHeaders(state, eventId),
      [HEADERS.errorCode]: 'LOCKSTEP_LND_REFUSED',
      [HEADERS.reason]: 'no',
    },
  };
}

async function rejected(over: Partial<RejectedPayload>): Promise<OutgoingRecord> {
  const value: RejectedPayload = {
    rejectionId: 'r1',
    receivedAt: AT,
    source: 'generic',
    deliveryId: 'msg_1',
    employeeId: 'E-7',
    contentType: 'application/json',
    payload: Buffer.from('{"firstName":"Canary-Zoë"}'),
    reasonCode: 'format',
    violations: '[{"path":"/hireDate","rule":"format"}]',
    contractHash: 'c',
    ...over,
  };
  const codec = createTopicCodec('employee.rejected', messaging.topology, messaging.registry);
  return {
    topic: messaging.topology.topic('employee.rejected'),
    key: Buffer.from('E-7'),
    value: await codec.encode(value),
  };
}

async function condition(state: SystemCondition['state'], conditionId: string): Promise<OutgoingRecord> {
  const codec = createTopicCodec('ops.conditions', messaging.topology, messaging.registry);
  const value = await codec.encode({
    conditionId,
    kind: 'upserter_paused',
    state,
    service: 'upserter',
    code: 'LOCKSTEP_LND_OUTAGE',
    reason: 'the platform fails for everyone',
    since: AT,
    at: AT + 60_000,
    until: null,
  });
  return { topic: messaging.topology.topic('ops.conditions'), key: Buffer.from(conditionId), value };
}

const telling = (part: string): string[] => hook.taken.filter((text) => text.includes(part));

async function toldOnce(part: string, deadlineMs = 20_000): Promise<string> {
  const [text] = await eventually(() => telling(part), {
    until: (found) => found.length > 0,
    deadlineMs,
    describe: `a message with ${part}`,
  });
  return text ?? '';
}

async function journal(): Promise<Notification[]> {
  const codec = createTopicCodec('notifications.sent', messaging.topology, messaging.registry);
  const found: Notification[] = [];
  for await (const { value } of messaging.broker.read(messaging.topology.topic('notifications.sent')))
    found.push(await codec.decode(value));
  return found;
}

async function openOffsets(): Promise<bigint> {
  let open = 0n;
  for (const { topic, group } of messaging.topology.consumersOf('notifier')) {
    const committed = await messaging.broker.admin.committed(group, topic);
    for (const { partition, start, end } of await messaging.broker.admin.offsets(topic))
      open += end - (committed.get(partition) ?? start);
  }
  return open;
}

describe('the notifier', () => {
  it('tells dead letters, rejected payloads and conditions, once each, with employee IDs only', async () => {
    await start();
    await producer.send([
      deadLetter('E-1', 'once-1'),
      await rejected({}),
      await condition('raised', 'c-1'),
      await condition('cleared', 'c-1'),
    ]);
    expect(await toldOnce('once-1')).toContain(
      '*Employee E-1: a change could not be applied to the learning platform*',
    );
    expect(await toldOnce('rejected show r1')).toContain('/hireDate (format)');
    await toldOnce('paused and resume by themselves');
    await toldOnce('Upserts run again after 1 min');
    const conditions = hook.taken.filter((text) => text.startsWith('*Upserts'));
    expect(conditions.map((text) => text.split('\n')[0])).toEqual([
      '*Upserts are paused and resume by themselves*',
      '*Upserts run again after 1 min*',
    ]);
    expect(hook.taken.join('\n')).not.toContain('Canary');
    const recorded = await eventually(journal, {
      until: (found) => found.filter(({ thing }) => thing === 'dlt:once-1:0').length === 2,
      describe: 'both records of the telling',
    });
    expect(
      recorded
        .filter(({ thing }) => thing === 'dlt:once-1:0')
        .map(({ channel, state, attempts, kind }) => [channel, state, attempts, kind])
        .sort(),
    ).toEqual([
      ['log', 'told', 1, 'dead_letter'],
      ['slack', 'told', 1, 'dead_letter'],
    ]);
    await eventually(openOffsets, { until: (open) => open === 0n, describe: 'everything told being committed' });
  });

  it('does not repeat what comes again, not even after a restart, but tells a replay that failed', async () => {
    await start();
    await producer.send([deadLetter('E-2', 'again-2')]);
    await toldOnce('again-2');
    await running?.close();
    await start();
    await producer.send([deadLetter('E-2', 'again-2'), deadLetter('E-2', 'again-2', 1)]);
    await toldOnce('replay 1');
    await eventually(openOffsets, { until: (open) => open === 0n, describe: 'both records being committed' });
    expect(telling('lockstep dlt show again-2')).toHaveLength(2);
  });

  it('loses nothing while the hook fails, and tells it when the hook is back', async () => {
    hook.answerWith(500);
    await start();
    const before = hook.requests;
    await producer.send([deadLetter('E-3', 'later-3')]);
    await eventually(() => hook.requests - before, { until: (tries) => tries >= 3, describe: 'three tries' });
    await running?.close();
    expect(await openOffsets()).toBe(1n);
    expect(telling('later-3')).toEqual([]);
    hook.answerWith(200);
    await start();
    await toldOnce('later-3');
    const recorded = await eventually(journal, {
      until: (found) =>
        found.some(({ thing, state, channel }) => thing === 'dlt:later-3:0' && state === 'told' && channel === 'slack'),
      describe: 'the telling being recorded',
    });
    expect(recorded.find(({ thing, state }) => thing === 'dlt:later-3:0' && state === 'failed')).toMatchObject({
      channel: 'slack',
      detail: 'the slack channel answered 500: no_service',
    });
  });

  it('tells of a record that it cannot read, and goes on', async () => {
    await start();
    await producer.send([
      { topic: messaging.topology.topic('ops.conditions'), key: null, value: Buffer.from([1, 2, 3]) },
      await condition('raised', 'c-after'),
    ]);
    expect(await toldOnce('A record that should have been told cannot be read')).toContain('ops.conditions/0/');
    await toldOnce('paused and resume by themselves');
    await eventually(openOffsets, { until: (open) => open === 0n, describe: 'the unreadable record being passed' });
  });

  it('answers that it is ready, with its checks', async () => {
    await start();
    const answer = await eventually(
      async () => (await fetch(`${running?.url ?? ''}/health/ready`)).json() as Promise<Record<string, unknown>>,
      {
        until: ({ status }) => status === 'ready',
        describe: 'readiness',
      },
    );
    expect(answer).toEqual({
      status: 'ready',
      service: 'notifier',
      checks: { consumers: { ready: true }, database: { ready: true } },
    });
  });
});

describe('the notifier as a process', () => {
  const children: ChildProcess[] = [];
  const started = (env: Record<string, string>): { child: ChildProcess; errors: () => string; log: () => string } => {
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { PATH: '', ...env },
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let [errors, log] = ['', ''];
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.stdout.on('data', (data: Buffer) => (log += data.toString()));
    return { child, errors: () => errors, log: () => log };
  };
  afterAll(() => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });

  it('loses nothing when it is killed between taking a thing up and telling it', async () => {
    const killed = started({ ...environment(), FAIL_POINTS: 'notifier.begun=kill' });
    const died = once(killed.child, 'exit');
    await producer.send([deadLetter('E-4', 'killed-4')]);
    expect(await died).toEqual([null, 'SIGKILL']);
    await start();
    await toldOnce('killed-4', 55_000);
    expect(telling('lockstep dlt show killed-4')).toHaveLength(1);
  });

  it('stops at SIGTERM with exit code 0', async () => {
    const { child, log } = started(environment());
    await eventually(log, {
      until: (text) => text.includes('service.started'),
      describe: 'the start',
      deadlineMs: 20_000,
    });
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(log()).toContain('service.stopped');
    expect(log()).not.toContain(hook.url);
  });

  it('lists everything that is wrong with its settings and exits 1', async () => {
    const { child, errors } = started({ NOTIFY_TIMEOUT: 'soon', DATABASE_URL: 'mysql://root:hunter2@x/y' });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors()).toMatch(
      /notifier could not start[^]*LOCKSTEP_SETTINGS_INVALID[^]*KAFKA_BROKERS is not set[^]*NOTIFY_TIMEOUT "soon"[^]*What to do:/,
    );
    expect(errors()).not.toContain('hunter2');
  });

  it('names the database when it lacks its tables', async () => {
    const empty = await newTestDatabase({ migrated: false });
    const { child, errors } = started({ ...environment(), DATABASE_URL: empty.url });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors()).toContain('LOCKSTEP_DATABASE_SCHEMA');
    await empty.drop();
  });
});

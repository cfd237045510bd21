import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createPool } from '@lockstep/store';
import { Canaries } from '../harness/canaries.js';
import { EchoingPlatform } from '../harness/echoing-platform.js';
import { eventually } from '../harness/eventually.js';
import { HookReceiver } from '../harness/hook-receiver.js';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change, type Change, type DeliveryAnswer } from '../harness/sender.js';
import { records } from '../harness/traces.js';

jest.setTimeout(180_000);
const CLI = fileURLToPath(new URL('../../packages/cli/bin/lockstep.mjs', import.meta.url));

/** Where values of persons belong; everywhere else not one may be found (docs/reliability.md, invariant 11). */
const ALLOWED = {
  /** Values of these topics, in Avro. Their keys and headers are looked at like everything else. */
  topics: [
    'employee.events',
    'employee.rejected',
    'learner.upsert.retry.1',
    'learner.upsert.retry.2',
    'learner.upsert.retry.3',
    'learner.upsert.dlt',
  ],
  /** Bytes on their way to a topic, and whom a reference waits for. */
  tables: ['parked_records', 'manager_waits'],
};

const canaries = new Canaries();
let lockstep: Lockstep;
let platform: EchoingPlatform;
let hook: HookReceiver;
/** Whatever a sender was answered: status line, headers, body. */
const answers: string[] = [];

beforeAll(async () => {
  [platform, hook] = await Promise.all([EchoingPlatform.listen(), HookReceiver.listen()]);
  lockstep = await startLockstep({
    env: { LND_BASE_URL: platform.url, OPS_WEBHOOK_URL: hook.url, ALLOW_PRIVATE_HOOKS: 'true', LOG_LEVEL: 'debug' },
  });
  await plantEverywhere();
}, 180_000);
afterAll(async () => {
  await lockstep.stop();
  await Promise.all([platform.close(), hook.close()]);
}, 60_000);

const person = (employeeId: string): Change => change(employeeId, canaries.person(canaries.size));

async function deliver(body: string, headers: Readonly<Record<string, string>> = {}): Promise<DeliveryAnswer> {
  const answer = await lockstep.sender.post(body, { headers });
  answers.push(answer.text, ...[...answer.headers].flat());
  return answer;
}

/**
 * What is no webhook of the HRIS, or a webhook that the contract refuses. A key that looks like the name of a field is
 * taken for one and may be shown; one that looks like anything else may be somebody's name or address.
 */
async function plantRefusals(): Promise<void> {
  const bad = (where: string, fields: (core: string) => Record<string, unknown>): string => {
    const { employee, ...rest } = person(`rejected-${canaries.size}`);
    return canaries.plant(where, (core) => JSON.stringify({ ...rest, employee: { ...employee, ...fields(core) } }));
  };
  const bodies = [
    bad('a wrong e-mail', (core) => ({ workEmail: core })),
    bad('a wrong date', (core) => ({ hireDate: core })),
    bad('an unknown status', (core) => ({ employmentStatus: core })),
    bad('an object for a name', (core) => ({ firstName: { [`Ünal ${core}`]: core } })),
    bad('a list for a department', (core) => ({ department: [core] })),
    bad('an unknown key', (core) => ({ [`${core}@example.com`]: core })),
    bad('a NUL', (core) => ({ jobTitle: `${core}\u0000` })),
    bad('an employee ID that is none', (core) => ({ employeeId: `${core} ${core}` })),
    bad('too long a text', (core) => ({ lastName: core.repeat(10_000) })),
    canaries.plant('a duplicate key', (core) => `{"type":"employee.updated","employee":{"${core}é":1,"${core}é":2}}`),
    canaries.plant('a forbidden key', (core) => `{"${core}é":{"__proto__":{"a":"${core}"}}}`),
    canaries.plant('broken JSON', (core) => `{"type":"employee.updated","employee":{"firstName":"${core}"`),
    canaries.plant('no JSON at all', (core) => core),
    canaries.plant('an unknown type', (core) => JSON.stringify({ ...person('rejected-type'), type: core })),
    canaries.plant('a wrong time', (core) => JSON.stringify({ ...person('rejected-time'), occurredAt: core })),
  ];
  for (const body of bodies) await deliver(body);
  const body = JSON.stringify(person('unsigned'));
  const statuses = [
    (await deliver(body, { 'webhook-signature': canaries.plant('a signature', (core) => `v1,${core}`) })).status,
    (await deliver(body, { 'webhook-timestamp': canaries.plant('a timestamp') })).status,
    (await deliver(body, { 'content-type': canaries.plant('a content type', (core) => `text/${core}`) })).status,
    (await deliver(body, { 'content-encoding': canaries.plant('an encoding') })).status,
    (await deliver(canaries.plant('a body beyond the limit').repeat(50_000))).status,
  ];
  expect(statuses).toEqual([401, 401, 415, 415, 413]);
  const ingest = lockstep.product.urls.ingest!;
  for (const path of [
    `/webhooks/${canaries.plant('a source')}`,
    `/${canaries.plant('a path')}`,
    `/webhooks/generic?name=${canaries.plant('a query')}`,
  ]) {
    const answer = await fetch(`${ingest}${path}`, { method: 'POST', body: '{}' });
    answers.push(await answer.text(), ...[...answer.headers].flat());
  }
}

/** What is on the topic and no event of ours. */
async function plantPoison(): Promise<void> {
  const { broker, topology } = lockstep;
  const topic = topology.topic('employee.events');
  const [event] = await records(lockstep, 'employee.events');
  const producer = await broker.producer();
  await producer.send([
    { topic, key: Buffer.from('poison-1'), value: Buffer.from(canaries.plant('poison')) },
    { topic, key: Buffer.from('poison-2'), value: Buffer.concat([event!.value!.subarray(0, 5), bytes('a cut value')]) },
    { topic, key: Buffer.from('poison-3'), value: event!.value },
    { topic, key: null, value: bytes('a value without a key') },
    { topic: topology.topic('learner.upsert.retry.1'), key: Buffer.from('poison-4'), value: bytes('no retry') },
  ]);
  await producer.close(5_000);
}

const bytes = (what: string): Buffer => Buffer.from(canaries.plant(what));

const FAILING = ['fails-1', 'page-1', 'success-1'];
const REFUSED = ['refused-1', 'plain-1', 'conflict-1'];

async function plantEverywhere(): Promise<void> {
  await deliver(JSON.stringify([person('fine-1'), person('fine-2')]));
  await deliver(JSON.stringify([...FAILING, ...REFUSED, 'orphan-1', 'throttled-1'].map(person)));
  await plantRefusals();
  await deliver(JSON.stringify({ ...person('fine-1'), type: 'employee.terminated' }));
  await eventually(
    () => [...platform.applied],
    (applied) => ['fine-1', 'fine-2', 'orphan-1', 'throttled-1'].every((id) => applied.includes(id)),
  );
  await plantPoison();
  await eventually(
    () => records(lockstep, 'learner.upsert.dlt'),
    (dead) => dead.length >= FAILING.length + REFUSED.length + 5,
    { deadlineMs: 60_000 },
  );
  await deliver(JSON.stringify(person('halts-1')));
  await eventually(
    () => hook.messages,
    (messages) => messages.some((text) => text.includes('LOCKSTEP_LND_UNAUTHORISED')),
  );
}

/** Every file of a directory below, with its content. */
function filesBelow(directory: string): (readonly [string, Buffer])[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path)] as const);
}

async function lockstepCli(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...lockstep.product.env };
    execFile(process.execPath, [CLI, ...args], { env }, (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
  });
}

describe('values of persons are', () => {
  it('where they belong: the search finds them there', async () => {
    const places = await Promise.all(ALLOWED.topics.map((topic) => records(lockstep, topic)));
    const seen = new Set(places.flat().flatMap(({ value }) => (value === null ? [] : canaries.in(value))));
    // Those that never got as far as a topic: refused before anybody read them.
    const refusedAtTheDoor = 25;
    expect(seen.size).toBeGreaterThan(canaries.size - refusedAtTheDoor);
    expect(canaries.size).toBeGreaterThan(120);
  });

  it('in no log and no other file of the services', () => {
    const { logsDir } = lockstep.product;
    const logs = filesBelow(logsDir).filter(([path]) => !/\/(hris|lnd)\.log$/.test(path));
    expect(logs.length).toBeGreaterThanOrEqual(4);
    expect(logs.filter(([, content]) => content.length > 0).length).toBeGreaterThanOrEqual(3);
    expect(hits(logs)).toEqual([]);
  });

  it('in no answer to a sender, no metric and no health report', async () => {
    const { ingest, upserter, notifier, reconciler } = lockstep.product.urls;
    const urls = [ingest, upserter, notifier, reconciler].flatMap((url) =>
      ['/metrics', '/health/live', '/health/ready'].map((path) => `${url!}${path}`),
    );
    const told = await Promise.all(urls.map(async (url) => [url, await (await fetch(url)).text()] as const));
    expect(answers.join('\n')).toContain('violations');
    expect(hits([...told, ...answers.map((text, n) => [`answer ${n}`, text] as const)])).toEqual([]);
  });

  it('in no notification', () => {
    expect(hook.messages.length).toBeGreaterThan(FAILING.length + REFUSED.length);
    expect(hits(hook.messages.map((text) => ['notification', text]))).toEqual([]);
  });

  it('in no key, no header, and no value of a topic that is not for them', async () => {
    const found: (readonly [string, Buffer])[] = [];
    for (const { name } of lockstep.topology.topics) {
      for (const { key, value, headers, partition, offset } of await records(lockstep, name)) {
        const place = `${name}/${partition}/${offset}`;
        if (key !== null) found.push([`key of ${place}`, key]);
        for (const [header, text] of Object.entries(headers)) found.push([`header ${header} of ${place}`, text]);
        if (value !== null && !ALLOWED.topics.includes(name)) found.push([`value of ${place}`, value]);
      }
    }
    expect(found.filter(([place]) => place.startsWith('value of learner.outcomes')).length).toBeGreaterThan(10);
    expect(hits(found)).toEqual([]);
  });

  it('in no table but those that hold bytes on their way', async () => {
    const pool = createPool({ databaseUrl: lockstep.database, applicationName: 'lockstep-test', max: 1 });
    try {
      const tables = await pool.query<{ name: string }>({
        text: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'lockstep'",
      });
      expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['ledger_events', ...ALLOWED.tables]));
      const rows: (readonly [string, string])[] = [];
      for (const { name } of tables) {
        if (ALLOWED.tables.includes(name)) continue;
        const found = await pool.query<{ row: string }>({ text: `SELECT t::text AS row FROM lockstep."${name}" t` });
        rows.push(...found.map(({ row }) => [name, row] as const));
      }
      expect(rows.length).toBeGreaterThan(10);
      expect(hits(rows)).toEqual([]);
    } finally {
      await pool.close();
    }
  });

  it('in no title or command line of a process', () => {
    const titles = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [[`process ${pid}`, readFileSync(`/proc/${pid}/cmdline`)] as const];
        } catch {
          return [];
        }
      });
    expect(titles.length).toBeGreaterThan(5);
    expect(hits(titles)).toEqual([]);
  });

  it('in nothing that the CLI prints unless it is asked for values', async () => {
    const dead = (await lockstepCli('dlt', 'list', '--all', '--json')).split('\n').flatMap(jsonOf);
    const rejected = (await lockstepCli('rejected', 'list', '--all', '--json')).split('\n').flatMap(jsonOf);
    const eventIds = idsIn(dead, 'eventId');
    const rejectionIds = idsIn(rejected, 'rejectionId');
    expect([eventIds.length, rejectionIds.length]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Math.min(eventIds.length, rejectionIds.length)).toBeGreaterThan(5);
    const commands = [
      ['dlt', 'list', '--all'],
      ['dlt', 'list', '--all', '--json'],
      ['dlt', 'list', '--by-code'],
      ['rejected', 'list', '--all'],
      ['rejected', 'list', '--all', '--json'],
      ['upserter', 'status'],
      ['doctor'],
      ...eventIds.flatMap((id, nth) => [['dlt', 'show', id, ...(nth % 2 === 0 ? [] : ['--json'])]]),
      ...rejectionIds.flatMap((id, nth) => [['rejected', 'show', id, ...(nth % 2 === 0 ? [] : ['--json'])]]),
    ];
    const outputs: (readonly [string, string])[] = [];
    while (commands.length > 0) {
      const few = commands.splice(0, 4);
      outputs.push(
        ...(await Promise.all(few.map(async (args) => [args.join(' '), await lockstepCli(...args)] as const))),
      );
    }
    expect(hits(outputs)).toEqual([]);
    const values = await lockstepCli('dlt', 'show', eventIds[0]!, '--with-values');
    expect(canaries.in(values).length).toBeGreaterThan(3);
  });
});

/** Where canaries were found, and which. */
function hits(places: readonly (readonly [string, string | Buffer])[]): string[] {
  return places.flatMap(([place, content]) => canaries.in(content).map((canary) => `${place}: ${canary}`));
}

function jsonOf(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function idsIn(values: readonly unknown[], name: string): string[] {
  return [
    ...new Set([...JSON.stringify(values).matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g'))].map(([, id]) => id!)),
  ];
}

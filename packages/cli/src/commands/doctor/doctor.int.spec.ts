import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SystemCondition } from '@lockstep/domain';
import { createPool, createPostgresConditionBoard } from '@lockstep/store';
import { newTestDatabase, newTestMessaging, testStack, type TestDatabase } from '@lockstep/testkit';
import { lockstep } from '../../../test/recorded-io.js';
import type { Finding } from './finding.js';

const NOBODY = 'http://127.0.0.1:59';

describe('the doctor', () => {
  let messaging: Awaited<ReturnType<typeof newTestMessaging>>;
  let database: TestDatabase;
  let vendors: Server;
  let env: Record<string, string>;
  /** Keys the vendors accept. */
  const keys = new Set(['Bearer lnd-key', 'Bearer hris-key']);

  beforeAll(async () => {
    [messaging, database] = await Promise.all([newTestMessaging('cli-doctor'), newTestDatabase()]);
    vendors = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', NOBODY);
      if (pathname === '/health/ready') response.writeHead(200).end('{}');
      else if (!keys.has(request.headers.authorization ?? '')) response.writeHead(401).end('{}');
      else response.end(JSON.stringify({ employees: [], learners: [], next: null }));
    });
    await new Promise<void>((resolve) => vendors.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(vendors.address() as AddressInfo).port}`;
    const { kafka, registry } = testStack();
    env = {
      KAFKA_BROKERS: kafka,
      SCHEMA_REGISTRY_URL: registry,
      TOPIC_PREFIX: messaging.prefix,
      DATABASE_URL: database.url,
      HRIS_WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      HRIS_BASE_URL: url,
      HRIS_API_KEY: 'hris-key',
      LND_BASE_URL: url,
      LND_API_KEY: 'lnd-key',
    };
  });
  afterAll(async () => {
    vendors.closeAllConnections();
    await new Promise((resolve) => vendors.close(resolve));
    await Promise.all([messaging.drop(), database.drop()]);
  });

  async function examine(
    changed: Record<string, string> = {},
    { now = () => Date.now(), ...running }: { now?: () => number; urls?: Record<string, string> } = {},
  ) {
    const { code, out } = await lockstep(['doctor', '--json'], {
      env: { ...env, ...changed },
      now,
      ...(running.urls === undefined ? {} : { running: { urls: running.urls, settings: [] } }),
    });
    const lines = out.map((line) => JSON.parse(line) as Finding & { kind: string });
    const states: Record<string, string> = {};
    for (const { kind, check, state } of lines) if (kind === 'check') states[check] = state;
    return { code, states, lines, text: out.join('\n') };
  }

  it('finds nothing where all is well, in the order of dependence', async () => {
    const { code, states } = await examine({}, { urls: { ingest: env['LND_BASE_URL']!, hris: NOBODY } });
    expect(states).toEqual({
      settings: 'ok',
      contract: 'ok',
      kafka: 'note',
      topics: 'ok',
      schemas: 'ok',
      'clock of Kafka’s writers': 'ok',
      database: 'ok',
      'clock of Postgres': 'ok',
      hris: 'ok',
      'learning platform': 'ok',
      ingest: 'ok',
    });
    expect(Object.keys(states)[0]).toBe('settings');
    expect(code).toBe(0);
    const people = await lockstep(['doctor'], { env, now: () => Date.now() });
    expect(people.out.at(-1)).toBe('Everything that was checked is well.');
    expect(people.out).toContainEqual(expect.stringMatching(/^✓ schemas: 10 schemas are registered$/));
  });

  it.each([
    ['Kafka', { KAFKA_BROKERS: '127.0.0.1:59' }, { kafka: 'unreachable', schemas: 'ok', database: 'ok' }],
    ['the registry', { SCHEMA_REGISTRY_URL: NOBODY }, { kafka: 'note', schemas: 'unreachable', database: 'ok' }],
    [
      'Postgres',
      { DATABASE_URL: 'postgres://a:b@127.0.0.1:59/x' },
      { topics: 'ok', database: 'unreachable', hris: 'ok' },
    ],
    ['the HRIS', { HRIS_BASE_URL: NOBODY }, { hris: 'unreachable', 'learning platform': 'ok' }],
    ['the learning platform', { LND_BASE_URL: NOBODY }, { hris: 'ok', 'learning platform': 'unreachable' }],
  ])('says that %s is away, goes on, and exits 3', async (_who, changed, expected) => {
    const { code, states, lines } = await examine(changed);
    expect(states).toMatchObject(expected);
    expect(code).toBe(3);
    for (const { state, remedy } of lines) if (state === 'unreachable') expect(remedy).not.toBe('');
  });

  it.each([
    ['topics', { TOPIC_PREFIX: 'cli-doctor-nothing.' }, { topics: 'finding', schemas: 'finding' }],
    ['a refused key of the HRIS', { HRIS_API_KEY: 'wrong' }, { hris: 'finding' }],
    ['a refused key of the platform', { LND_API_KEY: 'wrong' }, { 'learning platform': 'finding' }],
    [
      'wrong settings',
      { POLL_INTERVAL: 'soon', LND_BASE_URL: '' },
      { settings: 'finding', 'learning platform': 'skipped' },
    ],
    ['an unknown adapter', { LND_ADAPTER: 'nobody' }, { 'learning platform': 'finding' }],
  ])('finds %s and exits 1', async (_what, changed: Record<string, string>, expected) => {
    const { code, states, text } = await examine(changed);
    expect(states).toMatchObject(expected);
    expect(code).toBe(1);
    for (const secret of ['lnd-key', 'hris-key', env['HRIS_WEBHOOK_SECRETS']!]) expect(text).not.toContain(secret);
  });

  it('lists every wrong setting', async () => {
    const { lines } = await examine({ POLL_INTERVAL: 'soon', LND_TIMEOUT: 'later' });
    expect(lines.filter(({ check }) => check === 'settings').map(({ detail }) => detail)).toEqual([
      expect.stringContaining('POLL_INTERVAL'),
      expect.stringContaining('LND_TIMEOUT'),
    ]);
  });

  it('finds a database without migrations, and still compares the clocks', async () => {
    const empty = await newTestDatabase({ migrated: false });
    try {
      const { code, states } = await examine({ DATABASE_URL: empty.url });
      expect({ code, states }).toMatchObject({ code: 1, states: { database: 'finding', 'clock of Postgres': 'ok' } });
    } finally {
      await empty.drop();
    }
  });

  it('finds a clock that is wrong', async () => {
    const { code, states } = await examine({}, { now: () => Date.now() - 60_000 });
    expect({ code, states }).toMatchObject({ code: 1, states: { 'clock of Postgres': 'finding' } });
  });

  it('finds a record of the future', async () => {
    const producer = await messaging.broker.producer();
    const topic = messaging.topology.topic('employee.events');
    await producer.send([{ topic, key: Buffer.from('1'), value: Buffer.from('x') }]);
    const { states } = await examine({}, { now: () => Date.now() - 60_000 });
    expect(states).toMatchObject({ 'clock of Kafka’s writers': 'finding' });
  });

  it('finds a service that is not ready or does not answer', async () => {
    const urls = { ingest: NOBODY };
    expect(await examine({}, { urls })).toMatchObject({ code: 3, states: { ingest: 'unreachable' } });
  });

  it('finds a halted upserter', async () => {
    const pool = createPool({ databaseUrl: database.url, applicationName: 'cli-doctor-test' });
    const board = createPostgresConditionBoard(pool);
    const halt: SystemCondition = {
      conditionId: 'upserter_halted:1',
      kind: 'upserter_halted',
      state: 'raised',
      service: 'upserter',
      code: 'LOCKSTEP_LND_UNAUTHORISED',
      reason: 'refused',
      since: 1,
      at: 1,
      until: null,
    };
    await board.raise(halt);
    const { code, states } = await examine();
    await board.close(halt.conditionId, 2);
    await pool.close();
    expect({ code, states }).toMatchObject({ code: 1, states: { upserter: 'finding' } });
  });
});

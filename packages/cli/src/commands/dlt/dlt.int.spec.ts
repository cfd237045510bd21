import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadContract } from '@lockstep/contract';
import type { ClaimRequest, EmployeeEvent } from '@lockstep/domain';
import {
  createEmployeeEventCodec,
  createTopicCodec,
  HEADERS,
  readRetryHeaders,
  type OperatorAction,
  type StoredRecord,
} from '@lockstep/messaging';
import { createPool, createPostgresLedger, type DatabasePool } from '@lockstep/store';
import { givenEvent, newTestDatabase, newTestMessaging, testStack, type TestDatabase } from '@lockstep/testkit';
import { deadLetter, failedFourTimes } from '../../../test/dead-letters.js';
import { lockstep } from '../../../test/recorded-io.js';

const CONTRACT_FILE = 'contracts/employee.yaml';
const objects = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('dead letters', () => {
  const ana = givenEvent({ employee: { employeeId: '1001', firstName: 'Anabel' } });
  const bo = givenEvent({ employee: { employeeId: '1002' } });
  const cleo = givenEvent({ employee: { employeeId: '1003' } });
  let messaging: Awaited<ReturnType<typeof newTestMessaging>>;
  let database: TestDatabase;
  let pool: DatabasePool;
  let env: Record<string, string>;
  let topic: (name: string) => string;
  const bytes = new Map<string, Buffer>();
  const originOf = (offset: bigint) => ({ topic: topic('employee.events'), partition: 0, offset });

  beforeAll(async () => {
    [messaging, database] = await Promise.all([newTestMessaging('cli-dlt'), newTestDatabase()]);
    const { kafka, registry } = testStack();
    env = {
      KAFKA_BROKERS: kafka,
      SCHEMA_REGISTRY_URL: registry,
      TOPIC_PREFIX: messaging.prefix,
      DATABASE_URL: database.url,
    };
    topic = (name) => messaging.topology.topic(name);
    pool = createPool({ databaseUrl: database.url, applicationName: 'cli-dlt-test' });
    const codec = createEmployeeEventCodec({
      store: messaging.registry,
      topic: topic('employee.events'),
      contract: loadContract(CONTRACT_FILE),
    });
    for (const event of [ana, bo, cleo]) bytes.set(event.eventId, await codec.encode(event));
    const given = (event: EmployeeEvent, offset: bigint) => ({
      topic: topic('learner.upsert.dlt'),
      event,
      value: bytes.get(event.eventId)!,
      origin: originOf(offset),
    });
    const down = failedFourTimes(503, 'LOCKSTEP_LND_UNAVAILABLE', 'it answered 503');
    const refused = failedFourTimes(422, 'LOCKSTEP_LND_REFUSED', 'jobTitle is too long').slice(0, 1);
    const poison = {
      topic: topic('learner.upsert.dlt'),
      key: Buffer.from('1004'),
      value: Buffer.from('poison\u001b[2J'),
      headers: {
        [HEADERS.errorCode]: 'LOCKSTEP_UNDECODABLE',
        [HEADERS.reason]: 'it starts with byte 112',
        [HEADERS.origin]: `${topic('employee.events')}/0/9`,
        [HEADERS.eventId]: `undecodable:${topic('employee.events')}/0/9`,
        [HEADERS.firstFailedAt]: String(Date.UTC(2026, 10, 24, 9)),
      },
    };
    const producer = await messaging.broker.producer();
    await producer.send([
      deadLetter({ ...given(ana, 5n), history: down }),
      deadLetter({ ...given(bo, 6n), history: refused }),
      deadLetter({ ...given(cleo, 7n), history: down }),
      poison,
    ]);
    await ledgerHolds(ana, 5n, 'dead_lettered');
    await ledgerHolds(bo, 6n, 'dead_lettered');
    // Cleo has changed since: her dead letter is history.
    await ledgerHolds(cleo, 7n, 'dead_lettered');
    await ledgerHolds(givenEvent({ occurredAt: cleo.occurredAt + 1, employee: { employeeId: '1003' } }), 8n, 'applied');
  });

  afterAll(async () => {
    await pool.close();
    await Promise.all([messaging.drop(), database.drop()]);
  });

  async function ledgerHolds(event: EmployeeEvent, offset: bigint, kind: 'dead_lettered' | 'applied'): Promise<void> {
    const ledger = createPostgresLedger(pool, { leaseMs: 10_000 });
    const { eventId, employeeId, occurredAt } = event;
    const version = { modifiedAt: occurredAt, offset };
    const bodyHash = 'b'.repeat(64);
    const request: ClaimRequest = {
      ...{ employeeId, eventId, version, attempt: 1, replay: 0, bodyHash },
      ...{ intent: 'call', force: false, reference: false },
    };
    const [claim] = await ledger.claim([request]);
    if (claim?.kind !== 'claimed') throw new Error('not claimed');
    const result = kind === 'applied' ? { kind, bodyHash } : { kind };
    await ledger.settle([{ ...request, token: claim.token, result }]);
  }

  async function recordsOf(name: string): Promise<StoredRecord[]> {
    const records: StoredRecord[] = [];
    for await (const record of messaging.broker.read(topic(name))) records.push(record);
    return records;
  }

  it('are listed while open, with cause, employee, attempts, and counted when dealt with', async () => {
    const { code, out } = await lockstep(['dlt', 'list', '--json'], { env });
    expect(code).toBe(0);
    const letters = objects(out).filter(({ kind }) => kind === 'dead_letter');
    expect(letters).toHaveLength(3);
    expect(letters).toContainEqual(
      expect.objectContaining({
        eventId: ana.eventId,
        employeeId: '1001',
        code: 'LOCKSTEP_LND_UNAVAILABLE',
        attempts: 4,
        standing: 'open',
        firstFailedAt: Date.UTC(2026, 10, 24, 8),
      }),
    );
    expect(objects(out).at(-1)).toMatchObject({ kind: 'summary', open: 3, dealtWith: 1, notShown: 0 });
    const all = await lockstep(['dlt', 'list', '--all', '--employee', '1003'], { env });
    expect(all.out[1]).toMatch(/ 1003 .* overtaken$/);
    const few = await lockstep(['dlt', 'list', '--limit', '1'], { env });
    expect({ lines: few.out.length, err: few.err }).toEqual({
      lines: 2,
      err: expect.arrayContaining(['2 more: raise --limit']),
    });
  });

  it('are grouped by cause', async () => {
    const { out } = await lockstep(['dlt', 'list', '--by-code', '--json'], { env });
    expect(objects(out)).toContainEqual(
      expect.objectContaining({ kind: 'code', code: 'LOCKSTEP_LND_REFUSED', events: 1, employees: 1 }),
    );
  });

  it('are still listed without the ledger', async () => {
    const { code, out, err } = await lockstep(['dlt', 'list', '--json'], { env: { ...env, DATABASE_URL: '' } });
    expect({ code, standings: new Set(objects(out).map(({ standing }) => standing)) }).toEqual({
      code: 0,
      standings: new Set(['unknown', undefined]),
    });
    expect(err.join()).toContain('Without the ledger');
  });

  it('are shown in plain words, without the person’s values unless wanted', async () => {
    const shown = await lockstep(['dlt', 'show', ana.eventId.slice(0, 12)], { env });
    const text = shown.out.join('\n');
    expect(shown.code).toBe(0);
    expect(text).toMatch(/attempt 4 +2026-11-24 08:03:00Z +answered 503: it answered 503/);
    expect(text).toContain(`${topic('employee.events')}/0/5`);
    expect(text).toContain(`lockstep dlt replay --event ${ana.eventId}`);
    expect(text).toContain('string of 6 characters');
    expect(text).not.toContain('Anabel');
    const masked = await lockstep(['dlt', 'show', ana.eventId, '--json'], { env });
    expect(masked.out.join()).not.toContain('Anabel');
    const values = await lockstep(['dlt', 'show', ana.eventId, '--with-values'], { env });
    expect(values.out.join('\n')).toMatch(/firstName +Anabel/);
  });

  it('are shown when their bytes are poison', async () => {
    const { code, out } = await lockstep(['dlt', 'show', `undecodable:${topic('employee.events')}/0/9`], { env });
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('It was never sent');
    expect(out.join('\n')).toContain('Its value is not shown');
  });

  it('are not found under another ID', async () => {
    expect(await lockstep(['dlt', 'show', 'ffffffffffff'], { env })).toMatchObject({
      code: 1,
      err: [expect.anything(), expect.stringContaining('LOCKSTEP_NOT_FOUND'), expect.anything()],
    });
  });

  it('are only previewed unless confirmed with the right count and a reason', async () => {
    const preview = await lockstep(['dlt', 'replay', '--event', ana.eventId], { env });
    expect(preview).toMatchObject({ code: 0, out: expect.arrayContaining(['1 to be sent again.']) });
    const replay = (...more: string[]) => lockstep(['dlt', 'replay', '--event', ana.eventId, ...more], { env });
    expect((await replay('--confirm', '2', '--reason', 'why')).code).toBe(2);
    expect((await replay('--yes')).code).toBe(2);
    expect((await replay('--yes', '--reason', 'why', '--dry-run')).code).toBe(0);
    expect((await lockstep(['dlt', 'replay'], { env })).code).toBe(2);
    expect((await lockstep(['dlt', 'replay', '--all', '--code', 'X'], { env })).code).toBe(2);
    expect(await recordsOf('learner.upsert.retry.1')).toEqual([]);
    expect(await recordsOf('ops.actions')).toEqual([]);
  });

  it('are replayed as the same bytes, due at once, as the next replay, with their history', async () => {
    const args = ['dlt', 'replay', '--all', '--confirm', '2', '--reason', 'platform is back', '--json'];
    const { code, out } = await lockstep(args, { env });
    // The poison is refused, Cleo's is left out.
    expect(code).toBe(1);
    expect(objects(out).at(-1)).toMatchObject({ kind: 'summary', replays: 2, refused: 1, skipped: 1, sent: 2 });
    expect(objects(out)).toContainEqual(
      expect.objectContaining({ kind: 'refused', employeeId: '1004', reason: expect.stringContaining('byte 112') }),
    );
    const records = await recordsOf('learner.upsert.retry.1');
    const sent = records.find(({ key }) => key?.toString() === '1001')!;
    expect(records).toHaveLength(2);
    expect(sent.value).toEqual(bytes.get(ana.eventId));
    expect(sent.headers[HEADERS.eventId]?.toString()).toBe(ana.eventId);
    expect(readRetryHeaders(sent.headers)).toEqual({
      attempt: 1,
      dueAt: 0,
      firstFailedAt: Date.UTC(2026, 10, 24, 8),
      origin: originOf(5n),
      history: failedFourTimes(503, 'LOCKSTEP_LND_UNAVAILABLE', 'it answered 503'),
      replay: 1,
      reference: false,
    });
    const codec = createTopicCodec('ops.actions', messaging.topology, messaging.registry);
    const actions: OperatorAction[] = await Promise.all(
      (await recordsOf('ops.actions')).map(({ value }) => codec.decode(value)),
    );
    expect(actions).toContainEqual(
      expect.objectContaining({
        action: 'dlt.replay',
        subject: ana.eventId,
        operator: 'olga',
        reason: 'platform is back',
      }),
    );
    expect(actions).toHaveLength(2);
  });

  it('count the next replay from the highest that came back', async () => {
    const history = [
      ...failedFourTimes(503, 'LOCKSTEP_LND_UNAVAILABLE', 'it answered 503'),
      ...failedFourTimes(500, 'LOCKSTEP_LND_UNAVAILABLE', 'it answered 500'),
    ];
    const value = bytes.get(ana.eventId)!;
    const again = { topic: topic('learner.upsert.dlt'), event: ana, value, origin: originOf(5n), history, replay: 1 };
    await (await messaging.broker.producer()).send([deadLetter(again)]);
    const shown = await lockstep(['dlt', 'show', ana.eventId], { env });
    expect(shown.out.join('\n')).toMatch(/replay 1, attempt 4 .* answered 500/);
    const { out } = await lockstep(['dlt', 'replay', '--event', ana.eventId, '--json'], { env });
    expect(objects(out)[0]).toMatchObject({ kind: 'replay', replay: 2 });
  });
});

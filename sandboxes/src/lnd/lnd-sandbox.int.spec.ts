import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { learnerDirectory } from '@lockstep/connectors';
import type { LearnerDirectory } from '@lockstep/connectors';
import type { UpsertAnswer } from '@lockstep/domain';
import { eventually } from '@lockstep/testkit';
import type { RunningSandbox } from '../running-sandbox.js';
import type { Fault } from '../faults/fault.js';
import type { LndSandboxSettings } from './lnd-sandbox-settings.js';
import { startLndSandbox } from './start-lnd-sandbox.js';

let sandbox: RunningSandbox;
let directory: LearnerDirectory;

async function start(settings: LndSandboxSettings = {}, apiKey = 'secret'): Promise<void> {
  sandbox = await startLndSandbox({ apiKey: 'secret', ...settings });
  directory = learnerDirectory('generic', { baseUrl: sandbox.url, apiKey });
}

afterEach(async () => {
  await directory.close();
  await sandbox.stop();
});

const body = { employeeId: '4711', firstName: 'Ana', employmentStatus: 'active', sent_from: 'a', sent_to: 'b' };

function upsert(over: Record<string, unknown> = {}, key = 'e1', timeoutMs = 1_000): Promise<UpsertAnswer> {
  const sent = { ...body, ...over };
  return directory.upsert(
    { employeeId: sent.employeeId, body: sent, idempotencyKey: key },
    AbortSignal.timeout(timeoutMs),
  );
}

async function control(method: string, path: string, content?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandbox.url}/sandbox/${path}`, {
    method,
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

const setFaults = (...faults: Fault[]) => control('PUT', 'faults', faults);
const journal = async () => (await control('GET', 'journal'))['entries'] as Record<string, unknown>[];

describe('the sandbox learning platform', () => {
  it('journals each request with what it did', async () => {
    await start();
    expect(await upsert()).toEqual({ kind: 'applied', status: 201 });
    expect(await upsert({ firstName: 'Anna' }, 'e2')).toEqual({ kind: 'applied', status: 200 });
    expect(await upsert({ firstName: 'Anna' }, 'e2')).toEqual({ kind: 'applied', status: 200 });
    await eventually(journal, { until: (entries) => entries.every((entry) => entry['answeredAt'] !== null) });
    const entries = await journal();
    expect(entries.map(({ seq, did, effect, idempotencyKey }) => [seq, did, effect, idempotencyKey])).toEqual([
      [1, 'created', 1, 'e1'],
      [2, 'updated', 2, 'e2'],
      [3, 'replayed', null, 'e2'],
    ]);
    expect(entries[0]).toMatchObject({
      employeeId: '4711',
      status: 201,
      body,
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await control('GET', 'journal?after=1&limit=1'))['entries']).toMatchObject([{ seq: 2 }]);
    expect(await control('GET', 'stats')).toMatchObject({ learners: 1, requests: 3, effects: 2, did: { replayed: 1 } });
  });

  it('has one effect for an applied-but-timed-out upsert and its retry', async () => {
    await start();
    await setFaults({ kind: 'applied_but_timed_out', match: { times: 1 } });
    expect(await upsert({}, 'e1', 150)).toMatchObject({ kind: 'unavailable', code: 'LOCKSTEP_LND_TIMEOUT' });
    expect(await upsert({}, 'e1')).toEqual({ kind: 'applied', status: 201 });
    await eventually(journal, { until: ([first]) => first?.['brokenAt'] !== null });
    expect(await journal()).toMatchObject([
      { did: 'created', effect: 1, fault: 'applied_but_timed_out', status: null, answeredAt: null },
      { did: 'replayed', effect: null, fault: null, status: 201 },
    ]);
    expect(await control('GET', 'stats')).toMatchObject({ learners: 1, effects: 1 });
  });

  it.each<readonly [string, Fault, Partial<Record<string, unknown>>]>([
    ['a status', { kind: 'status', status: 500 }, { kind: 'unavailable', status: 500 }],
    [
      '429 for seconds',
      { kind: 'status', status: 429, retryAfterSeconds: 9 },
      { kind: 'throttled', until: expect.any(Number) },
    ],
    ['503 to a date', { kind: 'status', status: 503, retryAfterDateInSeconds: 9 }, { kind: 'throttled', status: 503 }],
    ['503 with garbage', { kind: 'status', status: 503, retryAfter: 'soon' }, { kind: 'unavailable', status: 503 }],
    ['401 mid-stream', { kind: 'status', status: 401 }, { kind: 'unauthorised' }],
    ['a timeout', { kind: 'timeout' }, { code: 'LOCKSTEP_LND_TIMEOUT', status: null }],
    ['an error in a success', { kind: 'error_in_success' }, { code: 'LOCKSTEP_LND_ERROR_IN_SUCCESS' }],
    ['HTML', { kind: 'html' }, { code: 'LOCKSTEP_LND_ANSWER_UNREADABLE' }],
    ['cut JSON', { kind: 'cut_json' }, { code: 'LOCKSTEP_LND_ANSWER_UNREADABLE' }],
    ['JSON cut by the connection', { kind: 'cut_json', framing: 'short' }, { code: 'LOCKSTEP_LND_CONNECTION_LOST' }],
    ['another employee’s record', { kind: 'other_employee' }, { code: 'LOCKSTEP_LND_OTHER_EMPLOYEE' }],
    ['a reset in connect', { kind: 'reset', when: 'connect' }, { code: 'LOCKSTEP_LND_CONNECTION_LOST', status: null }],
    ['a reset', { kind: 'reset', when: 'request' }, { code: 'LOCKSTEP_LND_CONNECTION_LOST', status: null }],
    ['a reset in the body', { kind: 'reset', when: 'body' }, { code: 'LOCKSTEP_LND_CONNECTION_LOST', status: 200 }],
    ['a half-open connection', { kind: 'half_open' }, { code: 'LOCKSTEP_LND_TIMEOUT', status: 200 }],
    ['a slow drip', { kind: 'slow_drip', everyMs: 50 }, { code: 'LOCKSTEP_LND_TIMEOUT' }],
    ['a redirect', { kind: 'redirect', location: 'http://169.254.169.254/' }, { code: 'LOCKSTEP_LND_REDIRECTED' }],
  ])('plays %s, and is well again without it', async (_name, fault, expected) => {
    await start();
    await setFaults(fault);
    expect(await upsert({}, 'e1', 300)).toMatchObject(expected);
    expect(await control('GET', 'stats')).toMatchObject({
      faults: { [fault.kind]: 1 },
      effects: fault.kind === 'slow_drip' ? 1 : 0,
    });
    await control('DELETE', 'faults');
    expect(await upsert({}, 'e2')).toMatchObject({ kind: 'applied' });
  });

  it('gives a Retry-After date that is never early', async () => {
    await start();
    await setFaults({ kind: 'status', status: 429, retryAfterDateInSeconds: 3 });
    const before = Date.now();
    const answer = await upsert();
    if (answer.kind !== 'throttled') throw new Error(answer.kind);
    expect(answer.until).toBeGreaterThanOrEqual(before + 3_000);
    expect(answer.until).toBeLessThan(before + 5_000);
  });

  it('can apply an upsert before the answer goes wrong', async () => {
    await start();
    await setFaults({ kind: 'reset', when: 'body', applied: true, match: { times: 1 } });
    expect((await upsert()).kind).toBe('unavailable');
    expect((await upsert()).kind).toBe('applied');
    expect((await journal()).map(({ did }) => did)).toEqual(['created', 'replayed']);
  });

  it('answers late without a second effect', async () => {
    await start();
    await setFaults({ kind: 'latency', ms: 200, match: { times: 1 } });
    const startedAt = Date.now();
    expect((await upsert()).kind).toBe('applied');
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(190);
  });

  it('refuses a wrong key, a broken body and a body too large', async () => {
    await start({}, 'wrong');
    expect(await upsert()).toMatchObject({ kind: 'unauthorised', status: 401 });
    const post = (content: string) =>
      fetch(`${sandbox.url}/learners/upsert`, {
        method: 'POST',
        body: content,
        headers: { authorization: 'Bearer secret' },
      });
    expect((await post('{')).status).toBe(400);
    expect((await post(' '.repeat(300_000))).status).toBe(413);
    expect((await journal()).map(({ did }) => did)).toEqual(['refused', 'refused', 'refused']);
  });

  it('checks managers when it is told to', async () => {
    await start();
    await control('PUT', 'rules', { managerCheck: true });
    expect(await upsert({ managerId: '1' })).toMatchObject({ kind: 'unknown_manager', status: 422 });
    expect(await control('PUT', 'rules', { managerCheck: 'yes' })).toMatchObject({ error: { code: 'bad_rules' } });
  });

  it('lists every learner once, page by page, and can end the list too early', async () => {
    await start();
    const ids = Array.from({ length: 25 }, (_, n) => `p${n}`);
    await Promise.all(ids.map((employeeId) => upsert({ employeeId }, `k${employeeId}`)));
    const readAll = async (): Promise<string[]> => {
      const read: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await directory.list(cursor, 10, AbortSignal.timeout(1_000));
        read.push(...page.learners.map((learner) => learner.employeeId));
        cursor = page.next;
      } while (cursor !== null);
      return read;
    };
    expect(await readAll()).toEqual([...ids].sort());
    await setFaults({ kind: 'early_end', match: { after: 1 } });
    expect(await readAll()).toHaveLength(20);
  });

  it('shows edits and removals made on its own side', async () => {
    await start();
    await upsert();
    expect(await control('PATCH', 'learners/4711', { firstName: 'Edited' })).toMatchObject({ firstName: 'Edited' });
    await control('DELETE', 'learners/4711');
    expect(await control('GET', 'stats')).toMatchObject({ learners: 0, effects: 3 });
  });

  it('forgets everything on reset, and keeps learners across restarts when it has a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lnd-'));
    const stateFile = join(folder, 'learners.jsonl');
    await start({ stateFile });
    await upsert();
    await directory.close();
    await sandbox.stop();
    await start({ stateFile });
    expect(await upsert()).toEqual({ kind: 'applied', status: 201 });
    expect(await control('GET', 'stats')).toMatchObject({ learners: 1, effects: 1, did: { replayed: 1 } });
    await control('POST', 'reset');
    await directory.close();
    await sandbox.stop();
    await start({ stateFile });
    expect(await control('GET', 'stats')).toMatchObject({ learners: 0, requests: 0 });
    rmSync(folder, { recursive: true });
  });
});

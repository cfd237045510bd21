import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hrisSource, STANDARD_WEBHOOKS, verifySignature } from '@lockstep/connectors';
import { eventually } from '@lockstep/testkit';
import { readBody } from '../http/read-body.js';
import type { RunningSandbox } from '../running-sandbox.js';
import type { HrisSandboxSettings } from './hris-sandbox-settings.js';
import { makeOrganisation } from './organisation.js';
import { startHrisSandbox } from './start-hris-sandbox.js';

const SECRETS = [3, 4].map((n) => `whsec_${Buffer.alloc(32, n).toString('base64')}`);

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly employeeId: unknown;
  readonly firstName: unknown;
}

let sandbox: RunningSandbox;
let receiver: Server | null = null;
let received: Received[] = [];
let answers: (n: number) => { status: number; headers?: Record<string, string>; body?: unknown };

async function start(settings: HrisSandboxSettings = {}): Promise<void> {
  received = [];
  answers = () => ({
    status: 202,
    body: { accepted: 1, rejected: 0, events: [{ eventId: 'e1', status: 'accepted' }] },
  });
  const server = createServer((request, response) => {
    void readBody(request, 1e7).then((body) => {
      if (body === null) return;
      const { employee } = parsed(body);
      received.push({
        headers: request.headers,
        body,
        employeeId: employee?.['employeeId'],
        firstName: employee?.['firstName'],
      });
      const { status, headers = {}, body: said } = answers(received.length);
      response.writeHead(status, headers).end(JSON.stringify(said ?? {}));
    });
  });
  receiver = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/generic`;
  const webhooks = { retryDelaysMs: [20, 40], timeoutMs: 1_000 };
  sandbox = await startHrisSandbox({ employees: 20, webhookUrl, webhookSecrets: SECRETS, webhooks, ...settings });
}

function parsed(body: Buffer): { readonly employee?: Record<string, unknown> } {
  try {
    return JSON.parse(body.toString()) as { employee?: Record<string, unknown> };
  } catch {
    return {};
  }
}

afterEach(async () => {
  await sandbox.stop();
  receiver?.closeAllConnections();
  await new Promise((resolve) => receiver?.close(resolve));
});

async function control(method: string, path: string, content?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandbox.url}/sandbox/${path}`, {
    method,
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** Waits until at least so many attempts were made and every webhook has come to its end. */
async function settled(attempts: number): Promise<Record<string, unknown>[]> {
  await eventually(() => control('GET', 'stats'), {
    describe: `${attempts} attempts and nothing pending`,
    until: (stats) => stats['pending'] === 0 && Number(stats['attempts']) >= attempts,
  });
  return (await control('GET', 'journal?entry=delivery'))['entries'] as Record<string, unknown>[];
}

const update = (firstName: string, over: Record<string, unknown> = {}) => ({
  kind: 'update',
  employeeId: '10003',
  fields: { firstName },
  ...over,
});
const verdict = ({ headers, body }: Received, secrets = SECRETS) =>
  verifySignature(STANDARD_WEBHOOKS, { headers, body }, secrets, Date.now());

describe('the sandbox HRIS', () => {
  it('signs its webhooks as Standard Webhooks, with every secret, and notes the answer', async () => {
    await start();
    await control('POST', 'changes', { changes: [update('Zoë')] });
    const entries = await settled(1);
    expect(verdict(received[0]!)).toMatchObject({ ok: true, deliveryId: entries[0]?.['webhookId'] });
    for (const secret of SECRETS) expect(verdict(received[0]!, [secret]).ok).toBe(true);
    expect(entries).toMatchObject([
      { form: 'right', attempt: 1, status: 202, events: [{ eventId: 'e1' }], nextAttemptAt: null },
    ]);
    const { entries: changes } = await control('GET', 'journal?entry=change');
    expect(changes).toMatchObject([
      { kind: 'update', employeeId: '10003', announced: true, record: { firstName: 'Zoë' } },
    ]);
  });

  it('tries again under the same ID with a new timestamp until it is accepted', async () => {
    await start();
    answers = (n) => (n === 1 ? { status: 503, headers: { 'retry-after': '1' } } : { status: n === 2 ? 500 : 202 });
    const startedAt = Date.now();
    await control('POST', 'changes', [update('A')]);
    const entries = await settled(3);
    expect(entries.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 503],
      [2, 500],
      [3, 202],
    ]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_000);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(received.at(-1)?.headers['webhook-timestamp']).not.toBe(received[0]?.headers['webhook-timestamp']);
    expect(received.every((one) => verdict(one).ok)).toBe(true);
  });

  it('stops when it is told that the hook is gone', async () => {
    await start();
    answers = () => ({ status: 410 });
    await control('POST', 'changes', [update('A')]);
    expect(await settled(1)).toHaveLength(1);
  });

  it('sends duplicates and replays, and keeps silent', async () => {
    await start();
    await control('PUT', 'faults', [
      { kind: 'duplicate', copies: 2, match: { employeeIds: ['10003'] } },
      { kind: 'replay', afterMs: 30, match: { employeeIds: ['10004'] } },
      { kind: 'silent', match: { employeeIds: ['10005'] } },
    ]);
    await control('POST', 'changes', [
      update('A'),
      update('B', { employeeId: '10004' }),
      update('C', { employeeId: '10005' }),
    ]);
    const entries = await settled(5);
    expect(entries.map(({ form }) => form).sort()).toEqual(['duplicate', 'duplicate', 'replay', 'right', 'right']);
    const [first, second] = received.filter(({ employeeId }) => employeeId === '10004');
    expect(second?.headers['webhook-signature']).toBe(first?.headers['webhook-signature']);
    expect(received.some(({ employeeId }) => employeeId === '10005')).toBe(false);
  });

  it('delivers out of order', async () => {
    await start();
    await control('PUT', 'faults', [{ kind: 'out_of_order', holdMs: 60_000, match: { times: 1 } }]);
    await control('POST', 'changes', [update('older'), update('newer')]);
    await settled(2);
    expect(received.map(({ firstName }) => firstName)).toEqual(['newer', 'older']);
  });

  it('sends spoilt deliveries beside the right one, and on request', async () => {
    await start();
    answers = () => ({ status: 401 });
    await control('PUT', 'webhook', { secrets: [SECRETS[0]] });
    expect(await control('POST', 'deliveries', { form: 'wrong_signature' })).toMatchObject({
      status: 401,
      nextAttemptAt: null,
    });
    expect(verdict(received[0]!)).toMatchObject({ ok: false, reason: 'wrong_signature' });
    await control('POST', 'deliveries', { form: 'old_timestamp' });
    expect(verdict(received[1]!)).toMatchObject({ ok: false, reason: 'outside_window' });
    await control('POST', 'deliveries', { form: 'oversized' });
    expect(received[2]?.body.length).toBeGreaterThan(1_000_000);
    expect(await control('POST', 'deliveries', { form: 'odd' })).toMatchObject({ error: { code: 'bad_delivery' } });
  });

  it('puts changes made together into one webhook', async () => {
    await start();
    await control('POST', 'changes', {
      together: true,
      changes: [update('A'), { kind: 'terminate', employeeId: '10019' }],
    });
    await settled(1);
    expect(JSON.parse(received[0]!.body.toString())).toMatchObject([
      { type: 'employee.updated' },
      { type: 'employee.terminated' },
    ]);
  });

  it('makes traffic at the pace it is told, and stops', async () => {
    await start();
    await control('POST', 'traffic', { perSecond: 200, seed: 5, total: 40 });
    const entries = await settled(40);
    expect(entries).toHaveLength(40);
    expect(await control('GET', 'traffic')).toMatchObject({ running: false, made: 40 });
    expect(await control('POST', 'traffic', { perSecond: 1, kinds: { promote: 1 } })).toMatchObject({
      error: { code: 'bad_traffic' },
    });
  });

  it('announces everyone, once it knows where to', async () => {
    await start();
    const { url } = (await control('PUT', 'webhook', {})) as { url: string };
    await control('PUT', 'webhook', { url: null });
    expect(await control('POST', 'announce')).toEqual({ announced: 20 });
    expect(await control('GET', 'stats')).toMatchObject({ pending: 20, attempts: 0 });
    await control('PUT', 'webhook', { url });
    await settled(20);
    expect(new Set(received.map(({ employeeId }) => employeeId)).size).toBe(20);
  });

  it('lists everyone page by page, what was changed since, and one', async () => {
    await start({ apiKey: 'key' });
    const source = hrisSource('generic', { baseUrl: sandbox.url, apiKey: 'key' });
    const signal = AbortSignal.timeout(5_000);
    const ids: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = await source.list(cursor, 7, null, signal);
      ids.push(...page.employees.map((employee) => employee['employeeId']));
      cursor = page.next;
    } while (cursor !== null);
    expect(ids).toEqual(makeOrganisation(1, 20).map(({ employeeId }) => employeeId));
    const { changes } = (await control('POST', 'changes', [update('A')])) as { changes: { occurredAt: number }[] };
    const { occurredAt } = changes[0]!;
    expect((await source.list(null, 7, occurredAt, signal)).employees).toMatchObject([
      { employeeId: '10003', firstName: 'A' },
    ]);
    expect((await source.list(null, 7, occurredAt + 1, signal)).employees).toEqual([]);
    expect(await source.hydrate?.('10003', signal)).toMatchObject({ kind: 'found', record: { firstName: 'A' } });
    expect(await source.hydrate?.('nobody', signal)).toEqual({ kind: 'gone' });
    await control('PUT', 'api-faults', [{ kind: 'early_end' }]);
    expect(await source.list(null, 7, null, signal)).toMatchObject({ next: null });
    await control('PUT', 'api-faults', [{ kind: 'status', status: 500 }]);
    await expect(source.list(null, 7, null, signal)).rejects.toMatchObject({ code: 'LOCKSTEP_HRIS_UNAVAILABLE' });
    await source.close();
  });

  it('goes back to the organisation of its seed on reset', async () => {
    await start();
    await control('POST', 'changes', [{ kind: 'create' }]);
    expect(await control('GET', 'stats')).toMatchObject({ employees: 21, changes: 1 });
    expect(await control('POST', 'reset')).toMatchObject({ employees: 20, changes: 0, attempts: 0 });
  });
});

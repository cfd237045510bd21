import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareStack } from './running-ingest.js';
import { change, signedHeaders } from './signed-webhook.js';

/** The table of docs/guides/connect-an-hris.md, row by row, against the real server. */
let stack: Awaited<ReturnType<typeof prepareStack>>;
let ingest: Awaited<ReturnType<typeof stack.startIngest>>;
let port: number;
beforeAll(async () => {
  stack = await prepareStack();
  ingest = await stack.startIngest({ INGEST_RATE_LIMIT: '1000/h' });
  port = Number(new URL(ingest.url).port);
});
afterAll(async () => {
  await ingest.close();
  await stack.close();
});

const GOOD = JSON.stringify(change('E-1'));
const employee = (overrides: Record<string, unknown>) => JSON.stringify(change('E-2', overrides));
const { employeeId: _left, ...nameless } = change('E-2').employee;

/** Writes text to a socket and returns what comes back until the server closes or the deadline. */
function raw(text: string, deadlineMs = 15_000): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const late = setTimeout(() => socket.destroy(), deadlineMs);
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      resolve(answer);
    });
  });
}

describe('signed, but not what the contract asks for: stored, reported, and answered so that the hook stays on', () => {
  it.each([
    ['broken JSON', '{"type":"employee.updated",', 'json'],
    ['not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'utf8'],
    ['a text instead of an object', '"hello"', 'form'],
    ['an empty array', '[]', 'form'],
    ['501 changes', JSON.stringify(Array.from({ length: 501 }, () => 1)), 'form'],
    ['an unknown type', JSON.stringify({ ...change('E-2'), type: 'employee.moved' }), 'form'],
    ['no employee', JSON.stringify({ type: 'employee.updated', occurredAt: '2026-11-02T09:15:00Z' }), 'form'],
    ['a time without zone', JSON.stringify(change('E-2', {}, '2026-11-02T09:15:00')), 'occurred_at'],
    [
      'a time in two days',
      JSON.stringify(change('E-2', {}, new Date(Date.now() + 172_800_000).toISOString())),
      'occurred_at',
    ],
    ['no ID', JSON.stringify({ ...change('E-2'), employee: nameless }), 'required'],
    ['a wrong type', employee({ department: 7 }), 'type'],
    ['an unknown status', employee({ employmentStatus: 'gone fishing' }), 'unknown_status'],
    ['a day that does not exist', employee({ hireDate: '2025-02-30' }), 'date'],
    ['a duplicate key', '{"type":"employee.created","type":"employee.created"}', 'duplicate_key'],
    ['33 levels', `{"a":${'['.repeat(32)}${']'.repeat(32)}}`, 'depth'],
    [
      'a number that loses digits',
      employee({ badge: 0 }).replace('"badge":0', '"badge":12345678901234567890'),
      'number_range',
    ],
    ['a NUL character', employee({ lastName: 'x\u0000' }), 'nul'],
    ['__proto__', '{"__proto__":{"admin":true}}', 'forbidden_key'],
  ])('%s', async (_what, body, rule) => {
    const answer = await ingest.post(body);
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 0, rejected: 1, events: [{ status: 'rejected' }] },
    });
    expect(answer.body.events[0]!.violations).toEqual(expect.arrayContaining([expect.objectContaining({ rule })]));
    const stored = (await stack.rejected()).find(({ rejectionId }) => rejectionId === answer.body.events[0]!.eventId);
    expect(stored?.payload).toEqual(Buffer.from(body));
  });
});

describe('not from the HRIS, or not a webhook: refused, and nothing is stored', () => {
  it.each([
    ['without signature', GOOD, { 'content-type': 'application/json' }, 401, 'LOCKSTEP_WEBHOOK_SIGNATURE'],
    ['a byte changed', GOOD.replace('Ana', 'Eva'), signedHeaders(GOOD), 401, 'LOCKSTEP_WEBHOOK_SIGNATURE'],
    [
      'the old time of a recorded delivery',
      GOOD,
      signedHeaders(GOOD, { at: Date.now() - 360_000 }),
      401,
      'LOCKSTEP_WEBHOOK_SIGNATURE',
    ],
    ['a time ahead', GOOD, signedHeaders(GOOD, { at: Date.now() + 360_000 }), 401, 'LOCKSTEP_WEBHOOK_SIGNATURE'],
    [
      'another content type',
      GOOD,
      { ...signedHeaders(GOOD), 'content-type': 'text/plain' },
      415,
      'LOCKSTEP_WEBHOOK_CONTENT_TYPE',
    ],
    [
      'a form',
      GOOD,
      { ...signedHeaders(GOOD), 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'LOCKSTEP_WEBHOOK_CONTENT_TYPE',
    ],
    ['compressed', GOOD, { ...signedHeaders(GOOD), 'content-encoding': 'gzip' }, 415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'],
    ['no body', '', signedHeaders(''), 400, 'LOCKSTEP_WEBHOOK_EMPTY'],
    ['too large', 'x'.repeat(262_145), signedHeaders('x'), 413, 'LOCKSTEP_WEBHOOK_TOO_LARGE'],
  ])('%s', async (_what, body, headers, status, code) => {
    const answer = await ingest.post(body, headers);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('a signature header that came twice', async () => {
    const headers = signedHeaders(GOOD);
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        `${ingest.url}/webhooks/generic`,
        {
          method: 'POST',
          headers: { ...headers, 'webhook-signature': [headers['webhook-signature']!, headers['webhook-signature']!] },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(GOOD);
    });
    expect(status).toBe(401);
  });

  it('an unknown source, another path, another method', async () => {
    expect((await ingest.post(GOOD, signedHeaders(GOOD), 'workday')).status).toBe(404);
    const answers = await Promise.all(
      (['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'] as const).map((method) =>
        fetch(`${ingest.url}/webhooks/generic`, { method }),
      ),
    );
    expect(answers.map(({ status, headers }) => [status, headers.get('allow')])).toEqual(
      answers.map(() => [405, 'POST']),
    );
    const elsewhere = await fetch(`${ingest.url}/employees`);
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, expect.not.stringContaining('stack')]);
    expect((await fetch(`${ingest.url}/webhooks/%E0%A4%A`, { method: 'POST' })).status).toBe(400);
  });

  it('a body without end is cut at the limit while it streams', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const answer = await raw(
      `POST /webhooks/generic HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(5)}`,
      3_000,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('a length and a chunked body at once (request smuggling)', async () => {
    const answer = await raw(
      `POST /webhooks/generic HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      3_000,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('a body that trickles in for ever is given up after ten seconds', async () => {
    const startedAt = performance.now();
    const answer = await raw(
      `POST /webhooks/generic HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - startedAt).toBeLessThan(13_000);
  });

  it('leaves nothing on any topic', async () => {
    const kept = [...(await stack.events()), ...(await stack.rejected()).map(({ payload }) => payload.toString())];
    expect(kept).not.toContain(GOOD);
    expect((await stack.events()).filter(({ employeeId }) => employeeId === 'E-1')).toEqual([]);
  });
});

describe('more than the rate', () => {
  it('is told when to come back, whatever address a proxy header claims', async () => {
    const limited = await stack.startIngest({ INGEST_RATE_LIMIT: '3/m' });
    try {
      const statuses = [];
      for (let i = 0; i < 5; i += 1) {
        const answer = await limited.post(GOOD, { ...signedHeaders(GOOD), 'x-forwarded-for': `10.0.0.${i}` });
        statuses.push(`${answer.status} ${answer.headers.get('retry-after') ?? ''}`.trim());
      }
      expect(statuses).toEqual(['202', '202', '202', '429 20', '429 20']);
    } finally {
      await limited.close();
    }
  });
});

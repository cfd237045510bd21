import { describe, expect, it } from '@jest/globals';
import { hrisSource, type WebhookHeaders } from '@lockstep/connectors';
import { LockstepError } from '@lockstep/domain';
import { createMetrics, createVirtualClock, silentLogger, type Rate } from '@lockstep/platform';
import { change, SECRET, signedHeaders } from '../../test/signed-webhook.js';
import type { AcceptedDelivery } from '../delivery/accept-delivery.js';
import type { VerifiedDelivery } from '@lockstep/connectors';
import { createIngestMetrics } from '../ingest-metrics.js';
import { TokenBucket } from './token-bucket.js';
import { WebhookReception } from './webhook-reception.js';

const NOW = Date.UTC(2026, 10, 2, 12);
const BODY = JSON.stringify(change('7'));
const TAKEN: AcceptedDelivery = {
  kind: 'changes',
  answer: { accepted: 1, duplicates: 0, rejected: 0, events: [{ eventId: 'e', status: 'accepted' }] },
  stored: 'published',
};

interface Given {
  readonly accept?: () => Promise<AcceptedDelivery>;
  readonly isPrepared?: boolean;
  readonly rate?: Rate | null;
  readonly debugs?: boolean;
}

function given({ accept = async () => TAKEN, isPrepared = true, rate = null, debugs = true }: Given = {}) {
  const clock = createVirtualClock(NOW);
  const taken: VerifiedDelivery[] = [];
  const lines: unknown[] = [];
  const log = (fields: unknown, message: string) => void lines.push([message, fields]);
  const logAt = (level: string) => (fields: unknown, message: string) => void lines.push([message, fields, level]);
  const metrics = createMetrics('ingest');
  const reception = new WebhookReception({
    source: hrisSource('generic', {}),
    secrets: [SECRET],
    deliveries: {
      accept: async (delivery) => {
        taken.push(delivery);
        return accept();
      },
    },
    isPrepared: () => isPrepared,
    rateLimit: new TokenBucket(rate, clock),
    refusalLines: new TokenBucket({ tokens: 2, perMs: 1_000 }, clock),
    clock,
    logger: { ...silentLogger, debugs, debug: logAt('debug'), info: log, warn: log, error: log },
    metrics: createIngestMetrics(
      metrics,
      async () => 0,
      () => false,
    ),
  });
  const receive = (
    more: {
      method?: string;
      source?: string;
      body?: string;
      headers?: WebhookHeaders;
      contentType?: string | undefined;
      contentEncoding?: string;
    } = {},
  ) => {
    const body = more.body ?? BODY;
    return reception.receive({
      method: 'POST',
      source: 'generic',
      contentType: 'application/json',
      contentEncoding: undefined,
      headers: signedHeaders(body, { id: 'msg_1', at: NOW }),
      ...more,
      body: Buffer.from(body),
    });
  };
  return { clock, taken, lines, metrics, receive };
}

const codeOf = (answer: { body: unknown }) => (answer.body as { error?: { code: string } }).error?.code;

describe('a webhook', () => {
  it('is answered 202 with what became of each change, and leaves one line at debug', async () => {
    const { receive, taken, lines } = given();
    expect(await receive()).toEqual({ status: 202, headers: {}, body: TAKEN.answer });
    expect(taken).toEqual([
      {
        source: 'generic',
        deliveryId: 'msg_1',
        contentType: 'application/json',
        body: Buffer.from(BODY),
        receivedAt: NOW,
        path: 'webhook',
      },
    ]);
    expect(lines).toEqual([
      [
        'webhook.received',
        {
          source: 'generic',
          deliveryId: 'msg_1',
          bytes: Buffer.byteLength(BODY),
          durationMs: 0,
          accepted: 1,
          duplicates: 0,
          rejected: 0,
          stored: 'published',
        },
        'debug',
      ],
    ]);
  });

  it.each([
    ['was rejected in part', { ...TAKEN, answer: { ...TAKEN.answer, rejected: 1 } }, 1],
    ['came again', { ...TAKEN, answer: { ...TAKEN.answer, duplicates: 1 } }, 1],
    ['was parked', { ...TAKEN, stored: 'parked' as const }, 1],
    ['went as a rule', TAKEN, 0],
  ])('that %s leaves a line without debug: %s', async (_what, accepted, count) => {
    const { receive, lines } = given({ accept: async () => accepted, debugs: false });
    await receive();
    expect(lines).toHaveLength(count);
  });

  it.each([
    ['an unknown source', { source: 'workday' }, 404, 'LOCKSTEP_WEBHOOK_SOURCE_UNKNOWN'],
    ['another method', { method: 'GET' }, 405, 'LOCKSTEP_WEBHOOK_METHOD'],
    ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'],
    ['no content type', { contentType: undefined }, 415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'],
    ['another charset', { contentType: 'application/json; charset=latin1' }, 415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'],
    ['a compressed body', { contentEncoding: 'gzip' }, 415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'],
    ['no signature', { headers: {} }, 401, 'LOCKSTEP_WEBHOOK_SIGNATURE'],
    ['the signature of another body', { headers: signedHeaders('{}', { at: NOW }) }, 401, 'LOCKSTEP_WEBHOOK_SIGNATURE'],
    [
      'another secret',
      { headers: signedHeaders(BODY, { at: NOW, secret: 'whsec_AAAA' }) },
      401,
      'LOCKSTEP_WEBHOOK_SIGNATURE',
    ],
    ['an old time', { headers: signedHeaders(BODY, { at: NOW - 301_000 }) }, 401, 'LOCKSTEP_WEBHOOK_SIGNATURE'],
    ['no body', { body: '' }, 400, 'LOCKSTEP_WEBHOOK_EMPTY'],
  ])('with %s is refused before anything of it is used', async (_what, request, status, code) => {
    const { receive, taken } = given();
    const answer = await receive(request);
    expect([answer.status, codeOf(answer), taken]).toEqual([status, code, []]);
  });

  it('in JSON of a vendor or with a charset is JSON too', async () => {
    const { receive } = given();
    for (const contentType of [
      'application/json; charset=utf-8',
      'Application/JSON;charset="UTF8"',
      'application/cloudevents+json',
    ])
      expect((await receive({ contentType })).status).toBe(202);
  });

  it('with a wrong signature leaves a line without its body, and a count; floods leave few lines', async () => {
    const { receive, lines, metrics } = given();
    for (let i = 0; i < 5; i += 1) await receive({ headers: signedHeaders('{}', { at: NOW }) });
    expect(lines).toEqual(
      Array.from({ length: 2 }, () => [
        'webhook.refused',
        { source: 'generic', reason: 'wrong_signature', header: 'webhook-signature' },
      ]),
    );
    expect(await metrics.text()).toContain(
      'lockstep_webhook_signature_failures_total{source="generic",reason="wrong_signature",service="ingest"} 5',
    );
  });

  it('is answered 405 with the method that is allowed', async () => {
    const { receive } = given();
    expect((await receive({ method: 'HEAD' })).headers).toEqual({ allow: 'POST' });
  });

  it('above the rate is told when to come back, and unsigned ones use nothing up', async () => {
    const { clock, receive } = given({ rate: { tokens: 2, perMs: 10_000 } });
    await receive({ headers: {} });
    expect((await receive()).status).toBe(202);
    expect((await receive()).status).toBe(202);
    expect(await receive()).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
    await clock.advance(5_000);
    expect((await receive()).status).toBe(202);
    // Silence is not saved up.
    await clock.advance(250_000);
    const afterwards = [];
    for (let i = 0; i < 3; i += 1)
      afterwards.push((await receive({ headers: signedHeaders(BODY, { at: clock.now() }) })).status);
    expect(afterwards).toEqual([202, 202, 429]);
  });

  it('before the schemas are known is answered 503, so that it comes again', async () => {
    expect(await given({ isPrepared: false }).receive()).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
    });
  });

  it.each([
    ['pause', 'LOCKSTEP_INGEST_UNAVAILABLE', 503],
    ['halt', 'LOCKSTEP_HRIS_REFUSED', 503],
    ['dead_letter', 'LOCKSTEP_RECORD_TOO_LARGE', 500],
  ] as const)('that could not be taken (%s) is answered so that it comes again', async (disposition, code, status) => {
    const { receive, lines } = given({
      accept: async () => {
        throw new LockstepError({ code, message: 'm', stage: 'attempt', disposition, remedy: 'r' });
      },
    });
    const answer = await receive();
    expect([answer.status, answer.headers['retry-after']]).toEqual([status, status === 503 ? '5' : undefined]);
    expect(lines).toMatchObject([['webhook.not_taken', { deliveryId: 'msg_1', error: { code } }]]);
  });

  it('that hit a defect is answered without a word of it', async () => {
    const { receive } = given({
      accept: async () => {
        throw new TypeError('secret detail');
      },
    });
    const answer = await receive();
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('secret detail');
  });

  it('that is a ping gets the answer it wants', async () => {
    const { receive } = given({ accept: async () => ({ kind: 'handshake', answer: { pong: 1 } }) });
    expect(await receive()).toEqual({ status: 200, headers: {}, body: { pong: 1 } });
  });

  it('has an ID of bounded length, whatever the sender made up', async () => {
    const { receive, taken } = given();
    await receive({ headers: signedHeaders(BODY, { id: 'x'.repeat(5_000), at: NOW }) });
    expect(taken[0]?.deliveryId).toHaveLength(256);
  });
});

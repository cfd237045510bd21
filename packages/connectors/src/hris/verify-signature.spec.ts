import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import type { SignatureScheme, WebhookHeaders } from './hris-source.js';
import { STANDARD_WEBHOOKS } from './standard-webhooks.js';
import { verifySignature } from './verify-signature.js';

const AT = 1793610900;
const NOW = AT * 1000;

const BAMBOOHR: SignatureScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signatureHeader: 'x-bamboohr-signature',
  message: [{ body: true }, { header: 'x-bamboohr-timestamp' }],
  timestampHeader: 'x-bamboohr-timestamp',
  idHeader: null,
  key: 'text',
};
const plainHmac = (
  signatureHeader: string,
  more: Partial<SignatureScheme & { kind: 'hmac' }> = {},
): SignatureScheme => ({
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signatureHeader,
  message: [{ body: true }],
  timestampHeader: null,
  idHeader: null,
  key: 'text',
  ...more,
});
const HIBOB = plainHmac('bob-signature', { algorithm: 'sha512', encoding: 'base64' });
const GUSTO = plainHmac('x-gusto-signature');
const DEEL = plainHmac('x-deel-signature', { message: [{ text: 'POST' }, { body: true }] });
const REMOTE = plainHmac('x-remote-signature', {
  message: [{ body: true }, { text: ':' }, { header: 'x-remote-timestamp' }],
  timestampHeader: 'x-remote-timestamp',
});
const LEARNING_360: SignatureScheme = { ...STANDARD_WEBHOOKS, key: 'text' };
const PERSONIO: SignatureScheme = { kind: 'token', header: 'authorization', idHeader: null };

interface Vector {
  readonly name: string;
  readonly scheme: SignatureScheme;
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly now?: number;
}

const bamboo = (timestamp: string, signature: string) => ({
  'x-bamboohr-timestamp': timestamp,
  'x-bamboohr-signature': signature,
});
const standard = (id: string, timestamp: string, signature: string) => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature,
});

const BAMBOO_EVENT =
  '{"type":"employee.updated","timestamp":"2026-11-02T09:15:00Z","data":{"companyId":"4821","employeeId":"117","changedFields":["department"]}}';
const GUSTO_EVENT =
  '{"uuid":"5f0c2d0e-6b1f-4a7b-9a35-0a3b1b7c9e01","event_type":"employee.updated","resource_type":"Company",' +
  '"resource_uuid":"c1a7e6d2-53b4-4f1e-8d55-7c0b7f5c2a10","entity_type":"Employee",' +
  '"entity_uuid":"e9b3a1f4-0c5d-4e8a-b6a1-2d7f9c3e5b20","timestamp":1793610900}';
const OWN_EVENT = '{"type":"user.created","timestamp":"2026-11-02T09:15:00Z","data":{"id":"u-117"}}';
const OWN_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

const VECTORS: readonly Vector[] = [
  {
    // Test data of a public connector for BambooHR's webhooks (fusebit/integrations), here only to prove the formula.
    name: 'V1 BambooHR, recorded elsewhere',
    scheme: BAMBOOHR,
    secret: '123b929362d51613054f71e5e5d4bf2c',
    body: '{"employees":[{"changedFields":["First name"],"fields":{"Employee #":{"value":"300"},"First name":{"value":"Tefi"},"Last name":{"value":"Adams"}},"id":"5"}]}',
    headers: bamboo('1658248023', '56491dd9c2b352bc5f4fc627159aae20ddff9c8cb19f239a6de6771dc5310bac'),
    now: 1658248023_000,
  },
  {
    name: 'V2 BambooHR, time in seconds',
    scheme: BAMBOOHR,
    secret: 'bbk_2f8c1d7e90a44b15',
    body: BAMBOO_EVENT,
    headers: bamboo(String(AT), '8648a8422a64148bcb137f1c86f3b66213c0352a2cb7f1c626d51513df26d4dd'),
  },
  {
    name: 'V2 BambooHR, time as a date-time',
    scheme: BAMBOOHR,
    secret: 'bbk_2f8c1d7e90a44b15',
    body: BAMBOO_EVENT,
    headers: bamboo('2026-11-02T09:15:00+00:00', 'd0c8844b6ab2b08ee5ed70d0a243573a51e9a3fceaa971dc5a68d495456f436b'),
  },
  {
    name: 'V3 BambooHR, not ASCII',
    scheme: BAMBOOHR,
    secret: 'bbk_2f8c1d7e90a44b15',
    body: '{"employees":[{"id":"117","action":"Updated","timestamp":"2026-11-02T09:15:00+00:00","changedFields":["lastName"],"fields":{"lastName":{"value":"Müller"}}}]}',
    headers: bamboo(String(AT), 'f333a8b95ee2443ceef78c856e3ca02e7a689a7b212d18e5bf0a9ea07b3c1c65'),
  },
  {
    name: 'V4 HiBob',
    scheme: HIBOB,
    secret: 'hibob-demo-secret',
    body: '{"companyId":637001,"type":"employee.left","triggeredBy":"system","triggeredAt":"2026-11-02T00:00:03.120455","version":"v2","data":{"employeeId":"3332883884017713001"}}',
    headers: {
      'bob-signature': '16+PVw8sS8wtyGHjBBmE4MBh/iX790n4UZdcrASdXoN05ynEJS/awU9R5wGB3KhyhMcyIGXkY00+ZQqJIS1c0g==',
    },
  },
  {
    name: 'V4 HiBob, ping',
    scheme: HIBOB,
    secret: 'hibob-demo-secret',
    body: '"Ping test"',
    headers: {
      'bob-signature': '9Cyb3qF3MjEsqtnKm91jhO5py802P0fuhDs4OSzVZfnbIm7R4NCvHjGWKAF/uShkYfPanWe9LJhDfs6uqc5SZA==',
    },
  },
  {
    name: 'V5 Gusto',
    scheme: GUSTO,
    secret: 'gv_9b1d7c35e2',
    body: GUSTO_EVENT,
    headers: { 'x-gusto-signature': 'c773e47e643fb9a07ad5326b86a6ba30ffd1f97650a87661e11d38f55a9d9391' },
  },
  {
    name: 'V6 Deel',
    scheme: DEEL,
    secret: 'deel-demo-key',
    body: '{"data":{"meta":{"event_type":"contract.status.updated"},"resource":[]},"timestamp":"2026-11-02T09:15:00.000Z"}',
    headers: { 'x-deel-signature': 'e0526c82065b65838876145392fd7747842208e4b9417a575b944fe615fb476f' },
  },
  {
    name: 'V7 Remote',
    scheme: REMOTE,
    secret: 'remote-demo-key',
    body: '{"event_type":"employment.updated","employment_id":"a0f1"}',
    headers: {
      'x-remote-timestamp': String(AT),
      'x-remote-signature': 'ab2757ef7c213ff34c1fb7952d92c55848692ddbbd319c6eb5b0f1c660b2b0fb',
    },
  },
  {
    // The published test of the Standard Webhooks libraries (standard-webhooks/standard-webhooks).
    name: 'V8 Standard Webhooks, published',
    scheme: STANDARD_WEBHOOKS,
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    headers: standard('msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='),
    now: 1614265330_000,
  },
  {
    name: 'V9 Standard Webhooks',
    scheme: STANDARD_WEBHOOKS,
    secret: OWN_SECRET,
    body: OWN_EVENT,
    headers: standard('msg_demo_0001', String(AT), 'v1,suK3leZs6cyQcK5WSCHL9gATBXHHbmjSvoR8mUX5slA='),
  },
  {
    name: 'V9 Standard Webhooks with a plain text key (360Learning)',
    scheme: LEARNING_360,
    secret: 'password123',
    body: OWN_EVENT,
    headers: standard('msg_demo_0001', String(AT), 'v1,i9eSbXDwP1mYmwRWq/weUI0fVurMADrOElH2RNUjVlQ='),
  },
  {
    name: 'V10 Personio',
    scheme: PERSONIO,
    secret: 'demo-token-1',
    body: '{}',
    headers: { authorization: 'demo-token-1' },
  },
];

const verify = (
  vector: Vector,
  change: Partial<{ body: string; headers: WebhookHeaders; secrets: string[]; now: number }> = {},
) =>
  verifySignature(
    vector.scheme,
    { body: Buffer.from(change.body ?? vector.body), headers: change.headers ?? vector.headers },
    change.secrets ?? [vector.secret],
    change.now ?? vector.now ?? NOW,
  );
const signatureHeaderOf = (scheme: SignatureScheme) =>
  scheme.kind === 'token' ? scheme.header : scheme.signatureHeader;
const isSigned = (vector: Vector) => vector.scheme.kind === 'hmac';

describe.each(VECTORS)('$name', (vector) => {
  const header = signatureHeaderOf(vector.scheme);
  const signature = vector.headers[header]!;
  const withSignature = (value: string | readonly string[] | undefined): WebhookHeaders => ({
    ...vector.headers,
    [header]: value,
  });

  it('is taken, also among several secrets', () => {
    expect(verify(vector)).toMatchObject({ ok: true });
    expect(verify(vector, { secrets: ['whsec_b3RoZXI=', vector.secret] })).toMatchObject({ ok: true });
    expect(verify(vector, { secrets: [vector.secret, 'another one'] })).toMatchObject({ ok: true });
  });

  it('is refused with another secret, and with none', () => {
    expect(verify(vector, { secrets: [`${vector.secret}x`.replace('whsec_M', 'whsec_N')] })).toMatchObject({
      ok: false,
      reason: 'wrong_signature',
    });
    expect(verify(vector, { secrets: [] })).toMatchObject({ ok: false, reason: 'wrong_signature' });
  });

  it('is refused when the signature is missing, repeated, empty, cut or longer', () => {
    expect(verify(vector, { headers: withSignature(undefined) })).toEqual({
      ok: false,
      reason: 'missing_header',
      header,
    });
    expect(verify(vector, { headers: withSignature('') })).toEqual({ ok: false, reason: 'missing_header', header });
    expect(verify(vector, { headers: withSignature([signature, signature]) })).toEqual({
      ok: false,
      reason: 'repeated_header',
      header,
    });
    expect(verify(vector, { headers: withSignature(signature.slice(0, -1)) })).toMatchObject({
      reason: 'wrong_signature',
    });
    expect(verify(vector, { headers: withSignature(`${signature}0`) })).toMatchObject({ reason: 'wrong_signature' });
  });

  it('is refused when a single byte of the body changed, and when the body is gone', () => {
    if (!isSigned(vector)) return;
    for (let at = 0; at < vector.body.length; at += 7) {
      const body = `${vector.body.slice(0, at)}\u0001${vector.body.slice(at + 1)}`;
      expect(verify(vector, { body })).toMatchObject({ ok: false, reason: 'wrong_signature' });
    }
    expect(verify(vector, { body: '' })).toMatchObject({ ok: false, reason: 'wrong_signature' });
  });

  it('is refused when the body was parsed and written again', () => {
    if (!isSigned(vector) || !vector.body.startsWith('{')) return;
    const parsed = JSON.parse(vector.body) as Record<string, unknown>;
    const rewritten = [
      JSON.stringify(parsed, null, 1),
      JSON.stringify(Object.fromEntries(Object.entries(parsed).reverse())),
      vector.body.replace(/[a-z]/u, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
      `${vector.body}\n`,
    ].filter((text) => text !== vector.body);
    for (const body of rewritten) expect(verify(vector, { body })).toMatchObject({ reason: 'wrong_signature' });
  });

  it('is refused in upper case', () => {
    if (signature.toUpperCase() === signature) return;
    expect(verify(vector, { headers: withSignature(signature.toUpperCase()) })).toMatchObject({ ok: false });
  });
});

describe.each(VECTORS.filter((vector) => vector.scheme.kind === 'hmac' && vector.scheme.timestampHeader !== null))(
  'the signed time of $name',
  (vector) => {
    const now = vector.now ?? NOW;
    it('may be five minutes off, both ways, and not a second more', () => {
      for (const off of [-300_000, 0, 300_000]) expect(verify(vector, { now: now + off })).toMatchObject({ ok: true });
      for (const off of [-301_000, 301_000]) {
        expect(verify(vector, { now: now + off })).toMatchObject({ ok: false, reason: 'outside_window' });
      }
    });

    it('cannot be moved without the secret, nor left out', () => {
      const header = vector.scheme.kind === 'hmac' ? vector.scheme.timestampHeader! : '';
      expect(
        verify(vector, { headers: { ...vector.headers, [header]: String(Math.floor(now / 1000) + 1) } }),
      ).toMatchObject({ reason: 'wrong_signature' });
      expect(verify(vector, { headers: { ...vector.headers, [header]: undefined } })).toEqual({
        ok: false,
        reason: 'missing_header',
        header,
      });
    });
  },
);

describe('what other receivers get wrong', () => {
  const v2 = VECTORS[1]!;
  it.each([
    ['timestamp + body', 'e841a7325144395972ab51856b0b364dde53f9aa023d7263f346a24050c2ff94'],
    ['timestamp + "." + body', 'bccc88e19c48db42dd86d7331c46ab5466b0775fc0c590fc57ccb84f9f711b81'],
  ])('refuses BambooHR signed as %s', (_order, signature) => {
    expect(verify(v2, { headers: bamboo(String(AT), signature) })).toMatchObject({ reason: 'wrong_signature' });
  });

  it('refuses HiBob signed with SHA-256, Gusto in base64, Personio with a prefix that was not configured', () => {
    const hibob = VECTORS.find(({ scheme }) => scheme === HIBOB)!;
    const sha256 = createHmac('sha256', hibob.secret).update(hibob.body).digest('base64');
    expect(verify(hibob, { headers: { 'bob-signature': sha256 } })).toMatchObject({ reason: 'wrong_signature' });
    const gusto = VECTORS.find(({ scheme }) => scheme === GUSTO)!;
    const base64 = createHmac('sha256', gusto.secret).update(gusto.body).digest('base64');
    expect(verify(gusto, { headers: { 'x-gusto-signature': base64 } })).toMatchObject({ reason: 'wrong_signature' });
    const personio = VECTORS.find(({ scheme }) => scheme === PERSONIO)!;
    expect(verify(personio, { headers: { authorization: 'Bearer demo-token-1' } })).toMatchObject({
      reason: 'wrong_signature',
    });
    expect(
      verify(personio, { headers: { authorization: 'Bearer demo-token-1' }, secrets: ['Bearer demo-token-1'] }),
    ).toMatchObject({ ok: true });
  });

  it('refuses a signed time that is none', () => {
    const body = '{}';
    const signed = (timestamp: string) =>
      `v1,${createHmac('sha256', Buffer.from(OWN_SECRET.slice(6), 'base64'))
        .update(`m.${timestamp}.${body}`)
        .digest('base64')}`;
    for (const timestamp of ['now', '1e9', '-1', '2026-11-02', '2026-11-02T09:15:00', '99999999999999']) {
      expect(
        verifySignature(
          STANDARD_WEBHOOKS,
          { body: Buffer.from(body), headers: standard('m', timestamp, signed(timestamp)) },
          [OWN_SECRET],
          NOW,
        ),
      ).toEqual({ ok: false, reason: 'bad_time', header: 'webhook-timestamp' });
    }
  });
});

describe('Standard Webhooks', () => {
  const v9 = VECTORS.find(({ name }) => name === 'V9 Standard Webhooks')!;
  const good = v9.headers['webhook-signature']!;
  const withSignature = (value: string) => ({ headers: { ...v9.headers, 'webhook-signature': value } });

  it('takes one right signature among several, whatever the others are', () => {
    expect(verify(v9, withSignature(`v1,AAAA ${good}`))).toEqual({
      ok: true,
      deliveryId: 'msg_demo_0001',
      signedAt: NOW,
    });
    expect(verify(v9, withSignature(`v1a,AAAA v1,BBBB ${good} v2,x`))).toMatchObject({ ok: true });
  });

  it('refuses v1a alone, no version, and a header that only makes us compute', () => {
    expect(verify(v9, withSignature(good.replace('v1,', 'v1a,')))).toMatchObject({ reason: 'wrong_signature' });
    expect(verify(v9, withSignature(good.replace('v1,', '')))).toMatchObject({ reason: 'wrong_signature' });
    expect(verify(v9, withSignature(`${'v1,AAAA '.repeat(10_000)}${good}`))).toMatchObject({
      reason: 'wrong_signature',
    });
  });

  it('agrees with the reference library on every body', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ minLength: 1, unit: fc.constantFrom('a', 'Z', '0', '9', '_', '-', '.') }),
        (body, id) => {
          const at = new Date();
          const timestamp = String(Math.floor(at.getTime() / 1000));
          const reference = new Webhook(OWN_SECRET);
          const headers = standard(id, timestamp, reference.sign(id, at, body));
          expect(
            verifySignature(STANDARD_WEBHOOKS, { body: Buffer.from(body), headers }, [OWN_SECRET], at.getTime()),
          ).toMatchObject({ ok: true, deliveryId: id });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tells apart bytes that the reference library reads as the same text', () => {
    const replacement = Buffer.from('{"a":"\ufffd"}');
    const invalid = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const headers = standard('m', String(AT), new Webhook(OWN_SECRET).sign('m', new Date(NOW), replacement.toString()));
    expect(verifySignature(STANDARD_WEBHOOKS, { body: replacement, headers }, [OWN_SECRET], NOW)).toMatchObject({
      ok: true,
    });
    expect(verifySignature(STANDARD_WEBHOOKS, { body: invalid, headers }, [OWN_SECRET], NOW)).toMatchObject({
      reason: 'wrong_signature',
    });
  });
});

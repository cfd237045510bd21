import {
  answered,
  changeText,
  head,
  post,
  type Crafting,
  type HostileRequest,
  type RequestClass,
} from './hostile-request.js';

const BODY = changeText('H-protocol');
const MALFORMED = [400] as const;
const UNKNOWN = [404, 'LOCKSTEP_WEBHOOK_SOURCE_UNKNOWN'] as const;
const UNTYPED = [415, 'LOCKSTEP_WEBHOOK_CONTENT_TYPE'] as const;

type Answer = readonly [status: number, says?: string];

const crafted = (of: RequestClass, name: string, why: string, how: Crafting, answer: Answer): HostileRequest =>
  answered(of, name, why, (secret) => post(secret, BODY, how), ...answer);
const withHeaders = (name: string, why: string, more: Crafting['more'], answer: Answer): HostileRequest =>
  crafted('headers', name, why, more === undefined ? {} : { more }, answer);
const chunked = (name: string, why: string, body: string, answer: Answer, coding = 'chunked'): HostileRequest =>
  answered(
    'framing',
    name,
    why,
    (secret) => {
      const more = [['transfer-encoding', coding]] as const;
      return Buffer.concat([head(secret, BODY, { length: null, more }), Buffer.from(body)]);
    },
    ...answer,
  );
const inChunks = (text: string, extension = ''): string =>
  `${text.length.toString(16)}${extension}\r\n${text}\r\n0\r\n\r\n`;

export const HEADERS: readonly HostileRequest[] = [
  withHeaders('a header of 100 KB', 'memory before anything is checked', [['x-large', 'x'.repeat(102_400)]], [431]),
  withHeaders(
    '300 headers',
    'a table that collides; all of them fit',
    Array.from({ length: 300 }, () => ['a', 'b'] as const),
    [202],
  ),
  withHeaders(
    '20,000 headers',
    'the same, too long together',
    Array.from({ length: 20_000 }, () => ['a', 'b'] as const),
    [431],
  ),
  withHeaders('a line feed in a header', 'a header of its own', [['x-a', 'b\nx-injected: 1']], MALFORMED),
  withHeaders(
    'a carriage return in a header',
    'a line that another server sees',
    [['x-a', 'b\rx-injected: 1']],
    MALFORMED,
  ),
  withHeaders('a NUL in a header', 'a value that ends early elsewhere', [['x-a', 'b\u0000c']], MALFORMED),
  withHeaders(
    'a header folded over two lines',
    'an old form that proxies read differently',
    [['x-a', 'b\r\n c']],
    MALFORMED,
  ),
  withHeaders('a blank before the colon', 'a name that two servers read differently', [['x-a ', 'b']], MALFORMED),
  withHeaders('a header without a name', 'a line that is none', [['', 'b']], MALFORMED),
  withHeaders('__proto__ as a header', 'a property that every object gets', [['__proto__', 'x']], [202]),
  {
    of: 'headers',
    name: 'Expect: 100-continue',
    why: 'a sender that waits to be asked; it is asked',
    steps: (secret) => [head(secret, BODY, { more: [['expect', '100-continue']] }), { pauseMs: 50 }, Buffer.from(BODY)],
    expect: { statuses: [100, 202] },
  },
  withHeaders(
    'an expectation that nobody knows',
    'a request that is kept waiting',
    [['expect', 'the-unexpected']],
    [417],
  ),
  withHeaders(
    'X-Forwarded-For of a thousand hops',
    'an address that is believed',
    [['x-forwarded-for', '10.0.0.1, '.repeat(1_000)]],
    [202],
  ),
  withHeaders('a second host', 'which of two counts: nothing reads either', [['host', 'evil.test']], [202]),
  withHeaders(
    'the signature named as hop-by-hop',
    'a proxy that takes it away; here it stays',
    [['connection', 'webhook-signature']],
    [202],
  ),
  answered(
    'headers',
    'no host',
    'a request that HTTP/1.1 forbids',
    (secret) => Buffer.from(post(secret, BODY).toString().replace('host: ingest.test\r\n', '')),
    ...MALFORMED,
  ),
  withHeaders(
    'X-HTTP-Method-Override',
    'another method than the one that was checked',
    [['x-http-method-override', 'DELETE']],
    [202],
  ),
];

export const FRAMING: readonly HostileRequest[] = [
  crafted(
    'framing',
    'a length and chunks (CL.TE)',
    'a second request inside the first',
    { more: [['transfer-encoding', 'chunked']] },
    MALFORMED,
  ),
  crafted('framing', 'two lengths that differ', 'the same', { more: [['content-length', '3']] }, MALFORMED),
  crafted('framing', 'two lengths in one header', 'the same', { length: `${BODY.length}, ${BODY.length}` }, MALFORMED),
  crafted(
    'framing',
    'a length with a sign',
    'a number that two servers read differently',
    { length: `+${BODY.length}` },
    MALFORMED,
  ),
  crafted('framing', 'a negative length', 'a size below zero', { length: '-1' }, MALFORMED),
  crafted('framing', 'a length in hex', 'a number that two servers read differently', { length: '0x10' }, MALFORMED),
  chunked(
    'chunks, spelt xchunked (TE.TE)',
    'a coding that one server knows and the other does not',
    inChunks(BODY),
    MALFORMED,
    'xchunked',
  ),
  chunked('chunks, not as the last coding', 'an end that nobody knows', inChunks(BODY), MALFORMED, 'chunked, gzip'),
  chunked('chunks behind a vertical tab', 'a blank that one server strips', inChunks(BODY), MALFORMED, '\u000bchunked'),
  chunked('chunks announced twice', 'a body that is unpacked twice', inChunks(BODY), MALFORMED, 'chunked, chunked'),
  chunked('a chunk extension', 'allowed by HTTP, and ignored', inChunks(BODY, ';a=b'), [202]),
  chunked(
    'a chunk extension of 100 KB',
    'memory that no limit counts',
    inChunks(BODY, `;${'x'.repeat(102_400)}`),
    MALFORMED,
  ),
  chunked('a chunk size that is no number', 'a body without measure', `zz\r\n${BODY}\r\n0\r\n\r\n`, MALFORMED),
  chunked(
    'a chunk size beyond 2^64',
    'a number that starts again at zero',
    `10000000000000001\r\nx\r\n0\r\n\r\n`,
    MALFORMED,
  ),
  chunked('a negative chunk size', 'a size below zero', `-5\r\n${BODY}\r\n0\r\n\r\n`, MALFORMED),
  chunked('a chunk longer than its size', 'what is left over as a request', `2\r\n${BODY}\r\n0\r\n\r\n`, MALFORMED),
  chunked(
    'chunks ended by bare line feeds',
    'an end that two servers see at two places',
    `${BODY.length.toString(16)}\n${BODY}\n0\n\n`,
    MALFORMED,
  ),
  {
    of: 'framing',
    name: 'a request inside a body that is too large',
    why: 'what is not read of a refused request must not be read as the next',
    steps: (secret) => [
      head(secret, BODY, { length: '300000', close: false }),
      // So that the answer is read before what follows resets the connection.
      { pauseMs: 200 },
      Buffer.from(' '.repeat(1_000)),
      post(secret, BODY),
    ],
    expect: { statuses: [413], says: 'LOCKSTEP_WEBHOOK_TOO_LARGE' },
  },
  {
    of: 'framing',
    name: 'a good request behind a refused one',
    why: 'each is answered for itself, in order',
    steps: (secret) => [Buffer.concat([post(secret, BODY, { signature: null, close: false }), post(secret, BODY)])],
    expect: { statuses: [401, 202], says: 'LOCKSTEP_WEBHOOK_SIGNATURE' },
  },
  {
    of: 'framing',
    name: 'no HTTP behind a good request',
    why: 'a refusal that the sender takes for the answer to what was taken',
    steps: (secret) => [Buffer.concat([post(secret, BODY, { close: false }), Buffer.from('no HTTP at all\r\n\r\n')])],
    expect: { statuses: [202] },
  },
  {
    of: 'framing',
    name: 'fifty requests at once on one connection',
    why: 'answers in order, none mixed up',
    steps: (secret) => [
      Buffer.concat([
        ...Array.from({ length: 49 }, (_, n) =>
          post(secret, BODY, { close: false, ...(n % 2 === 0 ? {} : { signature: null }) }),
        ),
        post(secret, BODY),
      ]),
    ],
    expect: { statuses: Array.from({ length: 50 }, (_, n) => (n % 2 === 0 || n === 49 ? 202 : 401)) },
  },
];

export const TARGETS: readonly HostileRequest[] = [
  ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].map((method) =>
    crafted('methods and paths', method, 'another method on the webhook', { method }, [405]),
  ),
  crafted(
    'methods and paths',
    'a method that does not exist',
    'a parser that takes any word',
    { method: 'BREW' },
    MALFORMED,
  ),
  crafted(
    'methods and paths',
    'post in small letters',
    'a method that one server takes for another',
    { method: 'post' },
    MALFORMED,
  ),
  {
    of: 'methods and paths',
    name: 'CONNECT',
    why: 'a proxy that is none',
    steps: (secret) => [post(secret, BODY, { method: 'CONNECT', target: 'evil.test:443' })],
    expect: { statuses: [] },
  },
  ...(
    [
      ['another source', '/webhooks/workday'],
      ['a source named __proto__', '/webhooks/__proto__'],
      ['a source named constructor', '/webhooks/constructor'],
      ['two slashes', '//webhooks/generic'],
      ['two slashes inside', '/webhooks//generic'],
      ['a dot segment', '/webhooks/./generic'],
      ['the way up', '/webhooks/../webhooks/generic'],
      ['the way up, encoded', '/webhooks/%2e%2e/webhooks/generic'],
      ['an encoded slash', '/webhooks%2fgeneric'],
      ['an encoded NUL', '/webhooks/generic%00'],
      ['a backslash', '/webhooks\\generic'],
      ['other letters', '/Webhooks/Generic'],
      ['a file of the machine', '/webhooks/..%2f..%2fetc%2fpasswd'],
      ['an asterisk', '*'],
    ] as const
  ).map(([name, target]) =>
    crafted('methods and paths', name, 'another way to the webhook, or past it', { target }, UNKNOWN),
  ),
  crafted(
    'methods and paths',
    'a path of 8,000 characters',
    'a name that no source has',
    { target: `/webhooks/${'x'.repeat(8_000)}` },
    [400, 'LOCKSTEP_WEBHOOK_REQUEST'],
  ),
  crafted('methods and paths', 'an escape cut short', 'a decoder that throws', { target: '/webhooks/%E0%A4%A' }, [
    400,
    'LOCKSTEP_WEBHOOK_REQUEST',
  ]),
  crafted(
    'methods and paths',
    'a path of 20,000 characters',
    'longer than a head may be',
    { target: `/webhooks/${'x'.repeat(20_000)}` },
    [431],
  ),
  crafted(
    'methods and paths',
    'a blank in the path',
    'a request line of four words',
    { target: '/webhooks/gen eric' },
    MALFORMED,
  ),
  crafted(
    'methods and paths',
    'a query of 5,000 keys',
    'a table that collides; nothing reads it',
    { target: `/webhooks/generic?${'a=1&'.repeat(2_500)}` },
    [202],
  ),
  crafted(
    'methods and paths',
    'a whole URL of another host',
    'a proxy that is none: HTTP allows the form, and only the path counts',
    { target: 'http://evil.test/webhooks/generic' },
    [202],
  ),
];

export const CONTENT_TYPES: readonly HostileRequest[] = [
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/json-but-not',
    'json',
    ',',
  ].map((contentType) =>
    crafted('content type', contentType, 'a body that another parser would read', { contentType }, UNTYPED),
  ),
  crafted('content type', 'none', 'a type that is guessed', { contentType: null }, UNTYPED),
  crafted(
    'content type',
    'JSON of 5,000 parameters',
    'a header that takes long to read',
    { contentType: `application/json${'; a=b'.repeat(1_000)}` },
    [202],
  ),
];

const TLS_HELLO = Buffer.from('16030100c8010000c40303', 'hex');

export const PROTOCOLS: readonly HostileRequest[] = [
  answered(
    'other protocols',
    'HTTP/1.0',
    'an old client; it is answered and the connection closed',
    (secret) => post(secret, BODY, { version: 'HTTP/1.0' }),
    202,
  ),
  answered(
    'other protocols',
    'HTTP/0.9',
    'a request line without a version: read as HTTP/1.0',
    () => Buffer.from('GET /webhooks/generic\r\n\r\n'),
    405,
  ),
  answered(
    'other protocols',
    'HTTP/9.9',
    'a version that does not exist',
    (secret) => post(secret, BODY, { version: 'HTTP/9.9' }),
    ...MALFORMED,
  ),
  answered(
    'other protocols',
    'the preface of HTTP/2',
    'a client that does not ask first',
    () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    ...MALFORMED,
  ),
  answered(
    'other protocols',
    'a TLS hello',
    'https on the plain port',
    () => Buffer.concat([TLS_HELLO, Buffer.alloc(200)]),
    ...MALFORMED,
  ),
  answered(
    'other protocols',
    'random bytes',
    'anything at all',
    () => Buffer.from(Array.from({ length: 500 }, (_, n) => (n * 167 + 13) % 256)),
    ...MALFORMED,
  ),
  answered(
    'other protocols',
    'an upgrade to WebSocket',
    'a connection that is let out of HTTP; it stays in',
    (secret) =>
      post(secret, BODY, {
        more: [
          ['upgrade', 'websocket'],
          ['sec-websocket-key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
        ],
      }),
    202,
  ),
  answered(
    'other protocols',
    'an upgrade to HTTP/2',
    'the same',
    (secret) =>
      post(secret, BODY, {
        more: [
          ['upgrade', 'h2c'],
          ['http2-settings', 'AAMAAABkAAQAAP__'],
        ],
      }),
    202,
  ),
  answered(
    'other protocols',
    'PROXY protocol',
    'an address that is believed',
    (secret) => Buffer.concat([Buffer.from('PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n'), post(secret, BODY)]),
    ...MALFORMED,
  ),
];

/** One byte each so many milliseconds. */
const drip = (text: string, everyMs: number): (Buffer | { pauseMs: number })[] =>
  Array.from(text).flatMap((letter) => [Buffer.from(letter), { pauseMs: everyMs }]);

export const BROKEN_OFF: readonly HostileRequest[] = [
  {
    of: 'slow and broken off',
    name: 'a client that closes its side after the request',
    why: 'it still gets its answer',
    steps: (secret) => [post(secret, BODY), 'end'],
    expect: { statuses: [202] },
  },
  {
    of: 'slow and broken off',
    name: 'closed in the middle of the body',
    why: 'a body that never comes',
    steps: (secret) => [head(secret, BODY), Buffer.from(BODY.slice(0, 50)), 'end'],
    expect: { statuses: [400] },
  },
  {
    of: 'slow and broken off',
    name: 'closed in the middle of a header',
    why: 'a head that never comes',
    steps: () => [Buffer.from('POST /webhooks/generic HTTP/1.1\r\nhost: x'), 'end'],
    expect: { statuses: [400] },
  },
  {
    of: 'slow and broken off',
    name: 'reset in the middle of the body',
    why: 'an error on a connection that nobody listens to',
    steps: (secret) => [head(secret, BODY), Buffer.from(BODY.slice(0, 50)), { pauseMs: 20 }, 'reset'],
    expect: { statuses: [] },
  },
  {
    of: 'slow and broken off',
    name: 'reset before the answer is read',
    why: 'an answer that cannot be written',
    steps: (secret) => [post(secret, BODY), 'reset'],
    expect: { statuses: [] },
  },
  {
    of: 'slow and broken off',
    name: 'connected and closed',
    why: 'a port scan',
    steps: () => ['end'],
    expect: { statuses: [] },
  },
];

/** Take their time by nature: sent once, many of each at once. */
export const SLOW: readonly HostileRequest[] = [
  {
    of: 'slow and broken off',
    name: 'a head of one byte a second',
    why: 'a connection held for nothing (Slowloris)',
    steps: (secret) => drip(head(secret, BODY).toString('latin1').slice(0, 60), 1_000),
    expect: { statuses: [408], withinMs: 9_000 },
  },
  {
    of: 'slow and broken off',
    name: 'a body of one byte a second',
    why: 'the same with a good head (RUDY)',
    steps: (secret) => [head(secret, BODY), ...drip(BODY.slice(0, 60), 1_000)],
    expect: { statuses: [408], withinMs: 14_000 },
  },
  {
    of: 'slow and broken off',
    name: 'chunks of one byte a second',
    why: 'the same without a length',
    steps: (secret) => [
      head(secret, BODY, { length: null, more: [['transfer-encoding', 'chunked']] }),
      ...Array.from({ length: 60 }, () => [Buffer.from('1\r\nx\r\n'), { pauseMs: 1_000 }]).flat(),
    ],
    expect: { statuses: [408], withinMs: 14_000 },
  },
  {
    of: 'slow and broken off',
    name: 'connected, and silent',
    why: 'a connection that costs its sender nothing',
    steps: () => [{ pauseMs: 60_000 }],
    expect: { statuses: [408], withinMs: 9_000 },
  },
];

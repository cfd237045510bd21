import {
  answered,
  changeText,
  hmacOf,
  post,
  signatureOf,
  type Headers,
  type HostileRequest,
} from './hostile-request.js';

const BODY = changeText('H-signature');
const OTHER_SECRET = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const REFUSED = [401, 'LOCKSTEP_WEBHOOK_SIGNATURE'] as const;

/** The good signature with its value changed. */
const altered =
  (change: (value: string) => string | null) =>
  (secret: string): Headers =>
    signatureOf(secret, BODY).flatMap(([name, value]) => {
      const changed = name === 'webhook-signature' ? change(value) : value;
      return changed === null ? [] : [[name, changed] as const];
    });

const refused = (name: string, why: string, signature: (secret: string) => Headers | null): HostileRequest =>
  answered('signature', name, why, (secret) => post(secret, BODY, { signature: signature(secret) }), ...REFUSED);

const without = (header: string) => (secret: string) => signatureOf(secret, BODY).filter(([name]) => name !== header);

export const SIGNATURES: readonly HostileRequest[] = [
  refused('no signature headers', 'an endpoint that forgets to check', () => null),
  refused('no webhook-signature', 'a check that skips what is missing', without('webhook-signature')),
  refused('no webhook-id', 'a signed part that is missing', without('webhook-id')),
  refused('no webhook-timestamp', 'a replay window that cannot be checked', without('webhook-timestamp')),
  refused(
    'an empty signature',
    'an empty text that equals an empty text',
    altered(() => ''),
  ),
  refused(
    'v1 and nothing after it',
    'an empty HMAC that equals an empty HMAC',
    altered(() => 'v1,'),
  ),
  refused(
    'a signature of zeros',
    'a guess',
    altered(() => `v1,${Buffer.alloc(32).toString('base64')}`),
  ),
  refused(
    'half of the signature',
    'a comparison of the shorter length',
    altered((value) => value.slice(0, 20)),
  ),
  refused(
    'the signature with something after it',
    'a comparison of a prefix',
    altered((value) => `${value}AAAA`),
  ),
  refused(
    'another version',
    'a weaker algorithm by name',
    altered((value) => value.replace('v1,', 'v1a,')),
  ),
  refused(
    'no version',
    'a check that takes any form',
    altered((value) => value.slice('v1,'.length)),
  ),
  refused('in hex', 'a decoder that takes either', (secret) =>
    altered(() => `v1,${Buffer.from(signatureOf(secret, BODY)[2]![1].slice(3), 'base64').toString('hex')}`)(secret),
  ),
  refused(
    'in upper case',
    'a comparison without case',
    altered((value) => value.toUpperCase()),
  ),
  refused(
    'with letters outside ASCII',
    'a comparison that throws on lengths in bytes',
    altered((value) => `${value.slice(0, -2)}\u00e9=`),
  ),
  refused('by another secret', 'somebody else who signs well', () => signatureOf(OTHER_SECRET, BODY)),
  refused('by an empty secret', 'a secret that was not set', () => signatureOf('whsec_', BODY)),
  refused('over another body', 'a signature that was recorded', (secret) => signatureOf(secret, changeText('H-other'))),
  refused('over an empty body', 'a check before the body is there', (secret) => signatureOf(secret, '')),
  refused('over the body alone', 'an ID and a time that are not signed', (secret) =>
    altered(() => `v1,${hmacOf(secret, '', BODY)}`)(secret),
  ),
  refused('the signature header twice', 'which of two is checked', (secret) => {
    const signature = signatureOf(secret, BODY);
    return [...signature, signature[2]!];
  }),
  refused('the ID header twice', 'which of two is signed', (secret) => [
    ...signatureOf(secret, BODY, { id: 'one' }),
    ['webhook-id', 'two'],
  ]),
  refused('the good one behind seventeen bad ones', 'work without end', (secret) => {
    const bad = Array.from({ length: 17 }, () => `v1,${Buffer.alloc(32).toString('base64')}`).join(' ');
    return altered((value) => `${bad} ${value}`)(secret);
  }),
  answered(
    'signature',
    'a bad one before the good one',
    'is what rotation looks like, and is taken',
    (secret) =>
      post(secret, BODY, {
        signature: altered((value) => `v1,${Buffer.alloc(32).toString('base64')} ${value}`)(secret),
      }),
    202,
  ),
];

const at = (name: string, why: string, timestamp: () => string): HostileRequest =>
  answered(
    'replay',
    name,
    why,
    (secret) => post(secret, BODY, { signature: signatureOf(secret, BODY, { timestamp: timestamp() }) }),
    ...REFUSED,
  );
const secondsFromNow = (seconds: number) => () => String(Math.floor(Date.now() / 1_000) + seconds);

export const REPLAYS: readonly HostileRequest[] = [
  at('signed six minutes ago', 'a delivery that was recorded', secondsFromNow(-360)),
  at('signed in six minutes', 'a delivery that stays good for longer', secondsFromNow(360)),
  at('signed at NaN', 'a comparison that is never true', () => 'NaN'),
  at('signed before 1970', 'a time below zero', () => '-1'),
  at('signed at Infinity', 'a difference that is no number', () => 'Infinity'),
  at('signed in exponent form', 'a number that some parsers read', () => '1.8e9'),
  at('signed at a number of 30 digits', 'a number beyond 2^53', () => '9'.repeat(30)),
  at('signed in milliseconds', 'a unit that was guessed', () => String(Date.now())),
  at('signed with a blank inside', 'a parser that reads the first part', () => `${secondsFromNow(0)()} 1`),
  answered(
    'replay',
    'the ID of another delivery with another body',
    'a body that hides behind an ID that is known: changes are known by their content',
    (secret) =>
      post(secret, changeText('H-same-id'), {
        signature: signatureOf(secret, changeText('H-same-id'), { id: 'msg_same' }),
      }),
    202,
  ),
  answered(
    'replay',
    'an ID of 4,000 characters with CR and LF written out',
    'a line of its own in the log',
    (secret) => post(secret, BODY, { signature: signatureOf(secret, BODY, { id: `${'x'.repeat(4_000)}%0d%0a` }) }),
    202,
  ),
];

import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { SignatureScheme, WebhookHeaders } from './hris-source.js';
import { readSignedTime } from './signed-time.js';

/** How far a signed time may be from ours, both ways (Standard Webhooks' reference libraries: 5 minutes). */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;

/** Senders sign with one secret a rotation step; more entries than this are an attempt to make us compute. */
const MAX_SIGNATURES = 16;

export type SignatureVerdict =
  | {
      readonly ok: true;
      /** The delivery's ID at the sender, where the scheme has one. */
      readonly deliveryId: string | null;
      /** The signed time, epoch milliseconds; null where the scheme signs none. */
      readonly signedAt: number | null;
    }
  | {
      readonly ok: false;
      readonly reason: 'missing_header' | 'repeated_header' | 'bad_time' | 'wrong_signature' | 'outside_window';
      /** The header that decided it. */
      readonly header: string;
    };

export interface ReceivedWebhook {
  /** Exactly the bytes received: a re-serialised body is another message. */
  readonly body: Buffer;
  readonly headers: WebhookHeaders;
}

/**
 * Decides whether a webhook is from whoever holds one of the secrets. Over raw bytes, constant time, several secrets
 * (rotation) and several signatures.
 * @param secrets as configured: `whsec_…` or plain text, by the scheme's `key`
 * @param now epoch milliseconds
 */
export function verifySignature(
  scheme: SignatureScheme,
  webhook: ReceivedWebhook,
  secrets: readonly string[],
  now: number,
): SignatureVerdict {
  const headers = new SingleHeaders(webhook.headers);
  const refused = (reason: (SignatureVerdict & { ok: false })['reason'], header: string): SignatureVerdict => ({
    ok: false,
    reason,
    header,
  });

  if (scheme.kind === 'token') {
    const token = headers.read(scheme.header);
    const deliveryId = scheme.idHeader === null ? null : headers.read(scheme.idHeader);
    if (headers.problem !== null) return refused(headers.problem.reason, headers.problem.header);
    if (!secrets.some((secret) => sameText(token, secret))) return refused('wrong_signature', scheme.header);
    return { ok: true, deliveryId, signedAt: null };
  }

  const signature = headers.read(scheme.signatureHeader);
  const deliveryId = scheme.idHeader === null ? null : headers.read(scheme.idHeader);
  const timeText = scheme.timestampHeader === null ? null : headers.read(scheme.timestampHeader);
  const parts = scheme.message.map((part) =>
    'body' in part ? webhook.body : 'text' in part ? Buffer.from(part.text) : rawBytes(headers.read(part.header)),
  );
  if (headers.problem !== null) return refused(headers.problem.reason, headers.problem.header);

  const candidates = candidateSignatures(signature, scheme.prefix ?? '', scheme.list ?? false);
  const expected = secrets.map((secret) => {
    const hmac = createHmac(scheme.algorithm, keyOf(secret, scheme.key));
    for (const part of parts) hmac.update(part);
    return hmac.digest(scheme.encoding);
  });
  // No early exit: how long it takes must not tell which secret or which signature fitted.
  let matched = false;
  for (const wanted of expected) for (const given of candidates) matched = sameText(given, wanted) || matched;
  if (!matched) return refused('wrong_signature', scheme.signatureHeader);

  // After the signature, so that only the true sender learns that its clock is off.
  if (scheme.timestampHeader === null || timeText === null) return { ok: true, deliveryId, signedAt: null };
  const signedAt = readSignedTime(timeText);
  if (signedAt === null) return refused('bad_time', scheme.timestampHeader);
  if (Math.abs(now - signedAt) > SIGNATURE_TOLERANCE_MS) return refused('outside_window', scheme.timestampHeader);
  return { ok: true, deliveryId, signedAt };
}

/** Reads headers that must be there exactly once; remembers the first that is not. */
class SingleHeaders {
  problem: { readonly reason: 'missing_header' | 'repeated_header'; readonly header: string } | null = null;

  constructor(private readonly headers: WebhookHeaders) {}

  read(name: string): string {
    const value = this.headers[name];
    if (typeof value === 'string' && value !== '') return value;
    const repeated = typeof value === 'object' && value.length > 1;
    const single = typeof value === 'object' && value.length === 1 ? value[0] : undefined;
    if (single !== undefined && single !== '') return single;
    this.problem ??= { reason: repeated ? 'repeated_header' : 'missing_header', header: name };
    return '';
  }
}

function candidateSignatures(header: string, prefix: string, list: boolean): string[] {
  const entries = list ? header.split(' ', MAX_SIGNATURES) : [header];
  return entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
}

/** Making a key object costs as much as the HMAC itself; a process has a handful of secrets, for its whole life. */
const keys = new Map<string, KeyObject>();
const MAX_KEYS = 64;

function keyOf(secret: string, kind: 'whsec' | 'text'): KeyObject {
  const name = `${kind} ${secret}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = createSecretKey(keyBytes(secret, kind));
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

function keyBytes(secret: string, kind: 'whsec' | 'text'): Buffer {
  if (kind === 'text') return Buffer.from(secret, 'utf8');
  return Buffer.from(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret, 'base64');
}

/** Node hands out header values as Latin-1 text: this gives the bytes back that were sent. */
function rawBytes(headerValue: string): Buffer {
  return Buffer.from(headerValue, 'latin1');
}

function sameText(given: string, wanted: string): boolean {
  const a = rawBytes(given);
  const b = Buffer.from(wanted, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

import type { SignatureScheme } from './hris-source.js';

/** Standard Webhooks 1.0.0: `v1,<base64 HMAC-SHA256>` over `id.timestamp.body`; several signatures and secrets for rotation. */
export const STANDARD_WEBHOOKS = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'base64',
  signatureHeader: 'webhook-signature',
  prefix: 'v1,',
  list: true,
  message: [{ header: 'webhook-id' }, { text: '.' }, { header: 'webhook-timestamp' }, { text: '.' }, { body: true }],
  timestampHeader: 'webhook-timestamp',
  idHeader: 'webhook-id',
  key: 'whsec',
} as const satisfies SignatureScheme;

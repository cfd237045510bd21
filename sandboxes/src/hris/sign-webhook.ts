import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, one signature per secret.
 * @param secrets `whsec_` and base64 each; several while one is being replaced
 * @param sentAt epoch milliseconds
 */
export function signWebhook(
  secrets: readonly string[],
  id: string,
  sentAt: number,
  body: Buffer,
): Record<string, string> {
  const timestamp = String(Math.floor(sentAt / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

import { describeMasked } from '@lockstep/contract';

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/**
 * A payload as it may be shown: its form, and of every value type and length. Keys come from outside and may
 * themselves be personal data, so only what looks like a field's name is kept.
 */
export function maskPayload(payload: Buffer): string[] {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return [`${payload.length} bytes that are no JSON`];
  }
  return JSON.stringify(mask(value), null, 2).split('\n');
}

function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value !== 'object' || value === null) return `‹${describeMasked(value)}›`;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner], nth) => [FIELD_NAME.test(key) ? key : `‹key ${nth + 1}›`, mask(inner)]),
  );
}

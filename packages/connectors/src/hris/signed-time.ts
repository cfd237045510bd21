/** The two spellings in use: seconds since the epoch (Standard Webhooks, Remote), and a date-time with zone (BambooHR). */
const EPOCH_SECONDS = /^\d{1,11}$/;
const DATE_TIME_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds of a signed time as vendors send it; null when it is none. */
export function readSignedTime(text: string): number | null {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  if (!DATE_TIME_WITH_ZONE.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

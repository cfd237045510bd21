import { hrisSource } from '@lockstep/connectors';
import { loadSettings } from '@lockstep/platform';
import type { CliIo } from '../../cli-io.js';
import { ok, skipped, type Finding } from './finding.js';

const TIMEOUT_MS = 5_000;

/** Does the HRIS list one employee to us? Without a base URL it only sends webhooks, which is fine. */
export async function checkHris(io: CliIo): Promise<Finding[]> {
  const { HRIS_ADAPTER, HRIS_BASE_URL, HRIS_API_KEY } = loadSettings(
    ['HRIS_ADAPTER', 'HRIS_BASE_URL', 'HRIS_API_KEY'],
    io.env,
  );
  const source = hrisSource(HRIS_ADAPTER, {
    ...(HRIS_BASE_URL === null ? {} : { baseUrl: HRIS_BASE_URL }),
    ...(HRIS_API_KEY === null ? {} : { apiKey: HRIS_API_KEY }),
    timeoutMs: TIMEOUT_MS,
  });
  try {
    if (HRIS_BASE_URL === null) return [skipped('hris', 'HRIS_BASE_URL is not set: webhooks only')];
    await source.list(null, 1, null, AbortSignal.timeout(TIMEOUT_MS));
    return [ok('hris', `${HRIS_ADAPTER} at ${HRIS_BASE_URL} lists employees to us`)];
  } finally {
    await source.close();
  }
}

import { isLockstepError } from '@lockstep/domain';
import type { CliIo } from '../../cli-io.js';
import { printable } from '../../printable.js';
import { ok, skipped, type Finding } from './finding.js';

const TIMEOUT_MS = 3_000;
const SERVICES = ['ingest', 'upserter', 'reconciler', 'notifier', 'console'];

/** Are the services that run in this checkout ready, and if not, why? */
export async function checkServices(io: CliIo): Promise<Finding[]> {
  const urls = Object.entries(io.running?.urls ?? {}).filter(([name]) => SERVICES.includes(name));
  if (urls.length === 0) return [skipped('services', 'none run in this checkout; elsewhere ask GET /health/ready')];
  return Promise.all(urls.map(([name, url]) => checkService(name, url)));
}

async function checkService(name: string, url: string): Promise<Finding> {
  try {
    const answer = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.status === 200) return ok(name, `ready at ${url}`);
    const detail = `not ready: ${printable((await answer.text()).slice(0, 400))}`;
    return {
      check: name,
      state: 'finding',
      detail,
      remedy: 'The reasons are what its own checks say; its log has more.',
    };
  } catch (thrown) {
    if (isLockstepError(thrown)) throw thrown;
    const why = thrown instanceof Error ? thrown.name : 'unknown';
    const detail = `does not answer at ${url} (${why})`;
    return {
      check: name,
      state: 'unreachable',
      detail,
      remedy: 'See its log; npm run up or npm start starts it again.',
    };
  }
}

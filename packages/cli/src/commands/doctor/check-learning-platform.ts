import { learnerDirectory } from '@lockstep/connectors';
import { isLockstepError, LockstepError } from '@lockstep/domain';
import { loadSettings } from '@lockstep/platform';
import type { CliIo } from '../../cli-io.js';
import { ok, type Finding } from './finding.js';

const TIMEOUT_MS = 5_000;

/** Does the learning platform list one learner to us? Reads only. */
export async function checkLearningPlatform(io: CliIo): Promise<Finding[]> {
  const { LND_ADAPTER, LND_BASE_URL, LND_API_KEY } = loadSettings(
    ['LND_ADAPTER', 'LND_BASE_URL', 'LND_API_KEY'],
    io.env,
  );
  const settings = { baseUrl: LND_BASE_URL, apiKey: LND_API_KEY, concurrency: 1, timeoutMs: TIMEOUT_MS };
  const directory = learnerDirectory(LND_ADAPTER, settings);
  try {
    await directory.list(null, 1, AbortSignal.timeout(TIMEOUT_MS));
    return [ok('learning platform', `${LND_ADAPTER} at ${LND_BASE_URL} lists learners to us`)];
  } catch (thrown) {
    throw fromHere(thrown);
  } finally {
    await directory.close();
  }
}

/** A listing that failed without any answer has a cause: then nobody was reached. */
function fromHere(thrown: unknown): unknown {
  if (!isLockstepError(thrown) || thrown.code !== 'LOCKSTEP_LND_LIST_FAILED') return thrown;
  const { code, message, stage, cause } = thrown;
  const isAway = thrown.disposition === 'retry' && cause !== undefined;
  return new LockstepError({
    ...{ code, message, stage, cause },
    disposition: isAway ? 'pause' : thrown.disposition,
    remedy: isAway ? 'Check LND_BASE_URL, and whether the platform is up.' : 'Check LND_API_KEY and LND_BASE_URL.',
  });
}

import { isLockstepError, toLockstepError } from '@lockstep/domain';
import type { Finding } from './finding.js';

/** A server that answers nothing must not keep the other checks waiting. */
const DEADLINE_MS = 15_000;

/** Runs one check. Never throws: what goes wrong is a finding of that check. */
export async function runCheck(check: string, run: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<readonly Finding[]>((resolve) => {
    const detail = `no answer within ${DEADLINE_MS / 1_000} s`;
    const remedy = 'See whether the server is overloaded or a firewall swallows the connection.';
    timer = setTimeout(() => resolve([{ check, state: 'unreachable', detail, remedy }]), DEADLINE_MS);
  });
  try {
    return await Promise.race([run(), tooLong]);
  } catch (thrown) {
    return [failureOf(check, thrown)];
  } finally {
    clearTimeout(timer);
  }
}

/** What a thrown error means for its check: what pauses a service is a server that is away. */
export function failureOf(check: string, thrown: unknown): Finding {
  const { code, message, remedy, disposition } = toLockstepError(thrown, 'before');
  const state = isLockstepError(thrown) && disposition === 'pause' ? 'unreachable' : 'finding';
  return { check, state, detail: `${code}: ${message}`, remedy };
}

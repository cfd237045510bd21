import { LockstepError } from '@lockstep/domain';
import { ADDRESS_REFUSED } from './guarded-agent.js';

const CHECK_HOOK =
  'Check OPS_WEBHOOK_URL and that the channel behind it still exists; nothing is lost, sending goes on by itself.';

/** The channel answered, but not that it took the message. */
export function notTaken(channel: string, status: number, word: string | null): LockstepError {
  const said = word === null ? '' : `: ${word}`;
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  return new LockstepError({
    code: 'LOCKSTEP_NOTIFY_REFUSED',
    message: `the ${channel} channel answered ${status}${said}${redirect}`,
    stage: 'attempt',
    disposition: 'retry',
    remedy: CHECK_HOOK,
  });
}

/** No answer. The URL is a secret and stays out of it. */
export function notReached(channel: string, thrown: unknown): LockstepError {
  const code = codeOf(thrown);
  const private_ = code === ADDRESS_REFUSED;
  return new LockstepError({
    code: private_ ? ADDRESS_REFUSED : 'LOCKSTEP_NOTIFY_UNREACHABLE',
    message: private_
      ? `the ${channel} channel's host has an address that is not public, so nothing was sent`
      : `the ${channel} channel could not be reached (${code})`,
    stage: 'attempt',
    disposition: 'retry',
    remedy: private_
      ? 'If the hook is inside your network on purpose, list its address in ALLOW_PRIVATE_HOOKS.'
      : CHECK_HOOK,
    cause: thrown,
  });
}

/** By shape: undici wraps what happened to the socket, and its errors may come from another realm. */
function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return typeof thrown;
  const { code, name, cause } = thrown as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  const found = [code, cause?.code, name].find((text) => typeof text === 'string');
  return typeof found === 'string' ? found : 'unknown';
}

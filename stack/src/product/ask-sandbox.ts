import { stackError } from '../stack-error.js';

/**
 * One request to a sandbox (sandboxes/README.md).
 * @throws LockstepError LOCKSTEP_STACK_SANDBOX when it does not answer 2xx
 */
export async function askSandbox<T = unknown>(
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await fetch(url, {
    method,
    signal: AbortSignal.timeout(15_000),
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.ok) return (await answer.json()) as T;
  const message = `the sandbox answered ${answer.status} to ${method} ${new URL(url).pathname}`;
  throw stackError('LOCKSTEP_STACK_SANDBOX', message, 'Look at hris.log and lnd.log beside the other logs.');
}

import { readFile } from 'node:fs/promises';
import type { Product } from '../product/product.js';
import { askSandbox } from '../product/ask-sandbox.js';
import { stackError } from '../stack-error.js';

/** Employees at the start. */
export const ORGANISATION = 60;

/** What the scenario knows must come out. */
export interface Expected {
  /** Retries scheduled: one for the employee who fails once, three for the one who never succeeds. */
  readonly retries: number;
  readonly deadLettered: number;
  /** Malformed payloads that are kept as rejected. */
  readonly rejected: number;
  /** Deliveries refused at the door: wrong signature, old, too large. */
  readonly refused: number;
}

const NEW_HIRES = Array.from({ length: 3 }, () => ({ kind: 'create' }));
/** Signed as they should be and wrong inside: they are kept, and the HRIS is answered 202. */
const MALFORMED = ['broken_json', 'wrong_types', 'unknown_status', 'missing_id', 'missing_field'];
/** Answered 401, 401 and 413, and kept nowhere: nobody knows who sent them, or they are too large to be taken. */
const REFUSED = ['wrong_signature', 'old_timestamp', 'oversized'];

/**
 * The finite scenario of `npm run demo`: everybody is announced, then updates, terminations, a rehire and new hires, with
 * deliveries that come twice or in the wrong order, malformed payloads, an employee who fails once and one who never
 * succeeds. Returns when the sandbox HRIS has delivered everything.
 */
export async function playScenario(product: Product, say: (step: string) => void): Promise<Expected> {
  const { hris = '', lnd = '' } = product.urls;
  const ids = await employeeIds(hris, product.env.HRIS_API_KEY_FILE ?? '');
  const [failsOnce, neverSucceeds, ...others] = ids as [string, string, ...string[]];
  const changes = (list: readonly object[], together = false): Promise<unknown> =>
    askSandbox('POST', `${hris}/sandbox/changes`, { changes: list, together });

  await askSandbox('PUT', `${lnd}/sandbox/faults`, [
    { kind: 'status', status: 500, match: { employeeIds: [failsOnce], times: 1 } },
    { kind: 'status', status: 500, match: { employeeIds: [neverSucceeds] } },
  ]);
  say(`${ids.length} employees are announced; one of them will fail once, one will never succeed`);
  await askSandbox('POST', `${hris}/sandbox/announce`, {});
  await delivered(hris);

  say('20 updates, 5 of them delivered three times');
  await changes(
    others.slice(0, 20).map((employeeId, n) => ({
      kind: 'update',
      employeeId,
      fields: { jobTitle: `Specialist ${n}` },
      ...(n < 5 ? { delivery: { duplicates: 2 } } : {}),
    })),
  );
  say('5 employees change twice, the older delivery comes last');
  await changes(
    others.slice(20, 25).flatMap((employeeId) => [
      { kind: 'update', employeeId, fields: { department: 'Old' }, delivery: { delayMs: 1_500 } },
      { kind: 'update', employeeId, fields: { department: 'New' } },
    ]),
  );
  say('5 terminations, 1 rehire, 3 new hires, one webhook with 10 changes');
  await changes(others.slice(25, 30).map((employeeId) => ({ kind: 'terminate', employeeId })));
  await changes([{ kind: 'rehire', employeeId: others[25] }, ...NEW_HIRES]);
  await changes(
    others.slice(30, 40).map((employeeId) => ({ kind: 'update', employeeId, fields: { jobTitle: 'Lead' } })),
    true,
  );
  say(`${MALFORMED.length} malformed payloads, ${REFUSED.length} deliveries to be refused`);
  for (const form of [...MALFORMED, ...REFUSED])
    await askSandbox('POST', `${hris}/sandbox/deliveries`, { form, employeeId: others[41] });
  await delivered(hris);
  return { retries: 1 + 3, deadLettered: 1, rejected: MALFORMED.length, refused: REFUSED.length };
}

/** Employees the scope rule lets through: their first day has come. */
async function employeeIds(hris: string, keyFile: string): Promise<string[]> {
  const authorization = `Bearer ${(await readFile(keyFile, 'utf8')).trim()}`;
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const url: string = `${hris}/employees?limit=200&cursor=${encodeURIComponent(cursor)}`;
    const page: EmployeePage = await askSandbox<EmployeePage>('GET', url, undefined, { authorization });
    for (const { employeeId, employmentStatus } of page.employees)
      if (employmentStatus === 'active') ids.push(employeeId);
    cursor = page.next;
  }
  return ids;
}

interface EmployeePage {
  readonly employees: readonly { readonly employeeId: string; readonly employmentStatus: string }[];
  readonly next: string | null;
}

const DELIVERY_DEADLINE_MS = 60_000;

async function delivered(hris: string): Promise<void> {
  const deadline = Date.now() + DELIVERY_DEADLINE_MS;
  for (;;) {
    const { pending } = await askSandbox<{ pending: number }>('GET', `${hris}/sandbox/stats`);
    if (pending === 0) return;
    if (Date.now() > deadline) {
      const message = `${pending} deliveries of the sandbox HRIS are still neither accepted nor given up`;
      throw stackError('LOCKSTEP_STACK_SANDBOX', message, 'Look at hris.log and ingest.log beside the other logs.');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

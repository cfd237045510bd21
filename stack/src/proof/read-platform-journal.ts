import { askSandbox } from '../product/ask-sandbox.js';
import { stackError } from '../stack-error.js';
import type { WriteFact } from './facts.js';

/** One entry of the sandbox platform's journal, as far as the proof needs it. */
interface JournalEntry {
  readonly seq: number;
  readonly receivedAt: number;
  readonly employeeId: string | null;
  readonly idempotencyKey: string | null;
  readonly did: string;
  readonly effect: number | null;
}

interface JournalPage {
  readonly entries: readonly JournalEntry[];
  readonly next: number;
  readonly droppedUpTo: number;
}

const PAGE = 5_000;
const EFFECTIVE = ['created', 'updated', 'unchanged'];

/**
 * Every upsert the sandbox platform has been asked for, in its own order.
 * @throws LockstepError LOCKSTEP_STACK_SANDBOX also when the journal has dropped entries: a proof from half of it is none
 */
export async function readPlatformJournal(baseUrl: string): Promise<WriteFact[]> {
  const writes: WriteFact[] = [];
  for (let after = 0; ;) {
    const page = await askSandbox<JournalPage>('GET', `${baseUrl}/sandbox/journal?after=${after}&limit=${PAGE}`);
    if (page.droppedUpTo > 0) throw journalDropped();
    for (const { employeeId, idempotencyKey, did, effect, receivedAt } of page.entries) {
      if (employeeId === null || idempotencyKey === null) continue;
      writes.push({
        employeeId,
        idempotencyKey,
        effective: EFFECTIVE.includes(did),
        changed: effect !== null,
        receivedAt,
      });
    }
    if (page.entries.length < PAGE) return writes;
    after = page.next;
  }
}

/** How many learners the sandbox platform holds. */
export async function countLearners(baseUrl: string): Promise<number> {
  return (await askSandbox<{ learners: number }>('GET', `${baseUrl}/sandbox/stats`)).learners;
}

function journalDropped(): Error {
  return stackError(
    'LOCKSTEP_STACK_SANDBOX',
    'the sandbox platform has dropped the beginning of its journal',
    'Start it with a larger `journalLimit`, see sandboxes/README.md.',
  );
}

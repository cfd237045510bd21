import { askSandbox } from '../product/ask-sandbox.js';

/** One attempt of a delivery, as far as the proof needs it. */
interface DeliveryEntry {
  readonly seq: number;
  readonly status: number | null;
  readonly events: readonly { readonly eventId?: string | null; readonly status?: string }[];
}

/** What the sandbox HRIS was answered. */
export interface SenderJournal {
  /** Event IDs it was told are accepted. */
  readonly accepted: readonly string[];
  /** Items it was told are rejected, repeats of a delivery included. */
  readonly rejected: number;
  /** Deliveries refused as a whole, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

const PAGE = 5_000;

/** The sender's side of a run: every answer to every delivery of the sandbox HRIS. */
export async function readSenderJournal(hrisUrl: string): Promise<SenderJournal> {
  const accepted = new Set<string>();
  const refused: Record<string, number> = {};
  let rejected = 0;
  for (let after = 0; ;) {
    const url = `${hrisUrl}/sandbox/journal?entry=delivery&after=${after}&limit=${PAGE}`;
    const { entries, next } = await askSandbox<{ entries: readonly DeliveryEntry[]; next: number }>('GET', url);
    for (const { status, events } of entries) {
      if (status !== 202) refused[String(status ?? 'none')] = (refused[String(status ?? 'none')] ?? 0) + 1;
      for (const event of events) {
        if (event.status === 'rejected') rejected++;
        else if (typeof event.eventId === 'string') accepted.add(event.eventId);
      }
    }
    if (entries.length < PAGE) return { accepted: [...accepted], rejected, refused };
    after = next;
  }
}

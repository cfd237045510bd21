import type { ServerResponse } from 'node:http';
import type { JournalEntry } from './request-journal.js';

/** Notes when the answer was out, or that the connection ended before. */
export function watchAnswer(response: ServerResponse, entry: JournalEntry): void {
  response.once('finish', () => (entry.answeredAt = Date.now()));
  response.once('close', () => {
    if (entry.answeredAt === null) entry.brokenAt = Date.now();
  });
}

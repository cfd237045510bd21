/**
 * Asks again until the answer is good, and returns it; past the deadline it fails with the last answer.
 * @param everyMs pause between two looks. Default 100 ms
 */
export async function eventually<T>(
  look: () => Promise<T> | T,
  isGood: (answer: T) => boolean,
  options: { readonly deadlineMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const { deadlineMs = 20_000, everyMs = 100 } = options;
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await look();
    if (isGood(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms; there was ${inspect(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function inspect(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part), 1);
}

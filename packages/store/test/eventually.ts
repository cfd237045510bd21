/** Waits for a condition; at the deadline it fails and prints what was there instead. */
export async function eventually<T>(look: () => Promise<T>, good: (seen: T) => boolean, deadlineMs = 5000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (good(seen)) return seen;
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits until `look` returns something other than undefined; says what was last seen when it never does. */
export async function eventually<T>(look: () => Promise<T | undefined>, what: string, deadlineMs = 15_000): Promise<T> {
  const endsAt = performance.now() + deadlineMs;
  let last: unknown = 'nothing yet';
  while (performance.now() < endsAt) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (thrown) {
      last = thrown;
    }
    await nextLook();
  }
  throw new Error(`${what}: not within ${deadlineMs} ms; last: ${String(last)}`);
}

function nextLook(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
}

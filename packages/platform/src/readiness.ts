/** Whether one thing a service needs is there. `reason`: for the operator, without personal data. */
export type ReadyAnswer = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** A named thing a service needs to do its work. */
export interface ReadyCheck {
  readonly name: string;
  check(): ReadyAnswer | Promise<ReadyAnswer>;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, ReadyAnswer>>;
}

/** How long one check may take before it counts as failed. */
const LONGEST_CHECK_MS = 2_000;

/** The checks of one service, asked side by side. Total: a check that throws or hangs counts as failed. */
export class Readiness {
  private readonly checks: ReadyCheck[] = [];
  private stopping = false;

  add(check: ReadyCheck): void {
    this.checks.push(check);
  }

  /** From now on never ready again: the service is being stopped. */
  beginStop(): void {
    this.stopping = true;
  }

  async report(): Promise<ReadinessReport> {
    const answers = await Promise.all(this.checks.map(async (check) => [check.name, await ask(check)] as const));
    const checks = Object.fromEntries(answers);
    if (this.stopping) checks.lifecycle = { ready: false, reason: 'the service is being stopped' };
    return { ready: Object.values(checks).every((answer) => answer.ready), checks };
  }
}

async function ask(check: ReadyCheck): Promise<ReadyAnswer> {
  let handle: NodeJS.Timeout | undefined;
  const late = new Promise<ReadyAnswer>((resolve) => {
    handle = setTimeout(
      () => resolve({ ready: false, reason: `no answer within ${LONGEST_CHECK_MS} ms` }),
      LONGEST_CHECK_MS,
    );
  });
  try {
    return await Promise.race([Promise.resolve(check.check()), late]);
  } catch (thrown) {
    return {
      ready: false,
      reason: `the check itself failed (${thrown instanceof Error ? ((thrown as { code?: string }).code ?? thrown.name) : typeof thrown})`,
    };
  } finally {
    clearTimeout(handle);
  }
}

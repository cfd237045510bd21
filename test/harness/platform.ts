/** The sandbox learning platform as tests steer and read it (sandboxes/README.md). */
export class Platform {
  constructor(readonly url: string) {}

  /** Replaces all faults. */
  async faults(...faults: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await this.call('PUT', '/sandbox/faults', faults);
  }

  async heal(): Promise<void> {
    await this.call('DELETE', '/sandbox/faults');
  }

  async rules(rules: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call('PUT', '/sandbox/rules', rules);
  }

  async learner(employeeId: string): Promise<Readonly<Record<string, unknown>> | null> {
    const answer = await fetch(`${this.url}/learners/${encodeURIComponent(employeeId)}`, { headers: this.auth });
    return answer.ok ? ((await answer.json()) as Record<string, unknown>) : null;
  }

  /** Requests about one employee, oldest first. */
  async requests(employeeId?: string): Promise<readonly PlatformRequest[]> {
    const { entries } = (await this.call('GET', '/sandbox/journal?limit=10000')) as { entries: PlatformRequest[] };
    return entries.filter((entry) => entry.idempotencyKey !== null && (!employeeId || entry.employeeId === employeeId));
  }

  /** How many requests a fault has struck. */
  async struck(): Promise<number> {
    return (await this.requests()).filter(({ fault }) => fault !== null).length;
  }

  auth: Readonly<Record<string, string>> = {};

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}

/** One entry of the platform's journal. */
export interface PlatformRequest {
  readonly seq: number;
  readonly receivedAt: number;
  readonly answeredAt: number | null;
  readonly employeeId: string | null;
  readonly idempotencyKey: string | null;
  readonly did: string;
  /** The kind of the fault that struck it. */
  readonly fault: string | null;
  readonly status: number | null;
  readonly effect: number | null;
  readonly body: Readonly<Record<string, unknown>> | null;
}

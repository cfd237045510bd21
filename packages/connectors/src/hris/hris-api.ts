import { LockstepError } from '@lockstep/domain';
import { Agent } from 'undici';

/** An answer of the HRIS's API that was read whole. */
export interface HrisApiAnswer {
  readonly status: number;
  /** Parsed JSON of a 2xx; undefined otherwise. */
  readonly body: unknown;
}

export interface HrisApiSettings {
  /** Up to where the resource's path follows, without a slash at the end. */
  readonly baseUrl: string;
  /** Sent as Bearer. */
  readonly apiKey?: string;
  /** For one whole request. Default 10 s. */
  readonly timeoutMs?: number;
  /** Largest answer that is read. Default 16 MiB. */
  readonly maxAnswerBytes?: number;
}

/**
 * GET requests to an HRIS: pooled, one deadline a request, no redirects followed (a redirect could send the key
 * elsewhere), answers of bounded size.
 */
export class HrisApi {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly basePath: string;
  private readonly timeoutMs: number;

  constructor(private readonly settings: HrisApiSettings) {
    this.timeoutMs = settings.timeoutMs ?? 10_000;
    const base = new URL(settings.baseUrl);
    this.origin = base.origin;
    this.basePath = base.pathname.replace(/\/+$/, '');
    this.agent = new Agent({
      connections: 16,
      connect: { timeout: this.timeoutMs },
      maxResponseSize: settings.maxAnswerBytes ?? 16 << 20,
    });
  }

  /**
   * @throws LockstepError LOCKSTEP_HRIS_UNAVAILABLE (`pause`): network, timeout, 408, 425, 429, 5xx, unreadable JSON;
   *   LOCKSTEP_HRIS_REFUSED (`halt`): 401, 403, redirects and every other status not in `expected`
   */
  async get(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
    expected: readonly number[] = [],
  ): Promise<HrisApiAnswer> {
    const search = new URLSearchParams(query).toString();
    const answer = await this.request(`${this.basePath}${path}${search === '' ? '' : `?${search}`}`, signal);
    if (answer.status >= 200 && answer.status < 300) return { status: answer.status, body: parseJson(answer.text) };
    if (expected.includes(answer.status)) return { status: answer.status, body: undefined };
    throw isPassing(answer.status) ? unavailable(`answered ${answer.status}`) : refused(answer.status);
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async request(path: string, signal: AbortSignal): Promise<{ status: number; text: string }> {
    try {
      const { statusCode, body } = await this.agent.request({
        origin: this.origin,
        path,
        method: 'GET',
        headers: {
          accept: 'application/json',
          ...(this.settings.apiKey === undefined ? {} : { authorization: `Bearer ${this.settings.apiKey}` }),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.timeoutMs)]),
      });
      return { status: statusCode, text: await body.text() };
    } catch (thrown) {
      throw unavailable(`could not be read (${reasonOf(thrown)})`, thrown);
    }
  }
}

function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the answer, and the answer holds people.
    throw unavailable('answered with a body that is not JSON');
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const code = (thrown as { code?: unknown }).code;
  return typeof code === 'string' ? code : thrown.name;
}

function unavailable(what: string, cause?: unknown): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_HRIS_UNAVAILABLE',
    message: `the HRIS's API ${what}`,
    stage: 'before',
    disposition: 'pause',
    remedy: 'Nothing, if it comes back; else check HRIS_BASE_URL and whether the HRIS is up: lockstep doctor.',
    cause,
  });
}

function refused(status: number): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_HRIS_REFUSED',
    message: `the HRIS's API answered ${status}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Check HRIS_API_KEY and HRIS_BASE_URL, and what the key may read; redirects are not followed.',
  });
}

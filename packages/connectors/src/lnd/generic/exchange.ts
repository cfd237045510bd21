import type { Pool } from 'undici';
import type { RawAnswer } from '../raw-answer.js';
import { classifyFailure } from '../classify-failure.js';

/** One request as it goes over the wire. */
export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** A longer answer is not read to its end. */
  readonly maxAnswerBytes: number;
}

/** Thrown into undici to end an exchange we have heard enough of. */
const ENOUGH = Object.assign(new Error('answer too large'), { code: 'LOCKSTEP_ANSWER_TOO_LARGE' });
const GIVEN_UP = Object.assign(new Error('aborted by the caller'), { name: 'AbortError' });

/**
 * One exchange on a pooled connection; redirects are not followed, nothing is repeated. `dispatch` instead of
 * `request`, because no stream has to be made for an answer of 200 bytes: this is the product's hottest path.
 * @throws what undici throws when there was no status at all
 */
export function exchange(pool: Pool, request: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(GIVEN_UP);
      return;
    }
    let status = 0;
    let headers: RawAnswer['headers'] = {};
    const chunks: Buffer[] = [];
    let length = 0;
    let abort: ((reason: Error) => void) | null = null;
    let ended = false;
    const onAbort = (): void => {
      if (abort === null) finish(() => reject(GIVEN_UP));
      else abort(GIVEN_UP);
    };
    const finish = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    signal.addEventListener('abort', onAbort);
    const fail = (error: Error): void => {
      if (status === 0) finish(() => reject(error));
      else if (error === ENOUGH) finish(() => resolve({ status, headers, body: { kind: 'too_large' } }));
      else finish(() => resolve({ status, headers, body: { kind: 'lost', ...classifyFailure(error) } }));
    };
    try {
      pool.dispatch(
        { method: request.method, path: request.path, headers: request.headers, body: request.body },
        {
          onRequestStart: (controller) => {
            if (ended) controller.abort(GIVEN_UP);
            else abort = (reason) => controller.abort(reason);
          },
          onResponseStart: (_controller, statusCode, answerHeaders) => {
            if (statusCode < 200) return;
            status = statusCode;
            headers = answerHeaders;
          },
          onResponseData: (controller, chunk) => {
            length += chunk.length;
            if (length > request.maxAnswerBytes) controller.abort(ENOUGH);
            else chunks.push(chunk);
          },
          onResponseEnd: () => {
            const text = Buffer.concat(chunks).toString('utf8');
            finish(() => resolve({ status, headers, body: { kind: 'text', text } }));
          },
          onResponseError: (_controller, error) => fail(error),
        },
      );
    } catch (error) {
      fail(error as Error);
    }
  });
}

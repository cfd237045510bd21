import { LockstepError } from '@lockstep/domain';
import type { Disposition, UpsertAnswer } from '@lockstep/domain';
import { Pool } from 'undici';
import { classifyAnswer } from '../classify-answer.js';
import { classifyFailure, failureAsAnswer } from '../classify-failure.js';
import type { LearnerDirectory, LearnerPage, UpsertCall } from '../learner-directory.js';
import type { LearnerDirectorySettings } from '../learner-directory-settings.js';
import { exchange } from './exchange.js';
import { genericEndpoint } from './generic-endpoint.js';
import { readLearnerPage } from './read-learner-page.js';

const MAX_UPSERT_ANSWER_BYTES = 64 * 1024;
const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/**
 * The generic learning platform (DESIGN.md, *Interfaces*): `POST /learners/upsert`, `GET /learners`.
 * What is sent is exactly `call.json`, or else `JSON.stringify(call.body)`; its hash is the outcome's body hash.
 * @throws LockstepError LOCKSTEP_LND_BASE_URL_INVALID, LOCKSTEP_LND_API_KEY_INVALID
 */
export function genericLearnerDirectory(settings: LearnerDirectorySettings): LearnerDirectory {
  const endpoint = genericEndpoint(settings.baseUrl);
  const now = settings.now ?? Date.now;
  const authorization = bearer(settings.apiKey);
  const timeoutMs = settings.timeoutMs ?? 10_000;
  const pool = new Pool(endpoint.origin, {
    connections: settings.concurrency ?? 32,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: 16 * 1024,
    connect: {
      timeout: timeoutMs,
      ...(settings.certificateAuthority === undefined ? {} : { ca: settings.certificateAuthority }),
    },
  });

  return {
    name: 'generic',
    endpoint: endpoint.upsertUrl,

    async upsert(call: UpsertCall, signal: AbortSignal): Promise<UpsertAnswer> {
      try {
        const answer = await exchange(
          pool,
          {
            method: 'POST',
            path: endpoint.upsertPath,
            headers: {
              ...authorization,
              accept: 'application/json',
              'content-type': 'application/json',
              'idempotency-key': call.idempotencyKey,
            },
            body: Buffer.from(call.json ?? JSON.stringify(call.body)),
            maxAnswerBytes: MAX_UPSERT_ANSWER_BYTES,
          },
          signal,
        );
        return classifyAnswer(answer, call, now());
      } catch (error) {
        return failureAsAnswer(error);
      }
    },

    async list(cursor: string | null, limit: number, signal: AbortSignal): Promise<LearnerPage> {
      const query = new URLSearchParams({ ...(cursor === null ? {} : { cursor }), limit: String(limit) });
      const request = {
        method: 'GET' as const,
        path: `${endpoint.listPath}?${query.toString()}`,
        headers: { ...authorization, accept: 'application/json' },
        body: null,
        maxAnswerBytes: MAX_PAGE_BYTES,
      };
      const answer = await exchange(pool, request, signal).catch((error: unknown) => {
        throw listFailed(classifyFailure(error).reason, 'retry', error);
      });
      const reading = readLearnerPage(answer);
      if (reading.kind === 'page') return reading.page;
      throw listFailed(reading.problem, dispositionOf(answer.status));
    },

    close: () => pool.destroy(),
  };
}

function dispositionOf(status: number): Disposition {
  if (status === 401 || status === 403 || status === 407) return 'halt';
  return status === 429 || status === 503 ? 'pause' : 'retry';
}

function listFailed(problem: string, disposition: Disposition, cause?: unknown): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_LND_LIST_FAILED',
    message: `the learning platform’s list of learners could not be read: ${problem}`,
    stage: 'attempt',
    disposition,
    remedy: 'Check LND_BASE_URL and LND_API_KEY with: lockstep doctor. The listing starts again from its last page.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** An API key that no header can carry would fail every request; it stops the start instead. */
function bearer(apiKey: string | null): Readonly<Record<string, string>> {
  if (apiKey === null || apiKey === '') return {};
  if (/^[!-~]+$/.test(apiKey)) return { authorization: `Bearer ${apiKey}` };
  throw new LockstepError({
    code: 'LOCKSTEP_LND_API_KEY_INVALID',
    message: 'LND_API_KEY holds a space, a line break or a character outside ASCII',
    stage: 'before',
    disposition: 'halt',
    remedy: 'Set LND_API_KEY to the key alone, without quotes or a line break at its end.',
  });
}

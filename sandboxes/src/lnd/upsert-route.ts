import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer, jsonAnswer, writeAnswer } from '../http/answer-json.js';
import type { JsonAnswer } from '../http/answer-json.js';
import { asObject, parseJson, readBody } from '../http/read-body.js';
import { isApplied } from '../faults/fault.js';
import type { UpsertResult } from './learner-store.js';
import type { LndPlatform } from './lnd-platform.js';
import { playFault } from '../faults/play-fault.js';
import { watchAnswer } from './watch-answer.js';

const LARGEST_BODY = 256 * 1024;

/** `POST /learners/upsert` */
export async function handleUpsert(
  platform: LndPlatform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const receivedAt = Date.now();
  const bytes = await readBody(request, LARGEST_BODY);
  const text = bytes?.toString('utf8') ?? null;
  const body = text === null ? null : asObject(parseJson(text));
  const id = body?.['employeeId'];
  const employeeId = typeof id === 'string' ? id : null;
  const key = request.headers['idempotency-key'];
  const idempotencyKey = typeof key === 'string' && key !== '' ? key : null;
  const entry = platform.journal.begin({
    receivedAt,
    method: 'POST',
    path: '/learners/upsert',
    employeeId,
    idempotencyKey,
    bodyHash: bytes === null ? null : hash('sha256', bytes, 'hex'),
    text: platform.keepsBodies ? text : null,
  });
  watchAnswer(response, entry);

  const refusal = refusalOf(platform, request, bytes, body);
  if (refusal !== null) {
    entry.did = 'refused';
    entry.status = refusal.status;
    writeAnswer(response, refusal);
    return;
  }
  const { delayMs, fault } = platform.plan.deal({ on: 'upsert', employeeId }, receivedAt);
  if (fault !== null) entry.fault = fault.kind;
  else if (delayMs > 0) entry.fault = 'latency';
  const act = (): void => {
    const now = Date.now();
    if (fault !== null && !isApplied(fault)) {
      entry.did = 'fault';
      const healthy = jsonAnswer(200, { employeeId, result: 'updated', state: 'active' });
      const someoneElse = platform.store.someoneElse(employeeId ?? '');
      entry.status = playFault(fault, { request, response, healthy, someoneElse, now, later: platform.later });
      return;
    }
    const result = platform.store.upsert(body ?? {}, idempotencyKey, now);
    const healthy = answerOf(result);
    entry.did = result.kind === 'done' ? result.did : 'refused';
    entry.effect = result.kind === 'done' ? result.effect : null;
    entry.status = healthy.status;
    if (fault === null) {
      writeAnswer(response, healthy);
      return;
    }
    const someoneElse = platform.store.someoneElse(employeeId ?? '');
    entry.status = playFault(fault, { request, response, healthy, someoneElse, now, later: platform.later });
  };
  if (delayMs > 0) platform.later(delayMs, act);
  else act();
}

function refusalOf(
  platform: LndPlatform,
  request: IncomingMessage,
  bytes: Buffer | null,
  body: unknown,
): JsonAnswer | null {
  if (!platform.isAuthorised(request.headers.authorization))
    return errorAnswer(401, 'unauthorised', 'no valid API key');
  if (bytes === null) return errorAnswer(413, 'too_large', `the body is larger than ${LARGEST_BODY} bytes`);
  return body === null ? errorAnswer(400, 'malformed', 'the body is no JSON object') : null;
}

function answerOf(result: UpsertResult): JsonAnswer {
  if (result.kind === 'refused') return errorAnswer(result.status, result.code, result.message);
  const { learner, result: first } = result;
  return jsonAnswer(first === 'created' ? 201 : 200, {
    employeeId: learner.employeeId,
    learnerId: learner.learnerId,
    result: first,
    state: learner.state,
  });
}

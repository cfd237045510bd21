import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer, jsonAnswer, writeAnswer } from '../http/answer-json.js';
import type { JsonAnswer } from '../http/answer-json.js';
import { lastPartOf } from '../http/last-part-of.js';
import { pageOf, readPageQuery } from '../http/page-query.js';
import { learnerAsListed } from './learner.js';
import type { LndPlatform } from './lnd-platform.js';
import { playFault } from '../faults/play-fault.js';
import { watchAnswer } from './watch-answer.js';

/** `GET /learners?cursor=&limit=` and `GET /learners/{employeeId}` */
export function handleRead(platform: LndPlatform, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const receivedAt = Date.now();
  const employeeId = url.pathname === '/learners' ? null : lastPartOf(url.pathname);
  const entry = platform.journal.begin({
    receivedAt,
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    employeeId,
    idempotencyKey: null,
    bodyHash: null,
    text: null,
  });
  watchAnswer(response, entry);
  request.resume();

  const { delayMs, fault } = platform.plan.deal({ on: 'list', employeeId }, receivedAt);
  entry.fault = fault?.kind ?? (delayMs > 0 ? 'latency' : null);
  const act = (): void => {
    const healthy = platform.isAuthorised(request.headers.authorization)
      ? answerFor(platform, url, employeeId)
      : errorAnswer(401, 'unauthorised', 'no valid API key');
    entry.did = fault === null || fault.kind === 'early_end' ? 'read' : 'fault';
    entry.status = healthy.status;
    if (fault === null) {
      writeAnswer(response, healthy);
      return;
    }
    const someoneElse = platform.store.someoneElse(employeeId ?? '');
    const scene = { request, response, healthy, someoneElse, now: Date.now(), later: platform.later };
    entry.status = playFault(fault, scene);
  };
  if (delayMs > 0) platform.later(delayMs, act);
  else act();
}

function answerFor(platform: LndPlatform, url: URL, employeeId: string | null): JsonAnswer {
  if (url.pathname !== '/learners') {
    const learner = employeeId === null ? null : platform.store.get(employeeId);
    if (learner === null) return errorAnswer(404, 'not_found', 'no learner has this employee ID');
    return jsonAnswer(200, { ...learnerAsListed(learner), sent_from: learner.sentFrom });
  }
  const query = readPageQuery(url.searchParams);
  if (query === null)
    return errorAnswer(400, 'bad_page', 'limit is a number from 1, cursor what the page before gave as next');
  const ids = platform.store.ids();
  const { items, next } = pageOf(ids, (id) => id, query);
  const learners = items.flatMap((id) => {
    const learner = platform.store.get(id);
    return learner === null ? [] : [learnerAsListed(learner)];
  });
  return jsonAnswer(200, { learners, next, total: ids.length });
}

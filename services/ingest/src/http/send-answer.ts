import type { FastifyReply } from 'fastify';
import type { HttpAnswer } from './http-answer.js';

/** Sends an answer as JSON that no browser may take for something else and no cache may keep. */
export function sendAnswer(reply: FastifyReply, answer: HttpAnswer): void {
  void reply
    .status(answer.status)
    .headers({
      ...answer.headers,
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .send(JSON.stringify(answer.body));
}

import type { FastifyReply } from 'fastify';
import type { HttpAnswer } from './http-answer.js';

/** JSON that no browser may take for something else and no cache may keep. */
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export function sendAnswer(reply: FastifyReply, answer: HttpAnswer): void {
  void reply.status(answer.status).headers(answer.headers).headers(HEADERS).send(JSON.stringify(answer.body));
}

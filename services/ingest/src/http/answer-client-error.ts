import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ANSWERS, type HttpAnswer } from './http-answer.js';

/** Node's HTTP server keeps the answer under way on its socket; there is no public name for it. */
interface ServingSocket extends Socket {
  readonly _httpMessage?: ServerResponse | null;
}

/**
 * What the HTTP parser refuses before there is a request, or while its body comes: in our words, and the connection
 * ends, for nobody knows where the next request would begin. Behind a request that still waits for its answer nothing
 * is written: the sender would take it for that answer, and believe a delivery refused that was taken.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: ServingSocket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const earlier = socket._httpMessage ?? null;
  if (earlier?.req.complete === true && !earlier.writableFinished) {
    socket.pause();
    earlier.once('finish', () => socket.destroySoon());
    return;
  }
  if (socket.writable) socket.write(bytesOf(answerOf(error.code)));
  socket.destroySoon();
}

function answerOf(code: string | undefined): HttpAnswer {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ANSWERS.tooSlow;
  if (code === 'HPE_HEADER_OVERFLOW') return ANSWERS.headersTooLarge;
  return ANSWERS.requestMalformed;
}

function bytesOf({ status, body }: HttpAnswer): string {
  const json = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(json)}`,
    'connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}

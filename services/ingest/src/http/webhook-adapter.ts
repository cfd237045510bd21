import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerClientError } from './answer-client-error.js';
import { ANSWERS, type HttpAnswer } from './http-answer.js';
import { readBody } from './read-body.js';
import { sendAnswer } from './send-answer.js';

/** Largest delivery, in bytes. */
export const MAX_BODY_BYTES = 262_144;

export interface WebhookAdapterSettings {
  /** For the whole request, body included. Default 10 s. */
  readonly requestTimeoutMs?: number;
}

/** Connections at once; with the body limit this bounds the memory strangers can take. */
const MAX_CONNECTIONS = 1_024;

/**
 * Fastify for strangers: every body is kept as bytes (a signature is over bytes), is limited while it streams, and has
 * a time by which it must be there. Proxies' headers are not believed.
 */
export class WebhookAdapter extends FastifyAdapter {
  constructor(settings: WebhookAdapterSettings = {}) {
    const requestTimeout = settings.requestTimeoutMs ?? 10_000;
    super({
      bodyLimit: MAX_BODY_BYTES,
      requestTimeout,
      // Also cuts connections that are silent while they wait for an answer, so it must outlast the slowest one.
      connectionTimeout: 30_000,
      keepAliveTimeout: 65_000,
      trustProxy: false,
      forceCloseConnections: 'idle',
      // Fastify leaves Node's check at 30 s, so a timeout of 10 s would be one of up to 40 s.
      http: {
        headersTimeout: Math.min(requestTimeout, 5_000),
        connectionsCheckingInterval: Math.min(requestTimeout, 1_000),
      },
      clientErrorHandler: answerClientError,
      // By default anything Fastify itself dislikes (a bad path, an unknown method) is answered with its own words.
      frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) =>
        sendAnswer(reply, answerOfHttpError(error)),
    });
    this.getInstance<{ server: { maxConnections: number } }>().server.maxConnections = MAX_CONNECTIONS;
  }

  /** Instead of Nest's parsers for JSON and forms: whatever the type, the bytes. */
  override registerParserMiddleware(): void {
    const fastify = this.getInstance<FastifyInstance>();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => {
      const announced = request.headers['content-length'];
      return readBody(payload, announced === undefined ? undefined : Number(announced), MAX_BODY_BYTES);
    });
  }
}

/** What happened before a route was reached, or while its body was read. */
export function answerOfHttpError(error: unknown): HttpAnswer {
  const status =
    typeof error === 'object' && error !== null ? (error as { statusCode?: unknown }).statusCode : undefined;
  if (status === 413) return ANSWERS.tooLarge;
  if (status === 415) return ANSWERS.contentType;
  if (status === 404) return ANSWERS.sourceUnknown;
  if (status === 405) return ANSWERS.onlyPost;
  if (typeof status === 'number' && status >= 400 && status < 500) return ANSWERS.requestMalformed;
  return ANSWERS.unexpected;
}

import type { IncomingMessage } from 'node:http';
import type { WebhookHeaders } from '@lockstep/connectors';
import { failPoint } from '@lockstep/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendAnswer } from './send-answer.js';
import type { WebhookReception } from './webhook-reception.js';

const NO_BODY = Buffer.alloc(0);

/**
 * Where HRISs post to: `/webhooks/{source}`, on Fastify itself. Nest's pipeline has nothing to do here (no guard, no
 * pipe, no interceptor) and costs a quarter of what HTTP does.
 */
export function routeWebhooks(fastify: FastifyInstance, reception: Pick<WebhookReception, 'receive'>): void {
  fastify.all<{ Params: { source: string } }>('/webhooks/:source', async (request, reply) => {
    await answer(request, reply, reception);
    return reply;
  });
}

async function answer(
  request: FastifyRequest<{ Params: { source: string } }>,
  reply: FastifyReply,
  reception: Pick<WebhookReception, 'receive'>,
): Promise<void> {
  const { headers, method, body, params, raw } = request;
  const answered = await reception.receive({
    method,
    source: params.source,
    headers: distinctHeaders(raw),
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
    body: Buffer.isBuffer(body) ? body : NO_BODY,
  });
  sendAnswer(reply, answered);
  if (answered.status === 202) await failPoint('ingest.answered');
}

/**
 * `headers` joins what came more than once, and a signature that came twice must be seen to have. Only then are the two
 * different, and Node builds the second map anew for every request.
 */
function distinctHeaders(request: IncomingMessage): WebhookHeaders {
  const { headers, rawHeaders } = request;
  return Object.keys(headers).length * 2 === rawHeaders.length ? headers : request.headersDistinct;
}

import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import { failPoint } from '@lockstep/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendAnswer } from './send-answer.js';
import { WebhookReception } from './webhook-reception.js';

const NO_BODY = Buffer.alloc(0);

/** Where HRISs post to. */
@Controller('webhooks')
export class WebhookController {
  constructor(@Inject(WebhookReception) private readonly reception: WebhookReception) {}

  @All(':source')
  async receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { headers, method, body, params, raw } = request;
    const answer = await this.reception.receive({
      method,
      source: (params as { source: string }).source,
      // `headers` joins what came more than once; a signature that came twice must be seen to have.
      headers: raw.headersDistinct,
      contentType: headers['content-type'],
      contentEncoding: headers['content-encoding'],
      body: Buffer.isBuffer(body) ? body : NO_BODY,
    });
    sendAnswer(reply, answer);
    if (answer.status === 202) await failPoint('ingest.answered');
  }
}

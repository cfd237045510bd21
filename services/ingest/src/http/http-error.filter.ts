import { Catch, type ArgumentsHost, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Logger } from '@lockstep/platform';
import type { FastifyReply } from 'fastify';
import { ANSWERS } from './http-answer.js';
import { sendAnswer } from './send-answer.js';
import { answerOfHttpError } from './webhook-adapter.js';

/** Every error that reaches Nest, in our words; what nobody expected is logged whole and answered bare. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = answerOfHttpError(thrown instanceof HttpException ? { statusCode: thrown.getStatus() } : thrown);
    if (answer === ANSWERS.unexpected) this.logger.error({ error: thrown }, 'http.unexpected');
    if (!reply.sent) sendAnswer(reply, answer);
  }
}

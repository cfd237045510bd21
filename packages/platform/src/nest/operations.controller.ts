import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OPERATIONS, type Operations } from './operations.js';

/** What every service offers to whoever operates it. */
@Controller()
export class OperationsController {
  constructor(@Inject(OPERATIONS) private readonly operations: Operations) {}

  /** The process answers; says nothing of what it needs (restarting would not bring that back). */
  @Get('health/live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'alive'; service: string } {
    return { status: 'alive', service: this.operations.service };
  }

  /** 200 when every check is good, else 503; the reasons either way. */
  @Get('health/ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Record<string, unknown>> {
    const { ready, checks } = await this.operations.readiness.report();
    void reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not_ready', service: this.operations.service, checks };
  }

  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('Content-Type', this.operations.metrics.contentType);
    return this.operations.metrics.text();
  }
}

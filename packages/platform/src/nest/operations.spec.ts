import { afterEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { silentLogger } from '../log/logger.js';
import { createMetrics } from '../metrics/create-metrics.js';
import { Readiness } from '../readiness.js';
import { createServiceApp } from './create-service-app.js';
import { OperationsModule } from './operations.module.js';

@Module({})
class Empty {}

let app: NestFastifyApplication | undefined;
afterEach(async () => app?.close());

async function withReadiness(readiness: Readiness): Promise<NestFastifyApplication> {
  const operations = { service: 'tested', readiness, metrics: createMetrics('tested') };
  app = await createServiceApp(
    { module: Empty, imports: [OperationsModule.forRoot(operations)] },
    { logger: silentLogger },
  );
  await app.init();
  return app;
}

describe('the operations endpoints', () => {
  it('say that the process lives', async () => {
    const answer = await (await withReadiness(new Readiness())).inject('/health/live');
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'alive', service: 'tested' }]);
  });

  it('answer 200 when everything is there and 503 with the reason when something is not', async () => {
    const readiness = new Readiness();
    let down = false;
    readiness.add({
      name: 'kafka',
      check: () => (down ? { ready: false, reason: 'no broker answers' } : { ready: true }),
    });
    const running = await withReadiness(readiness);
    const good = await running.inject('/health/ready');
    expect([good.statusCode, good.json()]).toEqual([
      200,
      { status: 'ready', service: 'tested', checks: { kafka: { ready: true } } },
    ]);
    down = true;
    const bad = await running.inject('/health/ready');
    expect([bad.statusCode, bad.json()]).toEqual([
      503,
      { status: 'not_ready', service: 'tested', checks: { kafka: { ready: false, reason: 'no broker answers' } } },
    ]);
  });

  it("give Prometheus' text", async () => {
    const answer = await (await withReadiness(new Readiness())).inject('/metrics');
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toContain('process_cpu_seconds_total');
  });

  it('show nothing of an error but its status', async () => {
    const answer = await (await withReadiness(new Readiness())).inject('/nowhere');
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain('at ');
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BreakableProxy, eventually, testStack } from '@lockstep/testkit';
import { prepareStack, type Answered } from './running-ingest.js';
import { change } from './signed-webhook.js';

let stack: Awaited<ReturnType<typeof prepareStack>>;
let ingest: Awaited<ReturnType<typeof stack.startIngest>>;
beforeAll(async () => {
  stack = await prepareStack();
  ingest = await stack.startIngest({ PRODUCE_DEADLINE: '500ms' });
});
afterEach(() => {
  stack.kafkaProxy.mend();
  stack.databaseProxy.mend();
});
afterAll(async () => {
  await ingest.close();
  await stack.close();
});

const post = (id: string): Promise<Answered> => ingest.post(JSON.stringify(change(id)));
const idsFrom = async (prefix: string) =>
  (await stack.events()).map(({ employeeId }) => employeeId).filter((id) => id.startsWith(prefix));
const parked = async () => /lockstep_parked_records\S* (\d+)/.exec(await ingest.metrics.text())?.[1];

describe.each(['cut', 'freeze'] as const)('while Kafka is away (%s)', (how) => {
  it('webhooks are taken into Postgres, and follow in order when it is back', async () => {
    // One employee, one second: only the order on the topic tells these apart.
    const versions = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify(change(`${how}-0`, { jobTitle: `Title ${i}` })),
    );
    await ingest.post(versions[0]!);
    stack.kafkaProxy[how]();
    for (const body of versions.slice(1, 25)) {
      const startedAt = performance.now();
      expect(await ingest.post(body)).toMatchObject({ status: 202, body: { accepted: 1 } });
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    }
    expect(Number(await parked())).toBeGreaterThan(0);
    expect(await ingest.readiness.report()).toMatchObject({ ready: true });
    stack.kafkaProxy.mend();
    for (const body of versions.slice(25)) expect((await ingest.post(body)).status).toBe(202);
    await eventually(async () => (await parked()) === '0', { describe: 'empty parking', deadlineMs: 20_000 });
    const titles = (await stack.events())
      .filter(({ employeeId }) => employeeId === `${how}-0`)
      .map(({ employee }) => employee['jobTitle']);
    // What was in doubt when Kafka went may stand there twice; the ledger knows repeats by their ID.
    const inOrder = titles.filter((title, i) => titles.indexOf(title) === i);
    expect(inOrder).toEqual(versions.map((_, i) => `Title ${i}`));
    await eventually(async () => (await ingest.metrics.text()).includes('intake_parking{service="ingest"} 0'), {
      describe: 'records that flow again',
    });
  });
});

describe('while Postgres is away', () => {
  it('webhooks go to Kafka as ever', async () => {
    stack.databaseProxy.cut();
    expect((await post('P-1')).status).toBe(202);
    expect(await idsFrom('P-')).toEqual(['P-1']);
    expect(await ingest.readiness.report()).toMatchObject({ ready: true });
  });
});

describe('while both are away', () => {
  it('is the one time a webhook is refused, with Retry-After, and it is taken when it comes again', async () => {
    stack.kafkaProxy.cut();
    stack.databaseProxy.cut();
    const answer = await post('B-1');
    expect([answer.status, answer.headers.get('retry-after'), answer.body.error?.code]).toEqual([
      503,
      '5',
      'LOCKSTEP_INGEST_UNAVAILABLE',
    ]);
    expect(await ingest.readiness.report()).toMatchObject({ ready: false });
    stack.databaseProxy.mend();
    await eventually(async () => (await post('B-1')).status === 202, { describe: 'the delivery taken' });
    stack.kafkaProxy.mend();
    await eventually(async () => (await idsFrom('B-')).length > 0, { describe: 'the event', deadlineMs: 20_000 });
    expect(new Set(await idsFrom('B-'))).toEqual(new Set(['B-1']));
  });
});

describe('while the schema registry is away', () => {
  it('webhooks are taken as ever once their schemas are known, and asked to come again before', async () => {
    const registry = new URL(testStack().registry);
    const proxy = await BreakableProxy.to(registry.hostname, Number(registry.port));
    registry.host = `127.0.0.1:${proxy.port}`;
    proxy.cut();
    const service = await stack.startIngest({ SCHEMA_REGISTRY_URL: registry.href });
    try {
      const body = JSON.stringify(change('R-1'));
      expect(await service.post(body)).toMatchObject({
        status: 503,
        body: { error: { code: 'LOCKSTEP_INGEST_STARTING' } },
      });
      expect((await service.readiness.report()).checks['schemas']).toMatchObject({ ready: false });
      proxy.mend();
      await eventually(async () => (await service.post(body)).status === 202, { describe: 'ready' });
      proxy.cut();
      expect((await service.post(JSON.stringify(change('R-2')))).status).toBe(202);
      expect(await service.readiness.report()).toMatchObject({ ready: true });
    } finally {
      await service.close();
      await proxy.close();
    }
  });
});

describe('an ingest that starts while Kafka is away', () => {
  it('takes webhooks at once, and another instance may be the one to drain them', async () => {
    stack.kafkaProxy.cut();
    const second = await stack.startIngest({ PRODUCE_DEADLINE: '500ms' });
    expect((await second.post(JSON.stringify(change('S-1')))).status).toBe(202);
    await second.close();
    stack.kafkaProxy.mend();
    await eventually(async () => (await idsFrom('S-')).includes('S-1'), {
      describe: 'drained by the first',
      deadlineMs: 20_000,
    });
  });
});

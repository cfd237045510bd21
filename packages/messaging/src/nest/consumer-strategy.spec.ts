import 'reflect-metadata';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { eventually } from '../../test/test-stack.js';
import type { Delivery } from '../broker.js';
import { createMemoryBroker } from '../memory/create-memory-broker.js';
import { loadTopology } from '../topology.js';
import { Consumer } from './consumer.decorator.js';
import { consumersReady, ConsumerStrategy } from './consumer-strategy.js';

const TOPICS = `
retries: { source: a, topics: [b], deadLetters: b }
topics:
  - { name: a, purpose: p, owner: o, key: k, schema: a.avsc, partitions: 1, retention: forever, cleanup: delete,
      history: true, producers: [], consumers: [{ service: tested, group: tested.a }] }
  - { name: b, sameBytesAs: a, purpose: p, owner: o, key: k, partitions: 1, retention: 7d, cleanup: delete,
      history: false, producers: [], consumers: [{ service: tested, group: tested.b }] }
`;
let app: INestMicroservice | undefined;
afterEach(async () => app?.close());

async function setUp(controller: Type) {
  const file = join(mkdtempSync(join(tmpdir(), 'topics-')), 'topics.yaml');
  writeFileSync(file, TOPICS);
  const topology = loadTopology(file, 'p.');
  const broker = createMemoryBroker();
  for (const { topic, partitions } of topology.topics)
    await broker.admin.createTopic({ topic, partitions, replicationFactor: 1, config: {} });
  const strategy = new ConsumerStrategy({ broker, topology, service: 'tested', stopDeadlineMs: () => 100 });
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a Nest module is a class
  class Root {}
  app = await NestFactory.createMicroservice(
    { module: Root, controllers: [controller] },
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class but takes literals
    { strategy, logger: false, abortOnError: false },
  );
  const producer = await broker.producer();
  const send = (topic: string, value: string) => producer.send([{ topic, key: null, value: Buffer.from(value) }]);
  return { strategy, broker, send };
}

describe('a service whose consumers are controllers', () => {
  it('gets the deliveries of each topic, raw', async () => {
    const got: string[] = [];
    @Controller()
    class Both {
      @Consumer('a')
      async a(deliveries: readonly Delivery[]): Promise<void> {
        for (const delivery of deliveries) {
          got.push(`a ${delivery.value!.toString()}`);
          delivery.done();
        }
      }
      @Consumer('b')
      async b(deliveries: readonly Delivery[]): Promise<void> {
        got.push(...deliveries.map(({ value }) => `b ${value!.toString()}`));
      }
    }
    const { strategy, broker, send } = await setUp(Both);
    await app!.listen();
    await send('p.a', '{"value":1}');
    await send('p.b', 'not JSON');
    await eventually(
      () => got,
      (values) => values.length === 2,
    );
    expect(got.toSorted()).toEqual(['a {"value":1}', 'b not JSON']);
    expect(consumersReady(strategy, Date.now)).toEqual({ ready: true });
    await app!.close();
    expect([...strategy.health().values()].map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    expect(await broker.admin.committed('p.tested.a', 'p.a')).toEqual(new Map([[0, 1n]]));
    expect(await broker.admin.committed('p.tested.b', 'p.b')).toEqual(new Map([[0, 0n]]));
  });

  it('does not start when a topic has no handler or a handler no topic, and names both', async () => {
    @Controller()
    class Wrong {
      @Consumer('a')
      async a(): Promise<void> {}
      @Consumer('c')
      async c(): Promise<void> {}
    }
    await setUp(Wrong);
    await expect(app!.listen()).rejects.toMatchObject({
      code: 'LOCKSTEP_CONSUMERS_MISMATCH',
      message: expect.stringMatching(/topic b has no handler; handler of c has no topic/),
    });
  });

  it('does not start when a topic has two handlers', async () => {
    @Controller()
    class Twice {
      @Consumer('a')
      async a(): Promise<void> {}
      @Consumer('a')
      async again(): Promise<void> {}
      @Consumer('b')
      async b(): Promise<void> {}
    }
    await setUp(Twice);
    await expect(app!.listen()).rejects.toThrow(/a has two handlers/);
  });

  it('is not ready after a handler threw, and says what was thrown', async () => {
    @Controller()
    class Broken {
      @Consumer('a')
      async a(): Promise<void> {
        throw new RangeError('the handler is broken');
      }
      @Consumer('b')
      async b(): Promise<void> {}
    }
    const { strategy, send } = await setUp(Broken);
    await app!.listen();
    await send('p.a', '1');
    const health = await eventually(
      () => strategy.health().get('a'),
      (seen) => seen?.state === 'crashed',
    );
    expect(health?.detail).toBe('RangeError: the handler is broken');
    expect(consumersReady(strategy, Date.now)).toEqual({
      ready: false,
      reason: 'a: RangeError: the handler is broken',
    });
  });

  it('is not ready when a consumer has been silent for a minute, though it is alive', async () => {
    @Controller()
    class Both {
      @Consumer('a')
      async a(): Promise<void> {}
      @Consumer('b')
      async b(): Promise<void> {}
    }
    const { strategy } = await setUp(Both);
    await app!.listen();
    expect(consumersReady(strategy, () => Date.now() + 59_000)).toEqual({ ready: true });
    expect(consumersReady(strategy, () => Date.now() + 61_000)).toEqual({ ready: false, reason: 'a: silent' });
  });

  it('takes nothing between pauseAll and resumeAll', async () => {
    const got: string[] = [];
    @Controller()
    class Both {
      @Consumer('a')
      async a(deliveries: readonly Delivery[]): Promise<void> {
        got.push(...deliveries.map(({ value }) => value!.toString()));
      }
      @Consumer('b')
      async b(): Promise<void> {}
    }
    const { strategy, send } = await setUp(Both);
    await app!.listen();
    strategy.pauseAll();
    await send('p.a', '1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(got).toEqual([]);
    strategy.resumeAll();
    await eventually(
      () => got,
      (values) => values.length === 1,
    );
  });
});

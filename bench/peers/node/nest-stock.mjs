// Stock @nestjs/microservices Kafka transport (kafkajs eachMessage, one partition at a time unless
// PARTITIONS_CONCURRENTLY is set), posting with the built-in fetch. ON_ERROR=throw: what most
// applications write; ON_ERROR=retriable: KafkaRetriableException, which Nest hands back to kafkajs.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Module, Controller, Logger } from '@nestjs/common';
import { EventPattern, Payload, Transport, KafkaRetriableException } from '@nestjs/microservices';
import { BROKERS, TOPIC, GROUP, SINK, RETRY_DELAY_MS, decode, toBody, env } from './peer.mjs';

const url = `${SINK}/learners/upsert`;
const onError = env('ON_ERROR', 'throw');

class Upserter {
  async on(rec) {
    const res = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: toBody(rec),
    });
    await res.arrayBuffer();
    if (!res.ok) {
      if (onError === 'retriable') throw new KafkaRetriableException(`status ${res.status}`);
      throw new Error(`status ${res.status}`);
    }
  }
}
Controller()(Upserter);
EventPattern(TOPIC)(Upserter.prototype, 'on', Object.getOwnPropertyDescriptor(Upserter.prototype, 'on'));
Payload()(Upserter.prototype, 'on', 0);
Reflect.defineMetadata('design:paramtypes', [Object], Upserter.prototype, 'on');

class App {}
Module({ controllers: [Upserter] })(App);

const app = await NestFactory.createMicroservice(App, {
  logger: ['error'],
  transport: Transport.KAFKA,
  options: {
    postfixId: '',
    client: { clientId: 'nest', brokers: BROKERS, logLevel: 0 },
    consumer: {
      groupId: GROUP,
      retry: {
        initialRetryTime: RETRY_DELAY_MS,
        multiplier: 1,
        factor: 0,
        retries: 3,
        restartOnFailure: async () => true,
      },
    },
    subscribe: { fromBeginning: true },
    run: { partitionsConsumedConcurrently: Number(env('PARTITIONS_CONCURRENTLY', '1')) },
    parser: { keepBinary: true },
    deserializer: { deserialize: (m, o) => ({ pattern: o?.channel ?? TOPIC, data: decode(m.value ?? m) }) },
  },
});
Logger.overrideLogger(env('QUIET', '1') === '1' ? false : ['error']);
await app.listen();

import { join } from 'node:path';
import { freePorts, type ServiceProcess } from '@lockstep/stack';
import type { Bench } from '../bench.js';
import { openOwnGround } from './ours.js';
import { startPeer } from './peers.js';

/** Signs for ours and for the peers; worth nothing. */
export const BENCH_SECRET = `whsec_${Buffer.from('the benchmark signs with this one').toString('base64')}`;

/** An ingest that runs. */
export interface RunningIngest {
  readonly pid: number;
  /** Without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

/** One way of bringing signed webhooks to Kafka. */
export interface IngestContender {
  readonly name: string;
  readonly title: string;
  readonly format: 'peers' | 'lockstep';
  /** Seconds under load before it is measured; a JVM wants more. */
  readonly warmUpS: number;
  start(bench: Bench, id: string): Promise<RunningIngest>;
}

/** Ours: ingest's own process, which checks, validates against the contract, remembers deliveries and stores. */
const OURS: IngestContender = {
  name: 'ours',
  title: 'Lockstep’s ingest',
  format: 'lockstep',
  warmUpS: 5,
  async start(bench, id) {
    const ground = await openOwnGround(bench, id);
    const stopAfter = async (service: ServiceProcess | null): Promise<void> => {
      await service?.stop();
      await ground.drop();
    };
    try {
      const service = await ground.start('ingest', INGEST_SETTINGS);
      return { pid: Number(service.id()), url: service.url, stop: () => stopAfter(service) };
    } catch (failed) {
      await stopAfter(null);
      throw failed;
    }
  },
};

/** Settings of ingest under the benchmark's load: its own limit on one source is not what is measured. */
export const INGEST_SETTINGS = { HRIS_WEBHOOK_SECRETS: BENCH_SECRET, INGEST_RATE_LIMIT: 'none' };

function peer(
  name: string,
  title: string,
  warmUpS: number,
  programOf: (
    bench: Bench,
  ) => Promise<{ command: string; args: readonly string[]; env: Readonly<Record<string, string>> }>,
): IngestContender {
  return {
    name,
    title,
    format: 'peers',
    warmUpS,
    async start(bench, id) {
      const program = await programOf(bench);
      const topic = `peer.${id}`;
      await bench.load.topic(topic);
      const [port = 0] = await freePorts([undefined]);
      const url = `http://127.0.0.1:${port}`;
      const env = { BROKERS: bench.servers.kafka, TOPIC: topic, PORT: String(port), WEBHOOK_SECRET: BENCH_SECRET };
      // Whatever it says to a path it does not have: it answers.
      const ready = (): Promise<true | string> =>
        fetch(url).then(
          () => true as const,
          () => 'it does not answer',
        );
      const running = await startPeer(bench, name, { ...program, env: { ...env, ...program.env } }, ready);
      const stop = async (): Promise<void> => {
        await running.stop();
        await bench.load.drop(topic);
      };
      return { pid: running.pid, url, stop };
    },
  };
}

const fastify = (mode: 'none' | 'linger') => async (bench: Bench) => ({
  command: process.execPath,
  args: [join(await bench.tools.build('node'), 'fastify-ingest.mjs')],
  env: { MODE: mode },
});

export const INGESTS: readonly IngestContender[] = [
  OURS,
  peer('fastify-linger', 'fastify + kafkajs, a shared batch of 5 ms', 5, fastify('linger')),
  peer('fastify-no-kafka', 'fastify, verified and validated, nothing stored', 5, fastify('none')),
  peer('spring-webflux', 'Spring WebFlux, both cores', 15, async (bench) => ({
    command: await bench.tools.javaCommand(),
    args: ['-Xmx512m', '-jar', join(await bench.tools.build('spring-webflux'), 'target/spring-ingest.jar')],
    env: { WEB: 'reactive' },
  })),
];

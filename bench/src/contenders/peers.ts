import { join } from 'node:path';
import { ChildServer, nodeFlags } from '@lockstep/stack';
import type { Bench } from '../bench.js';
import { benchDir } from '../places.js';
import type { Build } from '../tools/toolbox.js';
import type { Competitor, LaneOptions, UpserterContender } from './contender.js';

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type ProgramOf = (bench: Bench, options: LaneOptions) => Promise<Program>;

/** The JVM gets what the published figures gave it. */
const JVM = ['-Xmx512m', '-XX:+UseG1GC'];

/** Starts a peer as a process that is recorded under the benchmark's run. It is up when it takes its first event. */
export async function startPeer(
  bench: Bench,
  name: string,
  program: Program,
  ready: () => Promise<true | string> = () => Promise.resolve(true),
): Promise<Competitor> {
  const child = new ChildServer(
    {
      name,
      command: program.command,
      args: program.args,
      env: () => ({ ...process.env, ...program.env }),
      logFile: join(bench.logsDir, `${name}.log`),
      endWith: 'SIGTERM',
      endDeadlineMs: 8_000,
      readyDeadlineMs: 60_000,
      ready,
    },
    bench.run,
  );
  await child.start();
  return { pid: Number(child.id()), helpers: [], ended: () => Promise.resolve(null), stop: () => child.stop() };
}

function peer(name: string, title: string, programOf: ProgramOf): UpserterContender {
  return {
    name,
    title,
    async open(bench, id, options) {
      const program = await programOf(bench, options);
      const topic = `peer.${id}`;
      await bench.load.topic(topic);
      const env = {
        BROKERS: bench.servers.kafka,
        SINK: bench.sink.url,
        TOPIC: topic,
        GROUP: topic,
        RETRY_DELAY_MS: String(options.retryDelayMs ?? 2_000),
      };
      return {
        target: { topic, format: ['-format', 'peers'] },
        start: () => startPeer(bench, name, { ...program, env: { ...env, ...program.env } }),
        drop: () => bench.load.drop(topic),
      };
    },
  };
}

/** A Node program of bench/peers/node, on the Node that the project pins. */
function onNode(file: string, env: Readonly<Record<string, string>> = {}): ProgramOf {
  return async (bench, { inFlight = 64 }) => ({
    command: process.execPath,
    args: [join(await bench.tools.build('node'), file)],
    env: { CONCURRENCY: String(inFlight), ...env },
  });
}

function onJava(build: Build, jarArgs: (directory: string) => readonly string[], env: Program['env'] = {}): ProgramOf {
  return async (bench, { inFlight }) => ({
    command: await bench.tools.javaCommand(),
    args: [...JVM, ...jarArgs(await bench.tools.build(build))],
    env: { ...(inFlight === undefined ? {} : { CONCURRENCY: String(inFlight) }), ...env },
  });
}

const spring = (listeners: number): ProgramOf =>
  onJava('spring-retryable', (directory) => ['-jar', join(directory, 'target/spring-retryable.jar')], {
    CONCURRENCY: String(listeners),
    RETRY_CONCURRENCY: '12',
  });

/** Ours as a program that measures peers starts it: their topic, their events. */
const oursAsPeer: ProgramOf = (_bench, { inFlight = 64 }) =>
  Promise.resolve({
    command: process.execPath,
    args: [...nodeFlags, join(benchDir, 'dist/outside/ours-main.js')],
    env: { UPSERT_CONCURRENCY: String(inFlight) },
  });

/** Other people's ways of doing it, on the same broker and stub platform (bench/README.md). */
export const PEERS: readonly UpserterContender[] = [
  peer('kafkajs', 'bare kafkajs, eachBatch, a chain per employee, no ledger', onNode('kafkajs-ordered.mjs')),
  peer(
    'kafkajs-commit1s',
    'the same, committing once a second itself',
    onNode('kafkajs-ordered.mjs', { COMMIT_MS: '1000' }),
  ),
  peer('platformatic', '@platformatic/kafka, a chain per employee, no ledger', onNode('platformatic-ordered.mjs')),
  peer('nest-stock', 'stock @nestjs/microservices', onNode('nest-stock.mjs')),
  peer(
    'parallel-consumer',
    'Confluent parallel-consumer, key order, 100 threads',
    onJava('parallel-consumer', (directory) => [
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
      '-cp',
      `${directory}/target/pc.jar:${directory}/target/lib/*`,
      'peers.Pc',
    ]),
  ),
  peer('spring-2', 'Spring Kafka @RetryableTopic, 2 listeners', spring(2)),
  peer('spring-12', 'Spring Kafka @RetryableTopic, 12 listeners', spring(12)),
  peer('ours-as-peer', 'Lockstep’s upserter on the peers’ own topics and events', oursAsPeer),
];

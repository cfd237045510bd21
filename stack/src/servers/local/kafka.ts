import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stackError } from '../../stack-error.js';
import type { Run } from '../servers.js';
import { ChildServer } from '../../child-server.js';
import { countBrokers } from './kafka-answers.js';

const run = promisify(execFile);

/** One broker, which is a controller as well. */
export interface BrokerPorts {
  readonly client: number;
  readonly controller: number;
}

export interface KafkaSpec {
  readonly java: string;
  readonly jars: string;
  readonly directory: string;
  readonly logsDir: string;
  /** One per broker. */
  readonly ports: readonly BrokerPorts[];
  /** Whether the data outlives the run: decides how long an orderly stop may take. */
  readonly persistent: boolean;
}

/** `server.properties` of broker `index` (from 0). Auto-creation is off: `ops/topics.yaml` is the only place that makes topics. */
export function brokerProperties(ports: readonly BrokerPorts[], index: number, dataDir: string): string {
  const own = ports[index];
  if (own === undefined) throw new RangeError(`no ports for broker ${index}`);
  const replicas = Math.min(ports.length, 3);
  const inSync = Math.min(replicas, 2);
  return [
    'process.roles=broker,controller',
    `node.id=${index + 1}`,
    `controller.quorum.voters=${ports.map(({ controller }, at) => `${at + 1}@127.0.0.1:${controller}`).join(',')}`,
    `listeners=PLAINTEXT://127.0.0.1:${own.client},CONTROLLER://127.0.0.1:${own.controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${own.client}`,
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${dataDir}`,
    'auto.create.topics.enable=false',
    `default.replication.factor=${replicas}`,
    `min.insync.replicas=${inSync}`,
    `offsets.topic.replication.factor=${replicas}`,
    'offsets.topic.num.partitions=8',
    `transaction.state.log.replication.factor=${replicas}`,
    `transaction.state.log.min.isr=${inSync}`,
    'transaction.state.log.num.partitions=4',
    `share.coordinator.state.topic.replication.factor=${replicas}`,
    `share.coordinator.state.topic.min.isr=${inSync}`,
    'group.initial.rebalance.delay.ms=0',
    'controlled.shutdown.max.retries=1',
    '',
  ].join('\n');
}

const log4j = `status=error
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ISO8601} %-5p %c{1} %m%n
`;

/** A new cluster ID: 16 random bytes as URL-safe base64, which may not begin with a dash (it would read as an option). */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

async function clusterId(directory: string): Promise<string> {
  const file = join(directory, 'cluster-id');
  if (!existsSync(file)) await writeFile(file, newClusterId());
  return readFile(file, 'utf8');
}

/** Prepares and returns the brokers, not yet started. A data directory is formatted once and then kept. */
export async function prepareKafka(spec: KafkaSpec, ownRun: Run): Promise<ChildServer[]> {
  await mkdir(spec.directory, { recursive: true });
  const logging = join(spec.directory, 'log4j2.properties');
  await writeFile(logging, log4j);
  const id = await clusterId(spec.directory);
  // What lives for one test run never earns back the optimising compiler's work: it starts with 40 % less CPU without.
  const compiler = spec.persistent ? [] : ['-XX:TieredStopAtLevel=1'];
  const jvm = ['-XX:+UseSerialGC', `-Dlog4j.configurationFile=${logging}`, '-cp', join(spec.jars, '*')];
  return Promise.all(
    spec.ports.map(async ({ client }, index) => {
      const name = spec.ports.length === 1 ? 'kafka' : `kafka-${index + 1}`;
      const dataDir = join(spec.directory, `broker-${index + 1}`);
      const properties = join(spec.directory, `broker-${index + 1}.properties`);
      await writeFile(properties, brokerProperties(spec.ports, index, dataDir));
      if (!existsSync(join(dataDir, 'meta.properties'))) {
        const format = [
          '-XX:TieredStopAtLevel=1',
          ...jvm,
          'kafka.tools.StorageTool',
          'format',
          '-t',
          id,
          '-c',
          properties,
        ];
        await run(spec.java, format).catch((failed: unknown) => {
          const detail = (failed as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join('\n') ?? '';
          throw stackError(
            'LOCKSTEP_STACK_SERVER',
            `${name}: cannot format ${dataDir}: ${detail}`,
            'Delete the directory and start again.',
            failed,
          );
        });
      }
      return new ChildServer(
        {
          name,
          command: spec.java,
          args: [`-Xmx${spec.ports.length === 1 ? 768 : 512}m`, ...compiler, ...jvm, 'kafka.Kafka', properties],
          cwd: spec.directory,
          logFile: join(spec.logsDir, `${name}.log`),
          endWith: 'SIGTERM',
          endDeadlineMs: spec.persistent ? 20_000 : 5_000,
          readyDeadlineMs: 60_000,
          ready: async () => (await countBrokers(client)) >= 1 || 'the controller has not let it in',
        },
        ownRun,
      );
    }),
  );
}

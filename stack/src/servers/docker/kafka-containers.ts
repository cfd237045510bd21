import type { ContainerRuntimeClient } from 'testcontainers';
import { countBrokers } from '../local/kafka-answers.js';
import type { Run } from '../servers.js';
import { ContainerServer } from './container-server.js';
import type { DockerState } from './docker-state.js';
import { images } from './images.js';
import { LoopbackContainer } from './loopback-container.js';
import type { RunNetwork } from './run-network.js';
import type { Volumes } from './volumes.js';

/** What one broker of a cluster is told by environment; the image writes its `server.properties` from it. */
export function brokerEnvironment(
  hosts: readonly string[],
  index: number,
  clientPort: number,
  clusterId: string,
): Record<string, string> {
  const replicas = String(hosts.length);
  const inSync = String(Math.min(hosts.length, 2));
  return {
    CLUSTER_ID: clusterId,
    KAFKA_NODE_ID: String(index + 1),
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: hosts.map((host, at) => `${at + 1}@${host}:9093`).join(','),
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENERS: 'INTERNAL://:19092,CONTROLLER://:9093,HOST://:9092',
    // The port is fixed before the start, because a broker tells its clients where to find it.
    KAFKA_ADVERTISED_LISTENERS: `INTERNAL://${hosts[index] ?? ''}:19092,HOST://127.0.0.1:${clientPort}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    KAFKA_HEAP_OPTS: hosts.length === 1 ? '-Xms256m -Xmx768m' : '-Xms256m -Xmx512m',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_DEFAULT_REPLICATION_FACTOR: replicas,
    KAFKA_MIN_INSYNC_REPLICAS: inSync,
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: replicas,
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '8',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: replicas,
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: inSync,
    KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '4',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: replicas,
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: inSync,
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_CONTROLLED_SHUTDOWN_MAX_RETRIES: '1',
  };
}

/** The brokers, not yet started; one port each. With several, all must start side by side: none answers without a quorum. */
export function prepareKafkaContainers(
  client: ContainerRuntimeClient,
  run: Run,
  spec: {
    readonly ports: readonly number[];
    readonly network: RunNetwork;
    readonly volumes: Volumes;
    readonly state: DockerState;
  },
): Promise<ContainerServer[]> {
  const { ports, network, volumes, state } = spec;
  const names = ports.length === 1 ? ['kafka'] : ports.map((_, index) => `kafka-${index + 1}`);
  const hosts = names.map((name) => `lockstep-${run.id}-${name}`);
  return Promise.all(
    names.map(async (name, index) => {
      const port = ports[index] ?? 0;
      const volume = await volumes.of(ports.length === 1 ? name : `${name}-of-${ports.length}`);
      const container = new LoopbackContainer(images.kafka, name, run)
        .withNetworkMode(network.name)
        .withExposedPorts({ container: 9092, host: port })
        .withEnvironment(brokerEnvironment(hosts, index, port, state.clusterId));
      if (volume !== null) container.withBindMounts([{ source: volume, target: '/var/lib/kafka/data' }]);
      const ready = async (): Promise<boolean> => (await countBrokers(port)) >= 1;
      return new ContainerServer({ name, container, endDeadlineS: 20, readyDeadlineMs: 60_000, ready }, client, run);
    }),
  );
}

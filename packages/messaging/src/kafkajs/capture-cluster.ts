import type { Cluster } from 'kafkajs';
import { createClient, type KafkaClientSettings } from './client-settings.js';

const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * A cluster handle, for requests that kafkajs' public clients wrap in a group. It hands its cluster only to assigners,
 * so one is registered that is never asked to assign. The caller connects and disconnects it.
 */
export function captureCluster(settings: KafkaClientSettings): Cluster {
  let captured: Cluster | undefined;
  createClient(settings, RETRY, { requestMs: 15_000 }).consumer({
    groupId: `${settings.clientId}.never-joined`,
    allowAutoTopicCreation: false,
    partitionAssigners: [
      ({ cluster }) => {
        captured = cluster;
        return {
          name: 'never-asked',
          version: 0,
          assign: () => Promise.resolve([]),
          protocol: () => ({ name: 'never-asked', metadata: Buffer.alloc(0) }),
        };
      },
    ],
  });
  if (captured === undefined) throw new Error('kafkajs no longer hands its cluster to assigners: capture-cluster.ts');
  return captured;
}

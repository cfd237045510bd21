import { describe, expect, it } from '@jest/globals';
import { brokerEnvironment } from './kafka-containers.js';

describe('a broker’s environment', () => {
  it('tells clients on this machine the fixed port, and the other brokers its name', () => {
    const environment = brokerEnvironment(['k-1', 'k-2', 'k-3'], 1, 41002, 'cluster');
    expect(environment['KAFKA_ADVERTISED_LISTENERS']).toBe('INTERNAL://k-2:19092,HOST://127.0.0.1:41002');
    expect(environment['KAFKA_CONTROLLER_QUORUM_VOTERS']).toBe('1@k-1:9093,2@k-2:9093,3@k-3:9093');
    expect(environment['KAFKA_NODE_ID']).toBe('2');
  });

  it('replicates three times with two in sync on three brokers, once on one', () => {
    const replication = (hosts: string[]) => {
      const environment = brokerEnvironment(hosts, 0, 1, 'cluster');
      return [environment['KAFKA_DEFAULT_REPLICATION_FACTOR'], environment['KAFKA_MIN_INSYNC_REPLICAS']];
    };
    expect(replication(['k-1', 'k-2', 'k-3'])).toEqual(['3', '2']);
    expect(replication(['k-1'])).toEqual(['1', '1']);
  });

  it('never makes a topic that ops/topics.yaml does not name', () => {
    expect(brokerEnvironment(['k'], 0, 1, 'cluster')['KAFKA_AUTO_CREATE_TOPICS_ENABLE']).toBe('false');
  });
});

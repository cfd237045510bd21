import { describe, expect, it } from '@jest/globals';
import { brokersInMetadata } from './kafka-answers.js';
import { brokerProperties } from './kafka.js';

const ports = [1, 2, 3].map((n) => ({ client: 9000 + n, controller: 9100 + n }));

describe('broker properties', () => {
  it('of a single broker replicate nothing and create no topic by themselves', () => {
    const lines = brokerProperties(ports.slice(0, 1), 0, '/data').split('\n');
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:9101');
    expect(lines).toContain('offsets.topic.replication.factor=1');
    expect(lines).toContain('auto.create.topics.enable=false');
  });

  it('of the second of three name all voters, its own ports, and survive the loss of one', () => {
    const lines = brokerProperties(ports, 1, '/data').split('\n');
    expect(lines).toContain('node.id=2');
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103');
    expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:9002');
    expect(lines).toContain('default.replication.factor=3');
    expect(lines).toContain('min.insync.replicas=2');
  });
});

describe('an answer to Metadata', () => {
  const answer = (brokers: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeInt32BE(1, 4);
    bytes.writeInt32BE(brokers, 8);
    return bytes;
  };

  it('says how many brokers are open for business', () => {
    expect(brokersInMetadata(answer(0))).toBe(0);
    expect(brokersInMetadata(answer(3))).toBe(3);
  });

  it('says nothing while it is incomplete', () => {
    expect(brokersInMetadata(answer(3).subarray(0, 11))).toBeNull();
  });
});

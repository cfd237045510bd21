import { describe, expect, it } from '@jest/globals';
import { notAcknowledged } from './not-acknowledged.js';

const message = (partition: number, value: string) => ({ partition, value });
const answer = (topicName: string, partition: number) => ({ topicName, partition, errorCode: 0 });

describe('of a batch that kafkajs calls written', () => {
  const sent = [
    { topic: 'a', messages: [message(0, '1'), message(1, '2'), message(0, '3')] },
    { topic: 'b', messages: [message(0, '4')] },
  ];

  it('nothing is left when every partition was answered for', () => {
    expect(notAcknowledged(sent, [answer('a', 0), answer('a', 1), answer('b', 0)])).toEqual([]);
  });

  it('what went to partitions nobody answered for is left, in its order', () => {
    expect(notAcknowledged(sent, [answer('a', 1)])).toEqual([
      { topic: 'a', messages: [message(0, '1'), message(0, '3')] },
      { topic: 'b', messages: [message(0, '4')] },
    ]);
  });

  it('a message that names no partition counts as left: better twice than never', () => {
    const unnamed = [{ topic: 'a', messages: [{ value: '5' }] }];
    expect(notAcknowledged(unnamed, [answer('a', 0)])).toEqual(unnamed);
  });
});

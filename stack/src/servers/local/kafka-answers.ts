import { connect } from 'node:net';

const metadataRequest = ((): Buffer => {
  const clientId = Buffer.from('lockstep-stack');
  const header = Buffer.alloc(10);
  header.writeInt16BE(3, 0); // Metadata
  header.writeInt16BE(1, 2); // version 1: in every broker from 0.10 on, and before the compact encodings
  header.writeInt32BE(1, 4); // correlation ID
  header.writeInt16BE(clientId.length, 8);
  const noTopics = Buffer.alloc(4);
  const body = Buffer.concat([header, clientId, noTopics]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
})();

/** How many brokers an answer to Metadata version 1 lists; `null` while it is not complete enough to say. */
export function brokersInMetadata(answer: Buffer): number | null {
  // size, correlation ID, then the length of the brokers' array
  return answer.length < 12 ? null : answer.readInt32BE(8);
}

/**
 * How many brokers are open for business, as the one at `port` on 127.0.0.1 knows it; 0 when it does not answer in 1 s.
 * A broker lists itself only once the controller has unfenced it, so from 1 on topics can be created.
 */
export function countBrokers(port: number): Promise<number> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (brokers: number): void => {
      socket.destroy();
      resolve(brokers);
    };
    socket.setTimeout(1_000, () => finish(0));
    socket.on('error', () => finish(0));
    socket.on('close', () => finish(0));
    socket.on('connect', () => socket.write(metadataRequest));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      const brokers = brokersInMetadata(answer);
      if (brokers !== null) finish(brokers);
    });
  });
}

import { connect } from 'node:net';

/** Protocol 3.0, user `postgres`: what every client says first. */
function startupMessage(): Buffer {
  const body = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length + 4);
  return Buffer.concat([size, body]);
}

/**
 * Whether Postgres at `port` on 127.0.0.1 takes connections: it asks who we are (`R`) instead of refusing (`E`, as while
 * it recovers). False after 1 s. An open port says nothing: the engine's proxy opens it before the server is there.
 */
export function postgresAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('connect', () => socket.write(startupMessage()));
    socket.on('data', (chunk) => finish(chunk[0] === 'R'.charCodeAt(0)));
  });
}

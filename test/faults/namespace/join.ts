import { type NetConnectOpts, type Server, type Socket, connect, createServer } from 'node:net';

/** Listens somewhere and joins every connection to a new one elsewhere; an end or a break of one is one of both. */
export function joined(
  from: { port: number } | { path: string },
  to: { port: number } | { path: string },
): Promise<Server> {
  const server = createServer((near) => {
    const far = connect({ ...to, ...('port' in to ? { host: '127.0.0.1' } : {}) } as NetConnectOpts);
    pass(near, far);
    pass(far, near);
  });
  const listening = 'port' in from ? { port: from.port, host: '127.0.0.1' } : from;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listening, () => resolve(server));
  });
}

function pass(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}

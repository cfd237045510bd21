import type { ConnectionOptions } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

export type SocketTarget = Parameters<ISocketFactory>[0];

/** ApiVersions v0 without a client ID: the one request that a broker answers to anybody, before any authentication. */
const REQUEST = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);

/** Whether a broker answers at all, asked on a connection of its own. A frozen one still accepts connections. */
export function isAlive(open: ISocketFactory, target: SocketTarget, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = open({ ...target, onConnect: () => void socket.write(REQUEST) });
    const settle = (alive: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(alive);
    };
    const timer = setTimeout(() => settle(false), withinMs).unref();
    socket.on('data', () => settle(true));
    socket.on('error', () => settle(false));
    socket.on('end', () => settle(false));
  });
}

/**
 * The first of several brokers (`host:port`) to answer, alone; all of them when none does. kafkajs begins with the
 * first of its list, and waits for it.
 */
export async function firstAlive(
  open: ISocketFactory,
  brokers: readonly string[],
  ssl: boolean | ConnectionOptions | undefined,
  withinMs = 3_000,
): Promise<string[]> {
  if (brokers.length < 2) return [...brokers];
  const answers = brokers.map(async (broker) => {
    const [host = '', port] = broker.split(':');
    // kafkajs hands `true` on as it is, whatever its types say.
    const target = { host, port: Number(port), ssl: ssl as ConnectionOptions, onConnect: () => undefined };
    if (!(await isAlive(open, target, withinMs))) throw new Error(`${broker} does not answer`);
    return broker;
  });
  return Promise.any(answers).then(
    (first) => [first],
    () => [...brokers],
  );
}

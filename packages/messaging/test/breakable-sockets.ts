import net from 'node:net';
import type { KafkaClientSettings } from '../src/kafkajs/client-settings.js';

/** Connections that a test can freeze (a broker that hangs) or cut and refuse (a broker that is away). */
export interface BreakableSockets {
  readonly factory: NonNullable<KafkaClientSettings['socketFactory']>;
  /** Connections that exist now carry nothing any more, in neither direction, and stay open. */
  freeze(): void;
  /** Cuts every connection and refuses new ones until `restore`. */
  away(): void;
  restore(): void;
  readonly opened: number;
}

export function createBreakableSockets(): BreakableSockets {
  const sockets = new Set<net.Socket>();
  let isAway = false;
  let opened = 0;
  return {
    factory: ({ host, port, onConnect }) => {
      opened += 1;
      // Port 9 (discard) is closed: what a broker that is away looks like.
      const target = isAway ? { host: '127.0.0.1', port: 9 } : { host, port };
      const socket = net.connect(target, onConnect);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      return socket;
    },
    freeze: () => {
      for (const socket of sockets) {
        socket.pause();
        socket.removeAllListeners('data');
        socket.write = () => true;
      }
    },
    away: () => {
      isAway = true;
      for (const socket of sockets) socket.destroy(new Error('cut by the test'));
    },
    restore: () => {
      isAway = false;
    },
    get opened() {
      return opened;
    },
  };
}

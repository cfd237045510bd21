import net from 'node:net';
import tls from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

/** What kafkajs hands over; its types have `ssl` always there. */
type Target = Omit<Parameters<ISocketFactory>[0], 'ssl'> & { readonly ssl?: tls.ConnectionOptions };

const KEEP_ALIVE_MS = 60_000;

/** Connects as kafkajs does, but a small last segment waits for no acknowledgement. */
export function openSocket({ host, port, ssl, onConnect }: Target): net.Socket {
  const socket = ssl
    ? tls.connect({ host, port, ...(net.isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : net.connect({ host, port }, onConnect);
  return socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
}

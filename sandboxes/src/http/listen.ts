import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a sandbox listens. */
export interface ListenSettings {
  /** 0 for any free one. Default 0. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

/** Resolves with the base URL once the server accepts connections. */
export function listen(server: Server, settings: ListenSettings): Promise<string> {
  // Longer than any client keeps an idle connection, so that it is never the server that closes one in use.
  server.keepAliveTimeout = 75_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port ?? 0, settings.host ?? '127.0.0.1', () => {
      const { address, port } = server.address() as AddressInfo;
      const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
      resolve(`http://${host}:${port}`);
    });
  });
}

/** Ends open connections too: a sandbox holds some on purpose. */
export function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How slow a link is; each direction by itself. */
export interface Slowness {
  /** Added to every piece that comes through, milliseconds. Default: 0. */
  readonly latencyMs?: number;
  /** Default: as fast as it goes. */
  readonly bytesPerSecond?: number;
}

/** A TCP proxy that a test can cut, freeze or slow down, until it is mended. */
export class BreakableProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private isFrozen = false;
  private slowness: Slowness | null = null;

  private constructor(
    private readonly server: Server,
    private target: { readonly host: string; readonly port: number },
  ) {}

  /** On a free port of 127.0.0.1. */
  static async to(host: string, port: number): Promise<BreakableProxy> {
    const server = createServer();
    const proxy = new BreakableProxy(server, { host, port });
    server.on('connection', (socket) => proxy.join(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** New connections go there: for a server whose port is known only when its clients have their settings. */
  aim(host: string, port: number): void {
    this.target = { host, port };
  }

  /** Connections break and new ones are refused. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections stay open and nothing comes through: a frozen server. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  slow(slowness: Slowness): void {
    this.slowness = slowness;
  }

  mend(): void {
    this.isCut = false;
    this.isFrozen = false;
    this.slowness = null;
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.isCut) return void client.destroy();
    const upstream = connect(this.target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => this.carry(chunk, from, to));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.isFrozen) from.pause();
    }
  }

  private carry(chunk: Buffer, from: Socket, to: Socket): void {
    if (this.slowness === null) return void to.write(chunk);
    const { latencyMs = 0, bytesPerSecond = Infinity } = this.slowness;
    from.pause();
    void delay(latencyMs + (chunk.length / bytesPerSecond) * 1_000).then(() => {
      if (!to.destroyed) to.write(chunk);
      if (!this.isFrozen) from.resume();
    });
  }
}

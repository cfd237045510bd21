import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { AnswerCount } from './answer-count.js';
import { isAlive } from './broker-probe.js';

/** How long a connection with unanswered requests may be silent. Milliseconds. */
export interface Patience {
  /** Before the broker is asked, on a connection of its own, whether it is alive. Default 2000. */
  readonly probeAfterMs?: number;
  /** Within which it must answer that. Default 3000. */
  readonly probeForMs?: number;
  /** In place of both, with a broker that was silent until its last connection ended. Default 1000. */
  readonly suspectMs?: number;
  /** With a broker that is alive; also how long kafkajs waits for an answer. */
  readonly requestMs: number;
  /** The same for joining a group, which waits for its other members. Default `requestMs`. */
  readonly joinMs?: number;
}

const JOIN_GROUP = 11;
const SYNC_GROUP = 14;

/**
 * Sockets that are closed when their broker no longer answers. kafkajs fails a request that has timed out and keeps the
 * connection: it goes on asking a frozen broker for metadata, and closing such a connection waits for ever. Closed, as
 * by the broker, kafkajs forgets the broker and asks another one who leads now.
 */
export function guardSilence(open: ISocketFactory, patience: Patience): ISocketFactory {
  const silent = new Set<string>();
  return (target) => {
    const socket = open(target);
    const broker = `${target.host}:${target.port}`;
    new SilenceGuard(socket, patience, {
      isAlive: (withinMs) => isAlive(open, target, withinMs),
      isSuspect: () => silent.has(broker),
      heard: () => silent.delete(broker),
      left: () => silent.add(broker),
    });
    return socket;
  };
}

/** What the connections of a client know of one broker. */
interface Acquaintance {
  isAlive(withinMs: number): Promise<boolean>;
  /** It was silent and left, and has not been heard of since: kafkajs goes back to it for as long as Kafka names it. */
  isSuspect(): boolean;
  heard(): void;
  left(): void;
}

class SilenceGuard {
  private unanswered = 0;
  private limitMs = 0;
  private heardAt = 0;
  private timer: NodeJS.Timeout | null = null;
  private readonly answers = new AnswerCount();

  constructor(
    private readonly socket: Socket,
    private readonly patience: Patience,
    private readonly broker: Acquaintance,
  ) {
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = (request: Buffer, ...rest: unknown[]) => {
      this.asked(request);
      return write(request, ...rest);
    };
    socket.on('data', (chunk: Buffer) => this.heard(chunk));
    socket.on('close', () => {
      if (this.timer !== null) clearTimeout(this.timer);
      this.unanswered = 0;
    });
  }

  private asked(request: Buffer): void {
    const apiKey = request.length >= 6 ? request.readInt16BE(4) : -1;
    const { requestMs, joinMs = requestMs } = this.patience;
    const limitMs = apiKey === JOIN_GROUP || apiKey === SYNC_GROUP ? joinMs : requestMs;
    if (this.unanswered === 0) this.heardAt = performance.now();
    this.limitMs = this.unanswered === 0 ? limitMs : Math.max(this.limitMs, limitMs);
    this.unanswered += 1;
    if (this.timer === null) this.watch(this.probeAfterMs);
  }

  private heard(chunk: Buffer): void {
    this.heardAt = performance.now();
    this.broker.heard();
    this.unanswered = Math.max(0, this.unanswered - this.answers.in(chunk));
  }

  /** One timer that looks after the fact: a request costs no timer of its own. */
  private watch(afterMs: number): void {
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.look();
    }, afterMs).unref();
  }

  private async look(): Promise<void> {
    if (this.unanswered === 0) return;
    const silentMs = performance.now() - this.heardAt;
    if (silentMs < this.probeAfterMs) return this.watch(this.probeAfterMs - silentMs);
    const heardAt = this.heardAt;
    const alive = await this.broker.isAlive(this.probeForMs);
    // A process that stood still itself finds the answers only now.
    if (this.heardAt === heardAt && this.unanswered > 0 && (!alive || silentMs >= this.limitMs)) this.close();
    else if (this.timer === null && this.unanswered > 0) this.watch(this.probeAfterMs);
  }

  /**
   * The end of the stream is what kafkajs takes for a closed connection, which makes it forget the broker; where none
   * has spoken yet it takes an error for a reason to try the next one of its list.
   */
  private close(): void {
    this.broker.left();
    if (this.socket.bytesRead === 0) return void this.socket.destroy(new Error('the broker does not answer'));
    this.socket.emit('end');
    this.socket.destroy();
  }

  private get probeAfterMs(): number {
    const { suspectMs = 1_000, probeAfterMs = 2_000 } = this.patience;
    return this.broker.isSuspect() ? suspectMs : probeAfterMs;
  }

  private get probeForMs(): number {
    const { suspectMs = 1_000, probeForMs = 3_000 } = this.patience;
    return this.broker.isSuspect() ? suspectMs : probeForMs;
  }
}

import { connect } from 'node:net';
import type { Step } from './requests/hostile-request.js';

/** Everything that came back on one connection. */
export interface Answered {
  readonly statuses: readonly number[];
  /** Body of the first answer that has one. */
  readonly body: string;
  readonly text: string;
  readonly tookMs: number;
  /** False: the connection was still open at the deadline. */
  readonly ended: boolean;
}

/** Sends the steps over a socket of their own and listens until the other side closes it. Never throws. */
export function sendRaw(port: number, steps: readonly Step[], deadlineMs: number): Promise<Answered> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const startedAt = performance.now();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const pauses = new Set<() => void>();
    const finish = (ended: boolean): void => {
      clearTimeout(late);
      socket.destroy();
      for (const wake of pauses) wake();
      resolve({
        ...readAnswers(Buffer.concat(chunks).toString('latin1')),
        tookMs: performance.now() - startedAt,
        ended,
      });
    };
    const late = setTimeout(() => finish(false), deadlineMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    // A peer that resets is an answer too: what it is worth says the case.
    socket.on('error', () => undefined);
    socket.on('end', () => finish(true));
    socket.on('close', () => finish(true));
    socket.on('connect', () => void play(steps));

    const play = async (all: readonly Step[]): Promise<void> => {
      for (const step of all) {
        if (socket.destroyed) return;
        if (step === 'end') socket.end();
        else if (step === 'reset') socket.resetAndDestroy();
        else if (Buffer.isBuffer(step)) socket.write(step);
        else await pause(step.pauseMs);
      }
    };
    const pause = (ms: number): Promise<void> =>
      new Promise((wake) => {
        const timer = setTimeout(wake, ms);
        pauses.add(() => {
          clearTimeout(timer);
          wake();
        });
      });
  });
}

const STATUS_LINE = /HTTP\/1\.[01] (\d{3}) /g;

function readAnswers(text: string): Pick<Answered, 'statuses' | 'body' | 'text'> {
  const statuses = [...text.matchAll(STATUS_LINE)].map(([, status]) => Number(status));
  const bodyAt = text.indexOf('\r\n\r\n');
  const body = bodyAt < 0 ? '' : text.slice(bodyAt + 4);
  const next = body.search(STATUS_LINE);
  return { statuses, body: next < 0 ? body : body.slice(0, next), text };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Slack-compatible hook that keeps what it was sent. */
export interface HookServer {
  readonly url: string;
  /** The texts it took with 200, in order. */
  readonly taken: string[];
  /** Requests, whatever they were answered. */
  readonly requests: number;
  /** Answers from now on. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

export async function startHookServer(): Promise<HookServer> {
  const taken: string[] = [];
  let status = 200;
  let requests = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests += 1;
      if (status === 200) taken.push((JSON.parse(Buffer.concat(chunks).toString('utf8')) as { text: string }).text);
      response.writeHead(status).end(status === 200 ? 'ok' : 'no_service');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    get requests() {
      return requests;
    },
    answerWith: (next) => (status = next),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

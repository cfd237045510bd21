import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LearnerDirectory } from '../learner-directory.js';
import { learnerDirectory } from '../learner-directory-registry.js';
import type { LearnerDirectorySettings } from '../learner-directory-settings.js';

let server: Server | null = null;
let directory: LearnerDirectory | null = null;

afterEach(async () => {
  await directory?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = directory = null;
});

async function serve(
  answer: RequestListener,
  over: Partial<LearnerDirectorySettings> = {},
  path = '',
): Promise<LearnerDirectory> {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  directory = learnerDirectory('generic', { baseUrl: `http://127.0.0.1:${port}${path}`, apiKey: 'secret', ...over });
  return directory;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const never = new AbortController().signal;
const call = { employeeId: '4711', body: { employeeId: '4711', firstName: 'Zoë' }, idempotencyKey: 'e1' };
const answerWith =
  (act: (response: ServerResponse, request: IncomingMessage) => void): RequestListener =>
  (request, response) => {
    request.resume().once('end', () => act(response, request));
  };

describe('the generic learner directory', () => {
  it('sends the body, the key and the bearer token, below the base URL’s path', async () => {
    const seen: unknown[] = [];
    const to = await serve(
      (request, response) => {
        void bodyOf(request).then((body) => {
          seen.push([
            request.method,
            request.url,
            request.headers['idempotency-key'],
            request.headers.authorization,
            body,
          ]);
          response.end('{"employeeId":"4711"}');
        });
      },
      {},
      '/api/v2/',
    );
    expect(await to.upsert(call, never)).toEqual({ kind: 'applied', status: 200 });
    expect(seen).toEqual([['POST', '/api/v2/learners/upsert', 'e1', 'Bearer secret', JSON.stringify(call.body)]]);
    expect(to.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v2\/learners\/upsert$/);
  });

  it('ends a request that is aborted, and says so', async () => {
    let requests = 0;
    const to = await serve(() => (requests += 1));
    expect(await to.upsert(call, AbortSignal.timeout(100))).toMatchObject({
      kind: 'unavailable',
      status: null,
      code: 'LOCKSTEP_LND_TIMEOUT',
    });
    expect(await to.upsert(call, AbortSignal.abort())).toMatchObject({ code: 'LOCKSTEP_LND_TIMEOUT' });
    expect(requests).toBe(1);
  });

  it('sees a slow drip through to the abort, not to the end', async () => {
    const to = await serve(
      answerWith((response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(drip));
      }),
    );
    expect(await to.upsert(call, AbortSignal.timeout(150))).toMatchObject({
      status: 200,
      code: 'LOCKSTEP_LND_TIMEOUT',
    });
  });

  it('never follows a redirect and sends a request once', async () => {
    const paths: unknown[] = [];
    const to = await serve(
      answerWith((response, request) => {
        paths.push(request.url);
        response.writeHead(307, { location: '/elsewhere' }).end();
      }),
    );
    expect(await to.upsert(call, never)).toMatchObject({ kind: 'unavailable', code: 'LOCKSTEP_LND_REDIRECTED' });
    expect(paths).toEqual(['/learners/upsert']);
  });

  it('reads no more than 64 KB of an answer', async () => {
    const to = await serve(answerWith((response) => response.end(' '.repeat(65 * 1024) + '{}')));
    expect(await to.upsert(call, never)).toMatchObject({ status: 200, code: 'LOCKSTEP_LND_ANSWER_TOO_LARGE' });
  });

  it('tells resets before and in the body from timeouts, and goes on afterwards', async () => {
    let n = 0;
    const to = await serve(
      answerWith((response, request) => {
        n += 1;
        if (n === 1) request.socket.resetAndDestroy();
        else if (n === 2) {
          response.writeHead(200, { 'content-length': '100' });
          response.write('{"employeeId":', () => request.socket.destroy());
        } else response.end('{}');
      }),
    );
    expect(await to.upsert(call, never)).toMatchObject({ status: null, code: 'LOCKSTEP_LND_CONNECTION_LOST' });
    expect(await to.upsert(call, never)).toMatchObject({ status: 200, code: 'LOCKSTEP_LND_CONNECTION_LOST' });
    expect(await to.upsert(call, never)).toEqual({ kind: 'applied', status: 200 });
  });

  it('answers instead of throwing when nobody listens or the body cannot be written', async () => {
    const to = await serve(answerWith((response) => response.end()));
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    expect((await to.upsert({ ...call, body: loop }, never)).kind).toBe('unavailable');
    await new Promise((resolve) => server?.close(resolve));
    expect(await to.upsert(call, never)).toMatchObject({ kind: 'unavailable', code: 'LOCKSTEP_LND_UNREACHABLE' });
  });

  it('lists page by page', async () => {
    const to = await serve((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      const cursor = query.get('cursor');
      response.end(
        JSON.stringify({
          learners: [{ employeeId: cursor ?? '1', firstName: 'A' }],
          next: cursor === null ? 'ä/2' : null,
        }),
      );
    });
    const first = await to.list(null, 1, never);
    expect(first).toEqual({ learners: [{ employeeId: '1', fields: { firstName: 'A' } }], next: 'ä/2' });
    expect(await to.list(first.next, 1, never)).toMatchObject({ learners: [{ employeeId: 'ä/2' }], next: null });
  });

  it.each([
    ['{"learners":[{}],"next":null}', 200, 'retry'],
    ['{"learners":[]}', 200, 'retry'],
    ['<html>', 200, 'retry'],
    ['', 401, 'halt'],
    ['', 429, 'pause'],
  ])('refuses %s with %s as a page', async (text, status, disposition) => {
    const to = await serve((_request, response) => response.writeHead(status).end(text));
    await expect(to.list(null, 10, never)).rejects.toMatchObject({ code: 'LOCKSTEP_LND_LIST_FAILED', disposition });
  });
});

describe('the registry of learner directories', () => {
  it('names the connectors there are', () => {
    expect(() => learnerDirectory('moodel', { baseUrl: 'http://x', apiKey: null })).toThrow(
      expect.objectContaining({ code: 'LOCKSTEP_LND_ADAPTER_UNKNOWN', remedy: expect.stringContaining('generic') }),
    );
  });

  it.each([['learning.example.com'], ['ftp://x'], ['https://user:pw@x'], ['https://x?key=1']])(
    'refuses the base URL %s',
    (baseUrl) => {
      expect(() => learnerDirectory('generic', { baseUrl, apiKey: null })).toThrow(
        expect.objectContaining({ code: 'LOCKSTEP_LND_BASE_URL_INVALID' }),
      );
    },
  );

  it('refuses a key that no header can carry', () => {
    expect(() => learnerDirectory('generic', { baseUrl: 'https://x', apiKey: 'a\n' })).toThrow(
      expect.objectContaining({ code: 'LOCKSTEP_LND_API_KEY_INVALID' }),
    );
  });
});

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isLockstepError } from '@lockstep/domain';
import type { NotificationChannel, NotificationMessage } from '../notification-channel.js';
import { createSlackChannel, type SlackChannelSettings } from './slack-channel.js';

const MESSAGE: NotificationMessage = {
  thing: 'dlt:e1:0',
  title: 'Employee <!channel> & co',
  lines: ['Since then.', 'Do this.'],
};

let server: Server | undefined;
let channel: NotificationChannel | undefined;

afterEach(async () => {
  await channel?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
  server = channel = undefined;
});

async function hook(
  answer: RequestListener,
  over: Partial<SlackChannelSettings> = {},
  host = '127.0.0.1',
): Promise<string> {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://${host}:${(listening.address() as AddressInfo).port}/services/T0/B0/secretpart`;
  channel = createSlackChannel({ url, timeoutMs: 1_000, allowPrivate: true, ...over });
  return url;
}

async function sendIt(
  signal = new AbortController().signal,
): Promise<'told' | { code: string; message: string; disposition: string }> {
  const answer = await channel?.send(MESSAGE, signal);
  if (answer === undefined || answer === 'told') return 'told';
  expect(isLockstepError(answer)).toBe(true);
  expect(`${answer.message} ${answer.remedy}`).not.toContain('secretpart');
  return { code: answer.code, message: answer.message, disposition: answer.disposition };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

const answers =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

describe('the Slack-compatible channel', () => {
  it('posts the text with markup of ours only', async () => {
    let received: unknown;
    await hook((request, response) => {
      void bodyOf(request).then((body) => {
        received = body;
        response.end('ok');
      });
    });
    expect(await sendIt()).toBe('told');
    expect(received).toEqual({ text: '*Employee &lt;!channel&gt; &amp; co*\nSince then.\nDo this.' });
  });

  it.each([
    [404, 'no_service', 'the slack channel answered 404: no_service'],
    [500, '<html>secret of ana@example.com</html>', 'the slack channel answered 500'],
    [429, '', 'the slack channel answered 429'],
  ])('says what a %s means, in the word Slack gives or in none', async (status, body, message) => {
    await hook(answers(status, body));
    expect(await sendIt()).toEqual({ code: 'LOCKSTEP_NOTIFY_REFUSED', message, disposition: 'retry' });
  });

  it('follows no redirect', async () => {
    let hits = 0;
    await hook((request, response) => {
      hits += 1;
      answers(302, '', { location: '/elsewhere' })(request, response);
    });
    expect(await sendIt()).toMatchObject({ message: 'the slack channel answered 302; redirects are not followed' });
    expect(hits).toBe(1);
  });

  it('reads no more of an answer than it needs', async () => {
    let ended = false;
    let poured = 0;
    const pourForEver: RequestListener = (_request, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!ended && response.write(Buffer.alloc(16_384, 65))) poured += 16_384;
      };
      response.on('drain', pour).on('close', () => (ended = true));
      pour();
    };
    await hook(pourForEver, { timeoutMs: 4_000 });
    expect(await sendIt()).toBe('told');
    // What the sockets' buffers took beyond it; without the limit it would be all that fits into the time limit.
    expect(poured).toBeLessThan(20_000_000);
  });

  it('gives up at its time limit, and when it is told to', async () => {
    await hook(() => {}, { timeoutMs: 50 });
    expect(await sendIt()).toMatchObject({ code: 'LOCKSTEP_NOTIFY_UNREACHABLE', disposition: 'retry' });
    expect(await sendIt(AbortSignal.abort())).toMatchObject({ code: 'LOCKSTEP_NOTIFY_UNREACHABLE' });
  });

  it('says that nobody is there', async () => {
    await hook(answers(200));
    await new Promise((resolve) => server?.close(resolve));
    expect(await sendIt()).toMatchObject({ message: 'the slack channel could not be reached (ECONNREFUSED)' });
  });
});

describe('a hook inside the network', () => {
  it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'is not connected to as %s',
    async (host) => {
      let hits = 0;
      await hook(
        (request, response) => {
          hits += 1;
          answers(200)(request, response);
        },
        { allowPrivate: false },
        host,
      );
      expect(await sendIt()).toMatchObject({ code: 'LOCKSTEP_HOOK_ADDRESS_REFUSED', disposition: 'retry' });
      expect(hits).toBe(0);
    },
  );

  it('is, where the operator listed its address', async () => {
    await hook(answers(200, 'ok'), { allowPrivate: ['127.0.0.1'] });
    expect(await sendIt()).toBe('told');
  });
});

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorAnswer, jsonAnswer, writeAnswer } from '../http/answer-json.js';
import { listen, shut } from '../http/listen.js';
import { parseJson, readBody } from '../http/read-body.js';
import type { RunningSandbox } from '../running-sandbox.js';
import { handleLndControl } from './lnd-control-routes.js';
import { LndPlatform } from './lnd-platform.js';
import type { LndSandboxSettings } from './lnd-sandbox-settings.js';
import { handleRead } from './read-route.js';
import { handleUpsert } from './upsert-route.js';

/** Starts the sandbox learning platform in this process. Bare `node:http`: it must never be the slowest part. */
export async function startLndSandbox(settings: LndSandboxSettings = {}): Promise<RunningSandbox> {
  const platform = new LndPlatform(settings);
  const server = createServer((request, response) => {
    route(platform, request, response).catch(() => writeAnswer(response, errorAnswer(500, 'sandbox_defect', 'defect')));
  });
  const url = await listen(server, settings);
  return {
    url,
    async stop() {
      await shut(server);
      platform.stop();
    },
  };
}

async function route(platform: LndPlatform, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: target = '/' } = request;
  if (!target.startsWith('/sandbox/') && isResetAtOnce(platform, request)) return;
  if (method === 'POST' && target === '/learners/upsert') return handleUpsert(platform, request, response);
  const url = new URL(target, 'http://sandbox');
  if (method === 'GET' && (url.pathname === '/learners' || /^\/learners\/[^/]+$/.test(url.pathname))) {
    return handleRead(platform, url, request, response);
  }
  const bytes = await readBody(request, 1024 * 1024);
  if (url.pathname.startsWith('/sandbox/')) {
    const text = bytes?.toString('utf8') ?? '';
    const body = text === '' ? undefined : parseJson(text);
    return writeAnswer(response, handleLndControl(platform, method, url, body));
  }
  if (url.pathname === '/health/live') return writeAnswer(response, jsonAnswer(200, { status: 'ok' }));
  writeAnswer(response, errorAnswer(404, 'not_found', `there is no ${method} ${url.pathname}`));
}

const greeted = new WeakSet<Socket>();

/**
 * The fault `reset` in `connect`: dealt once a connection, when it first asks the platform itself for something, so that
 * `/sandbox/…` stays in reach. The client sees what it would see of a reset on accept.
 */
function isResetAtOnce(platform: LndPlatform, request: IncomingMessage): boolean {
  const { socket, method = '', url: path = '' } = request;
  if (greeted.has(socket)) return false;
  greeted.add(socket);
  const now = Date.now();
  const { fault } = platform.plan.deal({ on: 'connect', employeeId: null }, now);
  if (fault === null) return false;
  const nothing = { employeeId: null, idempotencyKey: null, bodyHash: null, text: null };
  const entry = platform.journal.begin({ receivedAt: now, method, path, ...nothing });
  Object.assign(entry, { did: 'fault', fault: fault.kind, brokenAt: now });
  socket.resetAndDestroy();
  return true;
}

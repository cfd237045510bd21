import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer, jsonAnswer, writeAnswer } from '../http/answer-json.js';
import { listen, shut } from '../http/listen.js';
import { parseJson, readBody } from '../http/read-body.js';
import type { RunningSandbox } from '../running-sandbox.js';
import { handleEmployees } from './employees-route.js';
import { handleHrisControl } from './hris-control-routes.js';
import type { HrisSandboxSettings } from './hris-sandbox-settings.js';
import { HrisSystem } from './hris-system.js';

/** Starts the sandbox HRIS in this process. */
export async function startHrisSandbox(settings: HrisSandboxSettings = {}): Promise<RunningSandbox> {
  const system = new HrisSystem(settings);
  const server = createServer((request, response) => {
    route(system, request, response).catch(() => writeAnswer(response, errorAnswer(500, 'sandbox_defect', 'defect')));
  });
  const url = await listen(server, settings);
  return {
    url,
    async stop() {
      await Promise.all([shut(server), system.stop()]);
    },
  };
}

async function route(system: HrisSystem, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: target = '/' } = request;
  const url = new URL(target, 'http://sandbox');
  if (method === 'GET' && (url.pathname === '/employees' || /^\/employees\/[^/]+$/.test(url.pathname))) {
    return handleEmployees(system, url, request, response);
  }
  const bytes = await readBody(request, 16 * 1024 * 1024);
  if (url.pathname.startsWith('/sandbox/')) {
    const text = bytes?.toString('utf8') ?? '';
    const body = text === '' ? undefined : parseJson(text);
    return writeAnswer(response, await handleHrisControl(system, method, url, body));
  }
  if (url.pathname === '/health/live') return writeAnswer(response, jsonAnswer(200, { status: 'ok' }));
  writeAnswer(response, errorAnswer(404, 'not_found', `there is no ${method} ${url.pathname}`));
}

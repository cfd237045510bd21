import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A learning platform that repeats what it was sent wherever it can: in its error's code and message, in pages, in
 * headers, in the status line. What it does is told by the beginning of the employee ID.
 */
export class EchoingPlatform {
  /** Employee IDs that were answered with a success. */
  readonly applied = new Set<string>();
  private readonly asked = new Map<string, number>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async listen(): Promise<EchoingPlatform> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => platform.answer(request, response, Buffer.concat(chunks).toString('utf8')));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const platform = new EchoingPlatform(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return platform;
  }

  /** How often it was asked about this employee. */
  times(employeeId: string): number {
    return this.asked.get(employeeId) ?? 0;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer(request: IncomingMessage, response: ServerResponse, text: string): void {
    const fields = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
    const said = (field: string): string => String(fields[field]);
    const employeeId = said('employeeId');
    const nth = this.times(employeeId) + 1;
    this.asked.set(employeeId, nth);
    const [what = ''] = employeeId.split('-');
    response.statusMessage = encodeURIComponent(said('lastName'));
    response.setHeader('x-debug', encodeURIComponent(text));
    response.setHeader('x-request-id', encodeURIComponent(said('workEmail')));
    const error = (status: number, message: string, code = `bad ${said('firstName')}`): void => {
      const learner = { ...fields, note: `of ${said('jobTitle')}` };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code, message }, learner }));
    };
    switch (what) {
      case 'fails':
        return error(500, `cannot store ${text} for ${Object.values(fields).join('; ').toUpperCase()}`);
      case 'page':
        response.writeHead(502, { 'content-type': 'text/html' });
        response.end(`<!doctype html><h1>${escapeHtml(text)}</h1>`);
        return;
      case 'success':
        return error(200, `not stored: ${encodeURIComponent(text)}`);
      case 'refused':
        return error(422, `invalid: ${JSON.stringify(text)}`);
      case 'plain':
        response.writeHead(400, { 'content-type': 'text/plain' });
        response.end(`rejected: ${text}`);
        return;
      case 'conflict':
        return error(409, `${said('workEmail')} belongs to ${said('firstName')} ${said('lastName')} already`);
      case 'orphan':
        if (fields['managerId'] !== undefined) return error(422, `no ${said('managerId')}`, 'unknown_manager');
        break;
      case 'throttled':
        if (nth > 1) break;
        response.setHeader('retry-after', '1');
        return error(429, `slow down with ${text}`);
      case 'halts':
        return error(401, `the key may not write ${text}`);
    }
    this.applied.add(employeeId);
    response.writeHead(request.method === 'POST' ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ employeeId, learner: fields }));
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hrisSource } from '../hris-registry.js';
import type { HrisSource } from '../hris-source.js';

let server: Server;
let source: HrisSource;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[];
const never = new AbortController().signal;

const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  source = hrisSource('generic', { baseUrl: `http://127.0.0.1:${port}/api/`, apiKey: 'key-1', timeoutMs: 500 });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await source.close();
});

describe('the list of the generic HRIS', () => {
  it('is asked for by cursor, limit and time, with the key as Bearer', async () => {
    answer = json(200, { employees: [{ employeeId: '1' }], next: 'c2' });
    await expect(source.list('c 1', 50, Date.UTC(2026, 10, 2), never)).resolves.toEqual({
      employees: [{ employeeId: '1' }],
      next: 'c2',
    });
    expect(asked[0]?.url).toBe('/api/employees?limit=50&cursor=c+1&modifiedSince=2026-11-02T00%3A00%3A00.000Z');
    expect(asked[0]?.headers.authorization).toBe('Bearer key-1');
    answer = json(200, { employees: [], next: null });
    await expect(source.list(null, 10, null, never)).resolves.toEqual({ employees: [], next: null });
    expect(asked[1]?.url).toBe('/api/employees?limit=10');
  });

  it.each([
    ['without next', { employees: [] }],
    ['without employees', { next: null }],
    ['with something else in the list', { employees: ['x'], next: null }],
  ])('does not take a page %s for the end', async (_what, body) => {
    answer = json(200, body);
    await expect(source.list(null, 10, null, never)).rejects.toMatchObject({ code: 'LOCKSTEP_HRIS_UNREADABLE' });
  });

  it('does not follow a redirect', async () => {
    answer = (request, response) => {
      if (request.url?.startsWith('/api/')) response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end('{"employees":[],"next":null}');
    };
    await expect(source.list(null, 10, null, never)).rejects.toMatchObject({ code: 'LOCKSTEP_HRIS_REFUSED' });
    expect(asked).toHaveLength(1);
  });

  it.each([429, 500, 503])('waits on %d', async (status) => {
    answer = json(status, {});
    await expect(source.list(null, 10, null, never)).rejects.toMatchObject({
      code: 'LOCKSTEP_HRIS_UNAVAILABLE',
      disposition: 'pause',
    });
  });

  it('waits when the answer is cut, is not JSON (without quoting it), or never comes', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-length': '100' }).end('{"employees":[');
    await expect(source.list(null, 10, null, never)).rejects.toMatchObject({ code: 'LOCKSTEP_HRIS_UNAVAILABLE' });
    answer = (_request, response) => response.end('Ana Example');
    await expect(source.list(null, 10, null, never)).rejects.toThrow(
      "the HRIS's API answered with a body that is not JSON",
    );
    answer = () => {};
    await expect(source.list(null, 10, null, never)).rejects.toMatchObject({ code: 'LOCKSTEP_HRIS_UNAVAILABLE' });
  });
});

describe('hydrating from the generic HRIS', () => {
  it('tells found, gone and not visible apart', async () => {
    answer = json(200, { employeeId: 'a/b' });
    await expect(source.hydrate?.('a/b', never)).resolves.toEqual({ kind: 'found', record: { employeeId: 'a/b' } });
    expect(asked[0]?.url).toBe('/api/employees/a%2Fb');
    for (const [status, kind] of [
      [404, 'gone'],
      [410, 'gone'],
      [403, 'not_visible'],
    ] as const) {
      answer = json(status, {});
      await expect(source.hydrate?.('1', never)).resolves.toEqual({ kind });
    }
    answer = json(401, {});
    await expect(source.hydrate?.('1', never)).rejects.toMatchObject({
      code: 'LOCKSTEP_HRIS_REFUSED',
      disposition: 'halt',
    });
  });
});

describe('choosing an HRIS', () => {
  it('names the adapters there are when the name is none of them', () => {
    expect(() => hrisSource('workdya', {})).toThrow('there is no HRIS adapter "workdya"; there are: generic');
  });

  it('says what is missing when the API is needed and not set', async () => {
    await expect(hrisSource('generic', {}).list(null, 1, null, never)).rejects.toThrow('HRIS_BASE_URL is not set');
  });
});

import type { IncomingMessage, ServerResponse } from 'node:http';
import { playFault } from '../faults/play-fault.js';
import { errorAnswer, jsonAnswer, writeAnswer } from '../http/answer-json.js';
import type { JsonAnswer } from '../http/answer-json.js';
import { pageOf, readPageQuery } from '../http/page-query.js';
import { lastPartOf } from '../http/last-part-of.js';
import type { StoredEmployee } from './employee-record.js';
import type { HrisSystem } from './hris-system.js';

/** `GET /employees?cursor=&limit=&modifiedSince=` and `GET /employees/{employeeId}` */
export function handleEmployees(
  system: HrisSystem,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  const employeeId = url.pathname === '/employees' ? null : lastPartOf(url.pathname);
  const now = Date.now();
  const { delayMs, fault } = system.apiFaults.deal({ on: 'list', employeeId }, now);
  const act = (): void => {
    const healthy = system.isAuthorised(request.headers.authorization)
      ? answerFor(system, url, employeeId)
      : errorAnswer(401, 'unauthorised', 'no valid API key');
    if (fault === null) writeAnswer(response, healthy);
    else playFault(fault, { request, response, healthy, someoneElse: 'someone-else', now, later: system.later });
  };
  if (delayMs > 0) system.later(delayMs, act);
  else act();
}

function answerFor(system: HrisSystem, url: URL, employeeId: string | null): JsonAnswer {
  if (url.pathname !== '/employees') {
    const employee = employeeId === null ? null : system.directory.get(employeeId);
    return employee === null
      ? errorAnswer(404, 'not_found', 'no employee has this ID')
      : jsonAnswer(200, asListed(employee));
  }
  const query = readPageQuery(url.searchParams);
  const since = modifiedSince(url.searchParams.get('modifiedSince'));
  if (query === null || since === null) {
    return errorAnswer(
      400,
      'bad_page',
      'limit is a number from 1, cursor what the page before gave as next, modifiedSince ISO 8601',
    );
  }
  const { directory } = system;
  // Inclusive: of two changes in one millisecond the later one must not be missed.
  const ids = directory.ids().filter((id) => (directory.get(id)?.modifiedAt ?? 0) >= since);
  const { items, next } = pageOf(ids, (id) => id, query);
  const employees = items.map((id) => directory.get(id)).filter((employee) => employee !== null);
  return jsonAnswer(200, { employees: employees.map(asListed), next, total: ids.length });
}

function asListed({ record, modifiedAt }: StoredEmployee): Record<string, unknown> {
  return { ...record, modifiedAt: new Date(modifiedAt).toISOString() };
}

function modifiedSince(text: string | null): number | null {
  if (text === null || text === '') return 0;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

import { LockstepError } from '@lockstep/domain';
import { HrisApi } from '../hris-api.js';
import type { EmployeePage, HrisSource, HydrateAnswer } from '../hris-source.js';
import type { HrisSettings } from '../hris-settings.js';
import { STANDARD_WEBHOOKS } from '../standard-webhooks.js';
import { readGenericWebhook } from './read-generic-webhook.js';

/**
 * The generic HRIS: Standard Webhooks with full records, `GET /employees?cursor=&limit=&modifiedSince=` →
 * `{"employees":[…],"next":cursor|null}`, `GET /employees/{id}`.
 */
export function createGenericHris(settings: HrisSettings): HrisSource {
  const { baseUrl } = settings;
  const api = baseUrl === undefined ? null : new HrisApi({ ...settings, baseUrl });
  return {
    name: 'generic',
    signature: STANDARD_WEBHOOKS,
    readWebhook: readGenericWebhook,
    async hydrate(id, signal): Promise<HydrateAnswer> {
      const answer = await needed(api).get(`/employees/${encodeURIComponent(id)}`, {}, signal, [403, 404, 410]);
      if (answer.status === 403) return { kind: 'not_visible' };
      if (answer.status === 404 || answer.status === 410) return { kind: 'gone' };
      if (!isObject(answer.body)) throw unreadable('an employee that is not an object');
      return { kind: 'found', record: answer.body };
    },
    async list(cursor, limit, modifiedSince, signal) {
      const query = {
        limit: String(limit),
        ...(cursor === null ? {} : { cursor }),
        ...(modifiedSince === null ? {} : { modifiedSince: new Date(modifiedSince).toISOString() }),
      };
      return readPage((await needed(api).get('/employees', query, signal)).body);
    },
    async close() {
      await api?.close();
    },
  };
}

function readPage(body: unknown): EmployeePage {
  if (!isObject(body)) throw unreadable('a page that is not an object');
  const { employees, next } = body;
  if (!Array.isArray(employees) || !employees.every(isObject)) throw unreadable('a page without a list of employees');
  // A missing `next` is not the end: taken for one, a cut answer would pass as a complete list.
  if (next !== null && (typeof next !== 'string' || next === ''))
    throw unreadable('a page that does not say what is next');
  return { employees, next };
}

function needed(api: HrisApi | null): HrisApi {
  if (api !== null) return api;
  throw new LockstepError({
    code: 'LOCKSTEP_HRIS_NO_API',
    message: "the HRIS's API is needed, but HRIS_BASE_URL is not set",
    stage: 'before',
    disposition: 'halt',
    remedy: 'Set HRIS_BASE_URL (and HRIS_API_KEY where the HRIS asks for one).',
  });
}

function unreadable(what: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_HRIS_UNREADABLE',
    message: `the HRIS's API answered with ${what}`,
    stage: 'before',
    disposition: 'pause',
    remedy: 'Compare the answer with docs/guides/connect-an-hris.md; the list is read again later.',
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

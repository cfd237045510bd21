import { errorAnswer, jsonAnswer } from '../http/answer-json.js';
import type { JsonAnswer } from '../http/answer-json.js';
import { lastPartOf } from '../http/last-part-of.js';
import { asObject } from '../http/read-body.js';
import { readNumber } from '../http/read-number.js';
import { FaultPlan } from '../faults/fault-plan.js';
import { learnerAsListed } from './learner.js';
import type { LndPlatform } from './lnd-platform.js';
import { parseFaults } from '../faults/parse-faults.js';
import { changeRules } from './platform-rules.js';
import { entryAsShown } from './request-journal.js';

/** `/sandbox/…`: what makes the platform misbehave and tells what it has done. Not part of what a platform offers. */
export function handleLndControl(platform: LndPlatform, method: string, url: URL, body: unknown): JsonAnswer {
  switch (`${method} ${url.pathname}`) {
    case 'GET /sandbox/journal':
      return journal(platform, url.searchParams);
    case 'GET /sandbox/stats':
      return jsonAnswer(200, statsOf(platform));
    case 'GET /sandbox/faults':
      return jsonAnswer(200, platform.plan.list);
    case 'PUT /sandbox/faults':
      return setFaults(platform, body);
    case 'DELETE /sandbox/faults':
      return setFaults(platform, []);
    case 'GET /sandbox/rules':
      return jsonAnswer(200, platform.store.rules);
    case 'PUT /sandbox/rules': {
      const rules = changeRules(platform.store.rules, asObject(body) ?? {});
      if (typeof rules === 'string') return errorAnswer(400, 'bad_rules', rules);
      platform.store.rules = rules;
      return jsonAnswer(200, rules);
    }
    case 'POST /sandbox/reset':
      platform.reset();
      return jsonAnswer(200, statsOf(platform));
    default:
      return url.pathname.startsWith('/sandbox/learners/')
        ? editLearner(platform, method, lastPartOf(url.pathname) ?? '', body)
        : errorAnswer(404, 'not_found', `there is no ${method} ${url.pathname}`);
  }
}

function journal(platform: LndPlatform, query: URLSearchParams): JsonAnswer {
  const after = readNumber(query, 'after', 0);
  const limit = readNumber(query, 'limit', 1_000);
  if (after === null || limit === null || limit === 0)
    return errorAnswer(400, 'bad_page', 'after and limit are whole numbers');
  const entries = platform.journal.after(after, Math.min(limit, 10_000));
  return jsonAnswer(200, {
    entries: entries.map(entryAsShown),
    next: entries.at(-1)?.seq ?? after,
    total: platform.journal.length,
    droppedUpTo: platform.journal.droppedUpTo,
  });
}

function setFaults(platform: LndPlatform, body: unknown): JsonAnswer {
  const list = parseFaults(body);
  if (typeof list === 'string') return errorAnswer(400, 'bad_faults', list);
  platform.plan = new FaultPlan(list, Date.now());
  return jsonAnswer(200, list);
}

/** Edits on the platform's own side, as an admin there makes them. */
function editLearner(platform: LndPlatform, method: string, employeeId: string, body: unknown): JsonAnswer {
  if (method === 'DELETE') {
    return platform.store.remove(employeeId) ? jsonAnswer(200, {}) : errorAnswer(404, 'not_found', 'no such learner');
  }
  const change = asObject(body);
  if (method !== 'PATCH' || change === null) return errorAnswer(400, 'bad_edit', 'PATCH fields, or DELETE');
  const learner = platform.store.edit(employeeId, change, Date.now());
  if (learner === null) return errorAnswer(404, 'not_found', 'no such learner');
  return typeof learner === 'string'
    ? errorAnswer(422, 'invalid_field', learner)
    : jsonAnswer(200, learnerAsListed(learner));
}

/** Counts over the journal as far as it is kept; `requests` and `effects` over everything. */
function statsOf(platform: LndPlatform): Record<string, unknown> {
  const did: Record<string, number> = {};
  const status: Record<string, number> = {};
  const faults: Record<string, number> = {};
  let open = 0;
  for (const entry of platform.journal.all) {
    did[entry.did] = (did[entry.did] ?? 0) + 1;
    status[entry.status ?? 'none'] = (status[entry.status ?? 'none'] ?? 0) + 1;
    if (entry.fault !== null) faults[entry.fault] = (faults[entry.fault] ?? 0) + 1;
    if (entry.answeredAt === null && entry.brokenAt === null) open += 1;
  }
  const suspended = platform.store.ids().filter((id) => platform.store.get(id)?.state === 'suspended').length;
  const learners = platform.store.size;
  return {
    learners,
    active: learners - suspended,
    suspended,
    requests: platform.journal.length,
    effects: platform.store.effectCount,
    open,
    did,
    status,
    faults,
  };
}

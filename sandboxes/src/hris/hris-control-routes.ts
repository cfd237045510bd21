import { FaultPlan } from '../faults/fault-plan.js';
import { parseFaults } from '../faults/parse-faults.js';
import { errorAnswer, jsonAnswer } from '../http/answer-json.js';
import type { JsonAnswer } from '../http/answer-json.js';
import { asObject } from '../http/read-body.js';
import { readNumber } from '../http/read-number.js';
import { CHANGE_KINDS, parseChange } from './change.js';
import type { ChangeCommand } from './change.js';
import type { DeliveryForm } from './delivery.js';
import type { HrisSystem } from './hris-system.js';
import { MALFORMED_FORMS } from './malformed-payload.js';
import type { TrafficWish } from './traffic.js';
import { parseWebhookFaults, WebhookFaultPlan } from './webhook-fault.js';

/** `/sandbox/…`: what makes things happen in the HRIS and tells what it has done. */
export async function handleHrisControl(
  system: HrisSystem,
  method: string,
  url: URL,
  body: unknown,
): Promise<JsonAnswer> {
  switch (`${method} ${url.pathname}`) {
    case 'POST /sandbox/changes':
      return makeChanges(system, body);
    case 'POST /sandbox/announce':
      return announce(system, body);
    case 'POST /sandbox/deliveries':
      return deliver(system, body);
    case 'GET /sandbox/traffic':
      return jsonAnswer(200, system.traffic.state);
    case 'POST /sandbox/traffic':
      return startTraffic(system, body);
    case 'DELETE /sandbox/traffic':
      system.traffic.stop();
      return jsonAnswer(200, system.traffic.state);
    case 'PUT /sandbox/webhook':
      return setWebhook(system, body);
    case 'GET /sandbox/faults':
      return jsonAnswer(200, system.faults.list);
    case 'PUT /sandbox/faults':
      return setFaults(system, body);
    case 'DELETE /sandbox/faults':
      return setFaults(system, []);
    case 'GET /sandbox/api-faults':
      return jsonAnswer(200, system.apiFaults.list);
    case 'PUT /sandbox/api-faults':
      return setApiFaults(system, body);
    case 'DELETE /sandbox/api-faults':
      return setApiFaults(system, []);
    case 'GET /sandbox/journal':
      return journal(system, url.searchParams);
    case 'GET /sandbox/stats':
      return jsonAnswer(200, statsOf(system));
    case 'POST /sandbox/reset':
      system.reset();
      return jsonAnswer(200, statsOf(system));
    default:
      return errorAnswer(404, 'not_found', `there is no ${method} ${url.pathname}`);
  }
}

/** Each change by itself, or with `"together": true` all of them in one webhook. */
function makeChanges(system: HrisSystem, body: unknown): JsonAnswer {
  const wish = asObject(body);
  const given = Array.isArray(body) ? (body as unknown[]) : wish?.['changes'];
  if (!Array.isArray(given) || given.length === 0)
    return errorAnswer(400, 'bad_changes', 'changes is a list of at least one');
  const commands: ChangeCommand[] = [];
  for (const [index, item] of given.entries()) {
    const command = parseChange(item);
    if (typeof command === 'string') return errorAnswer(400, 'bad_changes', `change ${index}: ${command}`);
    commands.push(command);
  }
  const together = wish?.['together'] === true;
  const results = together ? system.changeTogether(commands) : commands.map((command) => system.change(command));
  const problem = results.find((result) => typeof result === 'string');
  const changes = results.filter((result) => typeof result !== 'string');
  return problem === undefined
    ? jsonAnswer(200, { changes })
    : jsonAnswer(409, { error: { code: 'impossible_change', message: problem }, changes });
}

function announce(system: HrisSystem, body: unknown): JsonAnswer {
  const ids = asObject(body)?.['employeeIds'] ?? system.directory.ids();
  if (!Array.isArray(ids)) return errorAnswer(400, 'bad_announcement', 'employeeIds is a list');
  return jsonAnswer(200, { announced: system.announceEmployees(ids.map(String)) });
}

const FORMS: readonly DeliveryForm[] = ['right', 'wrong_signature', 'old_timestamp', ...MALFORMED_FORMS];

async function deliver(system: HrisSystem, body: unknown): Promise<JsonAnswer> {
  const { form, employeeId = system.directory.ids()[0] } = asObject(body) ?? {};
  const known = FORMS.find((one) => one === form);
  if (known === undefined) return errorAnswer(400, 'bad_delivery', `form is none of ${FORMS.join(', ')}`);
  if (system.sender.target.url === null) return errorAnswer(409, 'no_webhook', 'no webhook URL is set');
  const delivery = system.deliverOnce(known, String(employeeId));
  if (delivery === null) return errorAnswer(404, 'not_found', 'no employee has this ID');
  return jsonAnswer(200, await delivery);
}

function startTraffic(system: HrisSystem, body: unknown): JsonAnswer {
  const { perSecond, seed = 1, kinds, total = null } = asObject(body) ?? {};
  const weights = kinds === undefined ? {} : asObject(kinds);
  const isPace = typeof perSecond === 'number' && perSecond > 0 && perSecond <= 10_000;
  if (!isPace || !Number.isInteger(seed) || !(total === null || (Number.isInteger(total) && Number(total) > 0))) {
    return errorAnswer(400, 'bad_traffic', 'perSecond is a number up to 10000, seed and total are whole numbers');
  }
  const known = (name: string): boolean => CHANGE_KINDS.some((kind) => kind === name);
  if (weights === null || !Object.entries(weights).every(([name, value]) => known(name) && Number(value) >= 0)) {
    return errorAnswer(400, 'bad_traffic', `kinds has weights for ${CHANGE_KINDS.join(', ')}`);
  }
  system.traffic.start({ perSecond, seed, total, ...(kinds === undefined ? {} : { kinds: weights }) } as TrafficWish);
  return jsonAnswer(200, system.traffic.state);
}

function setWebhook(system: HrisSystem, body: unknown): JsonAnswer {
  const { url = system.sender.target.url, secrets = system.sender.target.secrets } = asObject(body) ?? {};
  const isList = Array.isArray(secrets) && secrets.every((secret) => typeof secret === 'string');
  if (!(url === null || (typeof url === 'string' && URL.canParse(url))) || !isList) {
    return errorAnswer(400, 'bad_webhook', 'url is a URL or null, secrets a list of whsec_…');
  }
  system.sender.configure({ url, secrets: secrets });
  return jsonAnswer(200, { url, secrets: secrets.length });
}

function setFaults(system: HrisSystem, body: unknown): JsonAnswer {
  const list = parseWebhookFaults(body);
  if (typeof list === 'string') return errorAnswer(400, 'bad_faults', list);
  system.faults = new WebhookFaultPlan(list, Date.now());
  return jsonAnswer(200, list);
}

function setApiFaults(system: HrisSystem, body: unknown): JsonAnswer {
  const list = parseFaults(body);
  if (typeof list === 'string') return errorAnswer(400, 'bad_faults', list);
  system.apiFaults = new FaultPlan(list, Date.now(), 'list');
  return jsonAnswer(200, list);
}

function journal(system: HrisSystem, query: URLSearchParams): JsonAnswer {
  const after = readNumber(query, 'after', 0);
  const limit = readNumber(query, 'limit', 1_000);
  const kind = query.get('entry');
  if (after === null || limit === null || limit === 0)
    return errorAnswer(400, 'bad_page', 'after and limit are whole numbers');
  if (kind !== null && kind !== 'change' && kind !== 'delivery')
    return errorAnswer(400, 'bad_page', 'entry is change or delivery');
  const entries = system.journal.after(after, Math.min(limit, 10_000), kind);
  const { length: total, droppedUpTo } = system.journal;
  return jsonAnswer(200, { entries, next: entries.at(-1)?.seq ?? after, total, droppedUpTo });
}

function statsOf(system: HrisSystem): Record<string, unknown> {
  const accepted = new Set<string>();
  const seen = new Set<string>();
  const status: Record<string, number> = {};
  const form: Record<string, number> = {};
  let changes = 0;
  let attempts = 0;
  for (const entry of system.journal.all) {
    if (entry.entry === 'change') {
      changes += 1;
      continue;
    }
    attempts += 1;
    seen.add(entry.webhookId);
    if (entry.status !== null && entry.status >= 200 && entry.status < 300) accepted.add(entry.webhookId);
    status[entry.status ?? 'none'] = (status[entry.status ?? 'none'] ?? 0) + 1;
    form[entry.form] = (form[entry.form] ?? 0) + 1;
  }
  const { pending } = system.sender;
  return {
    employees: system.directory.size,
    changes,
    attempts,
    webhooks: seen.size,
    accepted: accepted.size,
    pending,
    status,
    form,
  };
}

import { HEADERS, readRetryHeaders } from '@lockstep/messaging';
import { judge, type EventFact, type Facts, type Proof } from '@lockstep/stack';
import { shared } from './shared.js';
import { Simulation, type RunOptions } from './simulation.js';

/** How one seed went. */
export interface RunResult {
  readonly seed: number;
  /** What does not hold, in sentences; empty when all does. */
  readonly problems: readonly string[];
  readonly proof: Proof;
  /** What may be left out to make the story shorter. */
  readonly atoms: readonly string[];
  readonly story: readonly string[];
  readonly hash: string;
  /** The kinds of disturbances that took place. */
  readonly didDisturb: readonly string[];
  /** How long the run was, in virtual milliseconds. */
  readonly virtualMs: number;
  /** Virtual milliseconds from the heal until all was quiet; null when it never was. */
  readonly quietAfterMs: number | null;
}

/** Runs one seed from its beginning to its judgement. The same options give the same result, to the line. */
export async function runSeed(options: RunOptions): Promise<RunResult> {
  const simulation = new Simulation(await shared(), options);
  const quietAfterMs = await simulation.run();
  const { facts, excused } = await factsOf(simulation);
  const proof = judged(facts, excused);
  const problems = [...simulation.checks.problems, ...proof.problems, ...(await problemsOf(simulation, facts))];
  if (quietAfterMs === null) problems.push('not everything had ended two minutes after nothing went wrong any more');
  if (simulation.consumerCrash !== null) problems.push(`a consumer crashed: ${simulation.consumerCrash}`);
  return {
    seed: options.seed,
    problems,
    proof,
    atoms: [...simulation.done, ...simulation.weather.atoms],
    story: simulation.story.lines,
    hash: simulation.story.hash,
    didDisturb: simulation.plan.disturbances.filter(({ id }) => simulation.done.has(id)).map(({ kind }) => kind),
    virtualMs: simulation.elapsed,
    quietAfterMs,
  };
}

async function factsOf(simulation: Simulation): Promise<{ facts: Facts; excused: ReadonlySet<string> }> {
  const {
    broker,
    shared: { topology, codecs },
    stores,
    platform,
    accepted,
  } = simulation;
  const records = async (topic: string) => {
    const all = [];
    for await (const record of broker.read(topic)) all.push(record);
    return all;
  };
  const idOf = (headers: Readonly<Record<string, Buffer>>): string => String(headers[HEADERS.eventId]);
  const events: EventFact[] = [];
  const excused = new Set<string>();
  const outcomes = await Promise.all(
    (await records(topology.topic('learner.outcomes'))).map(({ value }) => codecs.outcomes.decode(value)),
  );
  const letters = await records(topology.retries.deadLetters);
  const deadLetters = letters.map(({ headers }) => idOf(headers));
  const ends = new Map(outcomes.map((outcome) => [outcome.eventId, outcome]));
  const asideByOrigin = new Map(
    letters
      .filter(({ headers }) => String(headers[HEADERS.errorCode]) === 'LOCKSTEP_DECODE_DEATHS')
      .map(({ headers }) => [String(headers[HEADERS.origin]), ends.get(idOf(headers))]),
  );
  const source = topology.topic('employee.events');
  for (const { headers, value, offset, partition, timestamp } of await records(source)) {
    if (headers[HEADERS.eventId] === undefined) continue;
    const { eventId, employeeId, occurredAt } = await codecs.events.decode(value);
    events.push({ eventId, employeeId, version: { modifiedAt: occurredAt, offset } });
    // Put aside undecoded, under its place, unless it had its end before: two processes ended
    // while they had it in hand, and one before, which had begun the marking.
    const end = asideByOrigin.get(`${source}/${partition}/${offset}`);
    if (end === undefined || outcomes.some((outcome) => outcome.terminal && outcome.eventId === eventId)) continue;
    if (simulation.endsSince(timestamp) < 2)
      simulation.checks.say(
        `${simulation.nameOf(eventId)} was put aside after ${simulation.endsSince(timestamp)} ends of upserters`,
      );
    outcomes.push({ ...end, eventId });
    deadLetters.push(eventId);
    excused.add(employeeId);
  }
  const retries = (await Promise.all(topology.retries.topics.map(records))).flat().flatMap(({ headers }) => {
    const state = readRetryHeaders(headers);
    return state === null || state.reference
      ? []
      : [{ eventId: idOf(headers), attempt: state.attempt, replay: state.replay, dueAt: state.dueAt }];
  });
  const facts: Facts = {
    events,
    outcomes,
    rejected: (await records(topology.topic('employee.rejected'))).length,
    retries,
    deadLetters,
    writes: platform.journal,
    learners: platform.learners.size,
    accepted: [...accepted],
    ledger: {
      events: [...stores.ledger.events].map(([eventId, { replay, ended }]) => ({ eventId, replay, ended })),
      employees: [...stores.ledger.employees].map(([employeeId, { newest, applied }]) => ({
        employeeId,
        newestEventId: newest?.eventId ?? null,
        appliedEventId: applied?.eventId ?? null,
      })),
    },
  };
  return { facts, excused };
}

/**
 * The ledger cannot know what was put aside undecoded: it is compared for everybody but those employees, and everything
 * else is judged for all.
 */
function judged(facts: Facts, excused: ReadonlySet<string>): Proof {
  if (excused.size === 0) return judge(facts);
  const { ledger, ...witnesses } = facts;
  const proof = judge(witnesses);
  const isOurs = ({ employeeId }: { readonly employeeId: string }): boolean => !excused.has(employeeId);
  const events = facts.events.filter(isOurs);
  const known = new Set(events.map(({ eventId }) => eventId));
  const others = judge({
    ...facts,
    events,
    outcomes: facts.outcomes.filter(isOurs),
    writes: facts.writes.filter(isOurs),
    accepted: [],
    ledger: {
      events: ledger!.events.filter(({ eventId }) => known.has(eventId)),
      employees: ledger!.employees.filter(isOurs),
    },
  });
  return { ...proof, problems: [...new Set([...proof.problems, ...others.problems])] };
}

/** What the judge cannot see from outside: attempts, poison, what a throttle may cost. */
async function problemsOf(simulation: Simulation, facts: Facts): Promise<string[]> {
  const problems: string[] = [];
  const failing = new Map<string, number>();
  for (const { eventId, key, answer } of simulation.platform.requests)
    if (
      !key.endsWith(':manager') &&
      (answer === null || answer === 'unheard' || answer === 'unavailable' || answer === 'applied')
    )
      failing.set(eventId, (failing.get(eventId) ?? 0) + 1);
  const attempts = new Map<string, Set<number>>();
  for (const { eventId, outcome, attempt, httpStatus, outcomeId, errorCode } of facts.outcomes) {
    if (outcome !== 'failed' || errorCode === 'LOCKSTEP_ATTEMPT_RECOVERED') continue;
    attempts.set(eventId, (attempts.get(eventId) ?? new Set()).add(attempt));
    if (httpStatus === 429 || httpStatus === 401 || httpStatus === 403 || httpStatus === 503)
      problems.push(`an attempt was spent on ${httpStatus}: ${outcomeId}`);
  }
  for (const [eventId, made] of attempts) {
    const most = Math.max(...made);
    if (most > 4) problems.push(`${simulation.nameOf(eventId)} had attempt ${most}`);
  }
  for (const { eventId, outcome, attempt, errorCode } of facts.outcomes) {
    const isOutOfRetries =
      outcome === 'dead_lettered' &&
      errorCode !== null &&
      /UNAVAILABLE|UNREACHABLE|TIMEOUT|UNRECOGNISED/.test(errorCode);
    if (isOutOfRetries && attempt !== 4)
      problems.push(`${simulation.nameOf(eventId)} was given up after attempt ${attempt}`);
    if (isOutOfRetries && (failing.get(eventId) ?? 0) < 4)
      problems.push(`${simulation.nameOf(eventId)} was given up after ${failing.get(eventId) ?? 0} requests`);
  }
  for (const [index, topic] of simulation.shared.topology.retries.topics.entries())
    for await (const { headers } of simulation.broker.read(topic)) {
      const state = readRetryHeaders(headers);
      if (state === null || (!state.reference && state.attempt !== index + 2))
        problems.push(`a retry for attempt ${state?.attempt ?? '?'} stands on ${topic}`);
    }
  const dead = new Set(facts.deadLetters);
  const topic = simulation.shared.topology.topic('employee.events');
  for await (const { headers, partition, offset } of simulation.broker.read(topic))
    if (
      headers[HEADERS.eventId] === undefined &&
      !dead.has(`undecodable:${topic}/${partition}/${offset}`) &&
      !dead.has(await eventIdOf(simulation, partition, offset))
    )
      problems.push(`the poison at ${partition}/${offset} is not on the dead letter topic`);
  problems.push(...(await missingReferences(simulation)));
  return problems;
}

/** The platform knows the manager, and the learner is without the reference to them. */
async function missingReferences({
  platform,
  stores,
  broker,
  shared: { topology, codecs },
}: Simulation): Promise<string[]> {
  const managers = new Map<string, string>();
  for await (const { headers, value } of broker.read(topology.topic('employee.events'))) {
    if (headers[HEADERS.eventId] === undefined) continue;
    const { eventId, employee } = await codecs.events.decode(value);
    if (typeof employee['managerId'] === 'string') managers.set(eventId, employee['managerId']);
  }
  const refused = new Set(
    platform.requests
      .filter(({ key, answer }) => key.endsWith(':manager') && answer !== 'applied')
      .map(({ eventId }) => eventId),
  );
  return [...stores.ledger.employees].flatMap(([employeeId, { applied, newest }]) => {
    const managerId = applied === null ? undefined : managers.get(applied.eventId);
    const isSettled = applied !== null && applied.eventId === newest?.eventId && !refused.has(applied.eventId);
    const isThere = managerId !== undefined && (stores.ledger.employees.get(managerId)?.applied ?? null) !== null;
    const isMissing = isSettled && isThere && platform.learners.get(employeeId)?.['managerId'] !== managerId;
    return isMissing ? [`the learner ${employeeId} is without the reference to ${managerId}`] : [];
  });
}

/** A record under another's key has an event in it all the same. */
async function eventIdOf(
  { shared: { topology, codecs }, broker }: Simulation,
  partition: number,
  offset: bigint,
): Promise<string> {
  const from = new Map([[partition, offset]]);
  for await (const { value } of broker.read(topology.topic('employee.events'), { partitions: [partition], from }))
    return codecs.events.decode(value).then(
      ({ eventId }) => eventId,
      () => '',
    );
  return '';
}

import { Dice } from './chance.js';
import { planEpisodes, type Episode } from './faults.js';

/** One change as the HRIS reports it. */
export interface Change {
  readonly type: 'employee.created' | 'employee.updated' | 'employee.terminated';
  readonly occurredAt: string;
  readonly employee: Readonly<Record<string, string | null>>;
}

/** One webhook. Times in a plan are milliseconds since the beginning. */
export interface PlannedDelivery {
  readonly id: string;
  readonly at: number;
  readonly ingest: number;
  readonly changes: readonly Change[];
}

/** What is done to the system from outside, at a time. */
export type Disturbance = { readonly id: string; readonly at: number } & (
  | {
      readonly kind: 'crash' | 'leave' | 'freeze';
      readonly service: Service;
      readonly index: number;
      readonly ms: number;
    }
  | { readonly kind: 'clock'; readonly service: Service; readonly index: number; readonly byMs: number }
  | { readonly kind: 'rebalance' }
  /** Every upserter dies, and the group's offsets are set back. */
  | { readonly kind: 'rewind'; readonly by: number }
  | { readonly kind: 'poison'; readonly poison: Poison; readonly employeeId: string }
);

export type Service = 'ingest' | 'upserter';
export const POISONS = ['null_key', 'null_value', 'garbage', 'unknown_schema', 'other_key'] as const;
export type Poison = (typeof POISONS)[number];

/** Everything that happens in one run besides what the code under test does. Follows from the seed alone. */
export interface Plan {
  readonly seed: number;
  readonly employees: readonly string[];
  readonly ingests: number;
  readonly upserters: number;
  readonly partitions: number;
  readonly concurrency: number;
  readonly rate: { readonly tokens: number; readonly perMs: number } | null;
  readonly knowsSchemas: boolean;
  readonly deliveries: readonly PlannedDelivery[];
  readonly disturbances: readonly Disturbance[];
  readonly episodes: readonly Episode[];
  /** From here on nothing goes wrong any more. */
  readonly healAt: number;
}

/** A share of the runs has no faults but the platform's: there retries must be on time. */
const CALM_SHARE = 0.1;

/** @param beginning epoch milliseconds of the run's time zero */
export function makePlan(seed: number, beginning: number): Plan {
  const dice = new Dice(seed, 'plan');
  const healAt = dice.whole(12_000, 35_000);
  const ingests = dice.whole(1, 3);
  const upserters = dice.whole(1, 3);
  const isCalm = dice.is(CALM_SHARE);
  const employees = Array.from({ length: dice.whole(2, 7) }, (_, index) => `E${index + 1}`);
  return {
    seed,
    employees,
    ingests,
    upserters,
    partitions: dice.whole(1, 3),
    concurrency: dice.whole(1, 4),
    rate: dice.is(0.2) ? { tokens: dice.whole(3, 30), perMs: 1_000 } : null,
    knowsSchemas: dice.is(0.5),
    deliveries: planDeliveries(new Dice(seed, 'deliveries'), { employees, ingests, healAt, beginning }),
    disturbances: isCalm
      ? []
      : planDisturbances(new Dice(seed, 'disturbances'), { employees, ingests, upserters, healAt }),
    episodes: planEpisodes(new Dice(seed, 'episodes'), healAt).map((episode) =>
      isCalm ? platformOnly(episode) : episode,
    ),
    healAt,
  };
}

function platformOnly({ from, to, rates }: Episode): Episode {
  const own = Object.entries(rates).filter(([name]) => name.startsWith('platform_'));
  return { from, to, rates: Object.fromEntries(own) };
}

interface Extent {
  readonly employees: readonly string[];
  readonly ingests: number;
  readonly healAt: number;
}

/** Changes of few employees, so that they collide; each is delivered one to three times, late, in any order, in batches. */
function planDeliveries(
  dice: Dice,
  { employees, ingests, healAt, beginning }: Extent & { beginning: number },
): PlannedDelivery[] {
  const count = dice.whole(4, 24);
  const changes = Array.from({ length: count }, () => changeAt(dice, employees, dice.whole(0, healAt), beginning));
  const parts = changes.flatMap((change) =>
    Array.from({ length: dice.is(0.3) ? dice.whole(2, 3) : 1 }, () => ({
      ...change,
      at: change.at + (dice.is(0.3) ? dice.whole(0, 12_000) : dice.whole(0, 300)),
    })),
  );
  const deliveries: PlannedDelivery[] = [];
  for (let index = 0; index < parts.length;) {
    const size = dice.is(0.2) ? dice.whole(2, 4) : 1;
    const batch = parts.slice(index, index + size);
    index += size;
    const at = Math.max(...batch.map((part) => part.at));
    const id = `delivery:${deliveries.length + 1}`;
    deliveries.push({ id, at, ingest: dice.whole(0, ingests - 1), changes: batch.map(({ change }) => change) });
  }
  return deliveries;
}

function changeAt(
  dice: Dice,
  employees: readonly string[],
  at: number,
  beginning: number,
): { at: number; change: Change } {
  const employeeId = dice.one(employees);
  const status = dice.is(0.1) ? dice.one(['terminated', 'prehire']) : 'active';
  const type =
    status === 'terminated' ? 'employee.terminated' : dice.one(['employee.created', 'employee.updated'] as const);
  // Some sources tell seconds only: then changes of one second are ordered by where they stand on the topic.
  const moment = beginning + (dice.is(0.4) ? Math.floor(at / 1_000) * 1_000 : at);
  const employee = {
    employeeId,
    workEmail: dice.is(0.04) ? 'no address' : `${employeeId.toLowerCase()}@example.com`,
    firstName: 'Zoë',
    lastName: 'Åkerström',
    hireDate: '2021-03-15',
    managerId: dice.is(0.35) ? dice.one(employees) : null,
    department: dice.one(['Research', 'Finance', 'Sales', 'Legal']),
    jobTitle: 'Engineer',
    employmentStatus: status,
  };
  return { at, change: { type, occurredAt: new Date(moment).toISOString(), employee } };
}

function planDisturbances(
  dice: Dice,
  { employees, ingests, upserters, healAt }: Extent & { upserters: number },
): Disturbance[] {
  const count = dice.is(0.2) ? 0 : dice.whole(1, 7);
  return Array.from({ length: count }, (_, index) => {
    const place = { id: `disturbance:${index + 1}`, at: dice.whole(0, healAt) };
    const service = dice.is(0.8) ? ('upserter' as const) : ('ingest' as const);
    const target = { service, index: dice.whole(0, (service === 'ingest' ? ingests : upserters) - 1) };
    const kind = dice.one(['crash', 'crash', 'leave', 'freeze', 'clock', 'rebalance', 'rewind', 'poison'] as const);
    switch (kind) {
      case 'crash':
      case 'leave':
        return { ...place, kind, ...target, ms: dice.whole(200, 6_000) };
      case 'freeze':
        return { ...place, kind, ...target, ms: dice.whole(200, 12_000) };
      case 'clock':
        return { ...place, kind, ...target, byMs: dice.whole(-60_000, 60_000) };
      case 'rebalance':
        return { ...place, kind };
      case 'rewind':
        return { ...place, kind, by: dice.whole(1, 20) };
      case 'poison':
        return { ...place, kind, poison: dice.one(POISONS), employeeId: dice.one(employees) };
    }
  });
}

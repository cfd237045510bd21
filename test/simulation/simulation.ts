import type { LedgerEmployee, LedgerEvent } from '@lockstep/domain';
import { createMemoryBroker, HEADERS, type MemoryBroker, type OutgoingRecord } from '@lockstep/messaging';
import type { DecodeMarksState } from '@lockstep/store';
import { createMemoryConditionBoard, createMemoryManagerWaits, createMemoryParking } from '@lockstep/store';
import { Checks } from './checks.js';
import { Life } from './life.js';
import { makePlan, type Disturbance, type Plan, type PlannedDelivery, type Service } from './plan.js';
import { PlatformModel } from './platform-model.js';
import { IngestProcess } from './run-ingest.js';
import { UpserterProcess } from './run-upserter.js';
import type { Shared } from './shared.js';
import { Story } from './story.js';
import { BEGINNING, VirtualTime } from './virtual-time.js';
import { Weather } from './weather.js';

export interface RunOptions {
  readonly seed: number;
  /** Atoms (planned steps, faults) to leave out. Default: none. */
  readonly without?: ReadonlySet<string>;
  /** Keeps the story, line by line. Default: false. */
  readonly isTold?: boolean;
}

/** How long after the heal everything must have ended. Retries need 18 s, a condition 10 s, a throttle 8 s. */
const QUIET_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 5_000;

/** The world of one run: shared servers that never die, processes that do, and what happens to them. */
export class Simulation {
  readonly time = new VirtualTime();
  readonly plan: Plan;
  readonly story: Story;
  readonly weather: Weather;
  readonly platform: PlatformModel;
  readonly checks: Checks;
  readonly broker: MemoryBroker;
  readonly stores;
  /** IDs of events that a sender was told are taken. */
  readonly accepted = new Set<string>();
  /** Employee, time of change and ID of every event seen on its topic, by ID. */
  private readonly named = new Map<string, { readonly name: string; readonly position: string }>();
  /** The largest difference between any two clocks so far. */
  clockErrorMs = 0;
  /** When a person last resumed what was halted. */
  resumedAt = 0;
  /** What the seed planned and this run really did. */
  readonly done = new Set<string>();
  private readonly ingests: (IngestProcess | null)[];
  private readonly upserters: (UpserterProcess | null)[];
  private readonly lives = new Map<string, number>();
  private readonly unanswered = new Set<string>();
  private disturbedAt = -1;
  /** When an upserter died or stood still, milliseconds of the world. */
  private readonly ends: number[] = [];

  constructor(
    readonly shared: Shared,
    private readonly options: RunOptions,
  ) {
    this.plan = makePlan(options.seed, BEGINNING);
    this.story = new Story(() => this.elapsed, options.isTold === true);
    this.weather = new Weather(options.seed, this.plan.episodes, this.without);
    this.platform = new PlatformModel(this);
    this.checks = new Checks(this);
    const clock = { now: () => this.time.now, elapsed: () => this.elapsed, setTimer: this.time.after.bind(this.time) };
    this.broker = createMemoryBroker({ clock });
    const ledger = { employees: new Map<string, LedgerEmployee>(), events: new Map<string, LedgerEvent>() };
    this.stores = {
      ledger,
      managerWaits: createMemoryManagerWaits({
        isApplied: (id) => (ledger.employees.get(id)?.applied ?? null) !== null,
      }),
      board: createMemoryConditionBoard(),
      decodeMarks: { marks: new Map(), readers: new Map() } as DecodeMarksState,
      parking: createMemoryParking(),
    };
    this.ingests = Array.from({ length: this.plan.ingests }, () => null);
    this.upserters = Array.from({ length: this.plan.upserters }, () => null);
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.time.now - BEGINNING;
  }

  private get without(): ReadonlySet<string> {
    return this.options.without ?? NOTHING;
  }

  /** Runs it to its end. Resolves with the milliseconds from the heal until all was quiet; null when it never was. */
  async run(): Promise<number | null> {
    for (const { topic } of this.shared.topology.topics)
      await this.broker.admin.createTopic({
        topic,
        partitions: this.plan.partitions,
        replicationFactor: 1,
        config: {},
      });
    this.ingests.forEach((_, index) => this.start('ingest', index));
    this.upserters.forEach((_, index) => this.start('upserter', index));
    for (const delivery of this.plan.deliveries)
      if (this.mayDo(delivery.id)) this.time.after(delivery.at, () => this.deliver(delivery));
    for (const disturbance of this.plan.disturbances)
      if (this.mayDo(disturbance.id)) this.time.after(disturbance.at, () => this.disturb(disturbance));
    this.supervise();
    await this.time.run(BEGINNING + this.plan.healAt);
    this.heal();
    for (let waited = 0; waited <= QUIET_WITHIN_MS; waited += LOOK_EVERY_MS) {
      await this.time.run(BEGINNING + this.plan.healAt + waited);
      if (await this.isQuiet()) return waited;
    }
    return null;
  }

  /** Sends as a producer of this process does. */
  async send(life: Life, records: readonly OutgoingRecord[]): Promise<void> {
    await life.call('send', 'broker', async () => {
      for (const record of records) await this.remember(record);
      await (await this.broker.producer()).send(records);
      this.story.tell(life.name, () => `writes ${records.map((record) => this.describe(record)).join(', ')}`);
    });
  }

  isKnown(eventId: string): boolean {
    return this.named.has(eventId);
  }

  /** Short and readable, such as `E3@12.400/1`. */
  nameOf(key: string): string {
    const [eventId, suffix] = key.split(':');
    const name = this.named.get(eventId!)?.name ?? eventId!.slice(0, 8);
    return suffix === undefined ? name : `${name}:${suffix}`;
  }

  /** Comparable: a newer version of an employee has a greater one. */
  positionOf(eventId: string): string {
    return this.named.get(eventId)?.position ?? '';
  }

  /** Whether nothing but the record's own failures could have made this retry late. */
  isCalmSince(dueAt: number, life: Life): boolean {
    const upserter = this.upserters.find((one) => one?.life === life);
    const isCalmPlan =
      this.plan.disturbances.length === 0 &&
      this.plan.episodes.every(({ rates }) => Object.keys(rates).every((name) => PATIENT.has(name)));
    return isCalmPlan && this.plan.rate === null && this.disturbedAt < dueAt && (upserter?.isGateOpen ?? false);
  }

  /** Why a consumer has crashed, if one has. */
  get consumerCrash(): string | null {
    return this.upserters.map((upserter) => upserter?.crash ?? null).find((crash) => crash !== null) ?? null;
  }

  /** How many upserters have died or stood still since. */
  endsSince(at: number): number {
    return this.ends.filter((end) => end >= at).length;
  }

  private mayDo(atom: string): boolean {
    if (this.without.has(atom)) return false;
    this.done.add(atom);
    return true;
  }

  private start(service: Service, index: number): void {
    const name = `${service}-${index + 1}`;
    const life = (this.lives.get(name) ?? 0) + 1;
    this.lives.set(name, life);
    const process = new Life(this, `${name}.${life}`);
    this.story.tell(process.name, () => 'starts');
    if (service === 'ingest') {
      this.ingests[index] = new IngestProcess(this, process);
    } else {
      const upserter = new UpserterProcess(this, process);
      this.upserters[index] = upserter;
      process.onDeath(() => this.ends.push(this.time.now));
      void upserter.start();
    }
  }

  /** Starts again whatever has died, a second later, as whoever runs services does; and resumes a halt as a person does. */
  private supervise(): void {
    for (const [service, processes] of [
      ['ingest', this.ingests],
      ['upserter', this.upserters],
    ] as const)
      processes.forEach((process, index) => {
        if (process !== null && !process.life.isAlive && this.downUntil(process.life) <= this.time.now)
          this.start(service, index);
      });
    const isRefusing =
      (this.plan.episodes.find(({ from, to }) => from <= this.elapsed && this.elapsed < to)?.rates ?? {})
        .platform_unauthorised !== undefined;
    if (!isRefusing)
      void this.stores.board.requestResume('upserter_halted', this.time.now).then((isHalted) => {
        if (isHalted) this.resumedAt = this.time.now;
      });
    this.time.after(LOOK_EVERY_MS, () => this.supervise());
  }

  private readonly away = new Map<Life, number>();

  private downUntil(life: Life): number {
    return this.away.get(life) ?? 0;
  }

  private deliver(delivery: PlannedDelivery): void {
    const ingest = this.ingests[delivery.ingest];
    const again = (why: string): void => {
      this.story.tell('HRIS', () => `${delivery.id} ${why}; it will come again`);
      this.time.after(1_500, () => this.deliver(delivery));
    };
    this.unanswered.add(delivery.id);
    if (ingest === null || ingest === undefined || !ingest.life.isAlive) return again('finds nobody');
    this.story.tell(
      'HRIS',
      () =>
        `${delivery.id} to ${ingest.life.name}: ${delivery.changes.map(({ employee, occurredAt }) => `${String(employee['employeeId'])} of ${occurredAt.slice(17)}`).join(', ')}`,
    );
    let isOver = false;
    const once = (what: () => void): void => {
      if (!isOver) what();
      isOver = true;
    };
    this.time.after(ANSWER_WITHIN_MS, () => once(() => again('is not answered')));
    void ingest.receive(delivery).then((taken) =>
      once(() => {
        if (taken === null) return again('is refused');
        this.unanswered.delete(delivery.id);
        for (const eventId of taken) this.accepted.add(eventId);
        this.story.tell(
          'HRIS',
          () => `${delivery.id} is answered: taken ${taken.map((eventId) => this.nameOf(eventId)).join(', ')}`,
        );
      }),
    );
  }

  private disturb(disturbance: Disturbance): void {
    this.disturbedAt = this.time.now;
    switch (disturbance.kind) {
      case 'rebalance':
        this.story.tell('world', () => 'the group is dealt anew');
        for (const { group, topic } of this.shared.topology.consumersOf('upserter'))
          this.broker.rebalance(group, topic);
        return;
      case 'rewind':
        return void this.rewind(disturbance.by);
      case 'poison':
        return this.poison(disturbance);
      default:
        return this.disturbProcess(disturbance);
    }
  }

  private disturbProcess(disturbance: Extract<Disturbance, { service: Service }>): void {
    const process = (disturbance.service === 'ingest' ? this.ingests : this.upserters)[disturbance.index];
    if (process === null || process === undefined || !process.life.isAlive) return;
    const { life } = process;
    switch (disturbance.kind) {
      case 'crash':
        this.away.set(life, this.time.now + disturbance.ms);
        return life.die('by kill -9');
      case 'leave':
        this.away.set(life, this.time.now + disturbance.ms + 4_000);
        this.story.tell(life.name, () => 'is told to stop');
        return process instanceof UpserterProcess ? void process.stop() : life.die('after it has stopped');
      case 'freeze':
        this.ends.push(this.time.now);
        this.story.tell(life.name, () => `stands still for ${disturbance.ms} ms`);
        return process instanceof UpserterProcess ? process.freeze(disturbance.ms) : life.freeze(disturbance.ms);
      case 'clock':
        this.clockErrorMs += Math.abs(disturbance.byMs);
        this.story.tell(life.name, () => `its clock jumps by ${disturbance.byMs} ms`);
        life.skewMs += disturbance.byMs;
    }
  }

  /** Offsets that were committed are lost: with the group empty, or its members would commit them again. */
  private async rewind(by: number): Promise<void> {
    this.story.tell('world', () => `every upserter dies, and offsets go back by ${by}`);
    for (const upserter of this.upserters) upserter?.life.die('with all others');
    for (const { group, topic } of this.shared.topology.consumersOf('upserter')) {
      const committed = await this.broker.admin.committed(group, topic);
      const back = [...committed].map(
        ([partition, offset]) => [partition, offset > BigInt(by) ? offset - BigInt(by) : 0n] as const,
      );
      await this.broker.admin.resetCommitted(group, topic, new Map(back));
    }
  }

  private poison({ poison, employeeId }: Extract<Disturbance, { kind: 'poison' }>): void {
    const topic = this.shared.topology.topic('employee.events');
    const key = poison === 'null_key' ? null : Buffer.from(poison === 'other_key' ? `${employeeId}-other` : employeeId);
    this.story.tell('world', () => `a record that is no event (${poison}) under the key ${String(key)}`);
    void this.poisonValue(poison, topic).then(async (value) =>
      (await this.broker.producer()).send([{ topic, key, value }]),
    );
  }

  private async poisonValue(poison: string, topic: string): Promise<Buffer | null> {
    if (poison === 'null_value') return null;
    if (poison === 'garbage') return Buffer.from('no Avro at all');
    if (poison === 'unknown_schema') return Buffer.from([0, 0, 0, 255, 255, 1, 2, 3]);
    for await (const { value, headers } of this.broker.read(topic))
      if (headers[HEADERS.eventId] !== undefined) return value;
    return Buffer.from([0]);
  }

  private heal(): void {
    this.story.tell('world', () => 'nothing goes wrong any more');
    for (const process of [...this.ingests, ...this.upserters]) if (process !== null) process.life.skewMs = 0;
  }

  private async isQuiet(): Promise<boolean> {
    const { topology } = this.shared;
    if (this.unanswered.size > 0 || (await this.stores.parking.count()) > 0) return false;
    for (const { group, topic } of topology.consumersOf('upserter')) {
      const committed = await this.broker.admin.committed(group, topic);
      for (const { partition, start, end } of await this.broker.admin.offsets(topic))
        if ((committed.get(partition) ?? start) < end) return false;
    }
    return (await this.stores.managerWaits.ready(1)).length === 0 && !(await this.isToldWrongly());
  }

  /**
   * A condition is open and no gate is closed. An upserter that has nothing left to send cannot find out that the
   * platform is back, so its pause stays open until its next event: that is known (docs/reliability.md).
   */
  private async isToldWrongly(): Promise<boolean> {
    const open = [await this.stores.board.open('upserter_paused'), await this.stores.board.open('upserter_halted')];
    return (
      open.some((condition) => condition !== null) && this.upserters.every((upserter) => upserter?.isGateOpen ?? true)
    );
  }

  private async remember({ topic, key, value, headers }: OutgoingRecord): Promise<void> {
    if (topic !== this.shared.topology.topic('employee.events') || value === null) return;
    const eventId = String(headers?.[HEADERS.eventId]);
    if (this.named.has(eventId)) return;
    const event = await this.shared.codecs.events.decode(value);
    // The order on the topic tells versions of one moment apart; one employee's records stand on one partition.
    const order = this.named.size + 1;
    const moment = ((event.occurredAt - BEGINNING) / 1_000).toFixed(3);
    const position = `${String(event.occurredAt).padStart(15, '0')}/${String(order).padStart(6, '0')}`;
    this.named.set(eventId, { name: `${String(key)}@${moment}/${order}`, position });
  }

  private describe({ topic, headers, key }: OutgoingRecord): string {
    const eventId = headers?.[HEADERS.eventId];
    return `${topic}${eventId === undefined ? ` (${String(key)})` : ` ${this.nameOf(String(eventId))}`}`;
  }
}

const NOTHING: ReadonlySet<string> = new Set();
/** Faults that make no other record wait. */
const PATIENT = new Set([
  'platform_error',
  'platform_error_body',
  'platform_reset',
  'platform_reset_after',
  'platform_refused',
  'platform_conflict',
]);

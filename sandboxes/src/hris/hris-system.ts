import { randomUUID } from 'node:crypto';
import { openAppendLog } from '../append-log.js';
import type { AppendLog } from '../append-log.js';
import { FaultPlan } from '../faults/fault-plan.js';
import { Timers } from '../timers.js';
import type { AppliedChange, ChangeCommand, DeliveryOrder } from './change.js';
import type { DeliveryForm } from './delivery.js';
import type { StoredEmployee } from './employee-record.js';
import { HrisDirectory } from './hris-directory.js';
import { HrisJournal } from './hris-journal.js';
import type { DeliveryEntry } from './hris-journal.js';
import type { HrisSandboxSettings } from './hris-sandbox-settings.js';
import { MALFORMED_FORMS, malformedPayload } from './malformed-payload.js';
import { planDeliveries, rightDelivery } from './plan-deliveries.js';
import { randomChange } from './random-change.js';
import { Traffic } from './traffic.js';
import { WebhookFaultPlan } from './webhook-fault.js';
import { DEFAULT_WEBHOOK_SETTINGS, WebhookSender } from './webhook-sender.js';

const newWebhookId = (): string => `msg_${randomUUID()}`;

/** Everything the sandbox HRIS knows and does; its routes work on it. */
export class HrisSystem {
  directory: HrisDirectory;
  readonly journal = new HrisJournal();
  readonly sender: WebhookSender;
  readonly traffic: Traffic;
  readonly apiKey: string | null;
  faults = new WebhookFaultPlan({ seed: 1, faults: [] }, 0);
  apiFaults = new FaultPlan({ seed: 1, faults: [] }, 0, 'list');
  private readonly log: AppendLog<StoredEmployee>;
  private readonly timers = new Timers();
  /** Acts later, unless the sandbox is stopped before. */
  readonly later = this.timers.later;

  constructor(private readonly settings: HrisSandboxSettings) {
    this.log = openAppendLog<StoredEmployee>(settings.stateFile ?? null);
    this.directory = this.openDirectory(this.log.earlier);
    this.apiKey = settings.apiKey ?? null;
    const { webhookUrl = null, webhookSecrets = [], webhooks = {} } = settings;
    const sending = { ...DEFAULT_WEBHOOK_SETTINGS, ...webhooks, url: webhookUrl, secrets: webhookSecrets };
    this.sender = new WebhookSender(sending, (entry) => this.journal.add(entry));
    this.traffic = new Traffic((chance, kinds) => void this.change(randomChange(this.directory, chance, kinds)));
  }

  /** Makes one change and sends its webhook; a sentence when it cannot be made. */
  change(command: ChangeCommand): AppliedChange | string {
    const change = this.directory.apply(command, Date.now());
    if (typeof change !== 'string') this.announce([change], command.delivery ?? {});
    return change;
  }

  /** Makes changes and tells of them in one webhook. Stops at the first that cannot be made. */
  changeTogether(commands: readonly ChangeCommand[]): (AppliedChange | string)[] {
    const results: (AppliedChange | string)[] = [];
    for (const command of commands) {
      results.push(this.directory.apply(command, Date.now()));
      if (typeof results.at(-1) === 'string') break;
    }
    const made = results.filter((result) => typeof result !== 'string');
    if (made.length > 0) this.announce(made, commands[0]?.delivery ?? {});
    return results;
  }

  /** Sends `employee.created` of employees that are there already, as an HRIS does when a webhook is connected. */
  announceEmployees(ids: readonly string[]): number {
    const changes = ids.map((id) => this.directory.asCreated(id)).filter((change) => change !== null);
    for (const change of changes) this.announce([change], {});
    return changes.length;
  }

  /** Sends one delivery of the form now, once, about an employee as they are, and resolves with its answer. */
  deliverOnce(form: DeliveryForm, employeeId: string): Promise<DeliveryEntry> | null {
    const change = this.directory.asCreated(employeeId);
    if (change === null) return null;
    const malformed = MALFORMED_FORMS.find((known) => known === form);
    const delivery = {
      ...rightDelivery([change], newWebhookId(), 0),
      form,
      ...(malformed === undefined ? {} : { body: Buffer.from(malformedPayload(malformed, change)) }),
      ageMs: form === 'old_timestamp' ? 600_000 : 0,
      isRetried: false,
    };
    return new Promise((resolve) => this.sender.send(delivery, resolve));
  }

  isAuthorised(authorization: string | undefined): boolean {
    return this.apiKey === null || authorization === `Bearer ${this.apiKey}`;
  }

  /** Back to the organisation of the seed, without faults, traffic, waiting deliveries or journal. */
  reset(): void {
    this.traffic.stop();
    this.sender.forget();
    this.journal.reset();
    this.log.clear();
    this.faults = new WebhookFaultPlan({ seed: 1, faults: [] }, 0);
    this.apiFaults = new FaultPlan({ seed: 1, faults: [] }, 0, 'list');
    this.directory = this.openDirectory([]);
  }

  async stop(): Promise<void> {
    this.traffic.stop();
    this.timers.cancelAll();
    await this.sender.stop();
    this.log.close();
  }

  private announce(changes: readonly AppliedChange[], order: DeliveryOrder): void {
    const now = Date.now();
    const faults = this.faults.deal(changes[0]?.employeeId ?? '', now);
    const deliveries = planDeliveries({ changes, order, faults, newWebhookId });
    for (const change of changes) {
      this.journal.add({ entry: 'change', at: now, announced: deliveries.length > 0, ...change });
    }
    for (const delivery of deliveries) this.sender.send(delivery);
  }

  private openDirectory(earlier: readonly StoredEmployee[]): HrisDirectory {
    const { seed = 1, employees = 200 } = this.settings;
    return new HrisDirectory(seed, employees, earlier, (employee) => this.log.append(employee));
  }
}

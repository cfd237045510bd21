import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { asObject, parseJson } from '../http/read-body.js';
import { Timers } from '../timers.js';
import type { Delivery } from './delivery.js';
import type { DeliveryEntry } from './hris-journal.js';
import { signWebhook } from './sign-webhook.js';

/** Where webhooks go and how patiently. */
export interface WebhookSettings {
  /** Null: deliveries wait until there is one. */
  readonly url: string | null;
  /** `whsec_` and base64 each. */
  readonly secrets: readonly string[];
  /** Default 15 000. */
  readonly timeoutMs: number;
  /** Deliveries under way at once. Default 16. */
  readonly concurrency: number;
  /** Waits between attempts, the last one again and again. Default 1, 2, 5, 10, 30, 60 s. */
  readonly retryDelaysMs: readonly number[];
  /** Then it gives up. Default 1 000. */
  readonly maxAttempts: number;
}

export const DEFAULT_WEBHOOK_SETTINGS: WebhookSettings = {
  url: null,
  secrets: [],
  timeoutMs: 15_000,
  concurrency: 16,
  retryDelaysMs: [1_000, 2_000, 5_000, 10_000, 30_000, 60_000],
  maxAttempts: 1_000,
};

interface Job {
  readonly delivery: Delivery;
  readonly attempt: number;
  readonly done: ((entry: DeliveryEntry) => void) | null;
}

/**
 * Delivers as a real HRIS does: several at once and in no promised order, any 2xx is an acceptance, everything else is
 * tried again under the same ID with a new timestamp.
 */
export class WebhookSender {
  private readonly agent: Agent;
  private readonly ready: Job[] = [];
  private readonly held = new Map<string, Set<() => void>>();
  private readonly timers = new Timers();
  private readonly stopping = new AbortController();
  private active = 0;
  private unfinished = 0;

  constructor(
    private settings: WebhookSettings,
    private readonly note: (entry: DeliveryEntry) => void,
  ) {
    this.agent = new Agent({ connections: settings.concurrency, pipelining: 1, connectTimeout: settings.timeoutMs });
  }

  /** Deliveries that are neither accepted nor given up. */
  get pending(): number {
    return this.unfinished;
  }

  get target(): WebhookSettings {
    return this.settings;
  }

  configure(change: Partial<WebhookSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.pump();
  }

  /** @param done hears of the first attempt's answer */
  send(delivery: Delivery, done: ((entry: DeliveryEntry) => void) | null = null): void {
    this.unfinished += 1;
    const job = { delivery, attempt: 1, done };
    if (delivery.holdMs !== null) this.hold(job, delivery.holdMs);
    else this.schedule(job, delivery.delayMs);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.forget();
    await this.agent.destroy();
  }

  /** Drops whatever is not under way. */
  forget(): void {
    this.timers.cancelAll();
    this.held.clear();
    this.ready.length = 0;
    this.unfinished = this.active;
  }

  private hold(job: Job, holdMs: number): void {
    const [employeeId = ''] = job.delivery.employeeIds;
    const waiting = this.held.get(employeeId) ?? new Set();
    this.held.set(employeeId, waiting);
    const release = (): void => {
      if (!waiting.delete(release)) return;
      cancel();
      this.schedule(job, 0);
    };
    waiting.add(release);
    const cancel = this.timers.later(holdMs, release);
  }

  private schedule(job: Job, delayMs: number): void {
    const enqueue = (): void => {
      this.ready.push(job);
      this.pump();
    };
    if (delayMs > 0) this.timers.later(delayMs, enqueue);
    else enqueue();
  }

  private pump(): void {
    const { url, concurrency } = this.settings;
    while (url !== null && this.active < concurrency && !this.stopping.signal.aborted) {
      const job = this.ready.shift();
      if (job === undefined) return;
      this.active += 1;
      void this.attempt(job, url).then((entry) => {
        this.active -= 1;
        this.after(job, entry);
        this.pump();
      });
    }
  }

  private async attempt(
    { delivery, attempt }: Job,
    url: string,
  ): Promise<DeliveryEntry & { headers: Record<string, string> }> {
    const sentAt = Date.now();
    const headers = this.headersOf(delivery, sentAt);
    const { webhookId, form, employeeIds, changeIds, body } = delivery;
    const facts = { entry: 'delivery' as const, webhookId, form, employeeIds, changeIds, attempt, sentAt };
    try {
      const answer = await request(url, {
        dispatcher: this.agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.settings.timeoutMs)]),
      });
      const text = await answer.body.text();
      const status = answer.statusCode;
      const events = asObject(parseJson(text))?.['events'];
      const nextAttemptAt = this.nextAttemptAt(delivery, attempt, status, String(answer.headers['retry-after'] ?? ''));
      const said = Array.isArray(events) ? events : [];
      return { ...facts, answeredAt: Date.now(), status, error: null, events: said, nextAttemptAt, headers };
    } catch (thrown) {
      const error = (thrown as { code?: string }).code ?? (thrown as Error).name;
      const nextAttemptAt = this.nextAttemptAt(delivery, attempt, null, '');
      return { ...facts, answeredAt: Date.now(), status: null, error, events: [], nextAttemptAt, headers };
    }
  }

  private headersOf(delivery: Delivery, sentAt: number): Record<string, string> {
    if (delivery.headers !== null) return { ...delivery.headers };
    const wrong = delivery.form === 'wrong_signature';
    const secrets = wrong ? [`whsec_${randomBytes(32).toString('base64')}`] : this.settings.secrets;
    return signWebhook(secrets, delivery.webhookId, sentAt - delivery.ageMs, delivery.body);
  }

  private nextAttemptAt(delivery: Delivery, attempt: number, status: number | null, retryAfter: string): number | null {
    if (isAccepted(status) || !delivery.isRetried || attempt >= this.settings.maxAttempts || status === 410)
      return null;
    const { retryDelaysMs } = this.settings;
    const backOff = retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 1_000;
    const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : 0;
    return Date.now() + Math.max(backOff, asked);
  }

  private after(job: Job, { headers, ...entry }: DeliveryEntry & { headers: Record<string, string> }): void {
    if (this.stopping.signal.aborted) return;
    this.note(entry);
    job.done?.(entry);
    const { delivery } = job;
    if (entry.nextAttemptAt !== null) {
      this.schedule({ delivery, attempt: job.attempt + 1, done: null }, entry.nextAttemptAt - Date.now());
      return;
    }
    this.unfinished -= 1;
    if (!isAccepted(entry.status)) return;
    for (const employeeId of delivery.employeeIds) {
      for (const release of [...(this.held.get(employeeId) ?? [])]) release();
    }
    if (delivery.replayAfterMs === null) return;
    const again: Delivery = {
      ...delivery,
      form: 'replay',
      delayMs: delivery.replayAfterMs,
      replayAfterMs: null,
      headers,
    };
    this.send({ ...again, holdMs: null, isRetried: false });
  }
}

function isAccepted(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

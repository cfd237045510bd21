import { verifySignature, type HrisSource, type SignatureVerdict, type WebhookHeaders } from '@lockstep/connectors';
import { isLockstepError, toLockstepError } from '@lockstep/domain';
import { failPoint, type Clock, type Logger } from '@lockstep/platform';
import type { AcceptDelivery, AcceptedDelivery } from '../delivery/accept-delivery.js';
import type { IngestMetrics } from '../ingest-metrics.js';
import { isPlainJson } from './content-type.js';
import { ANSWERS, errorAnswer, type HttpAnswer } from './http-answer.js';
import type { TokenBucket } from './token-bucket.js';

/** A request to `/webhooks/{source}` whose body has been read within its limit. */
export interface WebhookRequest {
  readonly method: string;
  /** Last part of the path. */
  readonly source: string;
  readonly headers: WebhookHeaders;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
}

export interface WebhookReceptionPorts {
  readonly source: HrisSource;
  /** HRIS_WEBHOOK_SECRETS. */
  readonly secrets: readonly string[];
  readonly deliveries: Pick<AcceptDelivery, 'accept'>;
  /** False until the schemas' IDs are known: nothing could be encoded. */
  readonly isPrepared: () => boolean;
  readonly rateLimit: TokenBucket;
  /** Bounds the lines about refused signatures, which anybody can cause. */
  readonly refusalLines: TokenBucket;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: IngestMetrics;
}

/** How long a sender shall wait after a 503. */
const RETRY_AFTER_MS = 5_000;
/** A sender's ID goes into the log and into every record. */
const MAX_DELIVERY_ID = 256;

/** The order in which a webhook is checked, and what each check is answered. Never throws. */
export class WebhookReception {
  constructor(private readonly ports: WebhookReceptionPorts) {}

  async receive(request: WebhookRequest): Promise<HttpAnswer> {
    const { clock, metrics, source } = this.ports;
    const startedAt = clock.now();
    const answer = await this.answer(request, startedAt);
    if (answer !== ANSWERS.sourceUnknown) metrics.answered(source.name, answer.status, clock.now() - startedAt);
    return answer;
  }

  private async answer(request: WebhookRequest, receivedAt: number): Promise<HttpAnswer> {
    const { source, secrets } = this.ports;
    if (request.source !== source.name) return ANSWERS.sourceUnknown;
    if (request.method !== 'POST') return ANSWERS.onlyPost;
    if (!isPlainJson(request.contentType, request.contentEncoding)) return ANSWERS.contentType;
    const verdict = verifySignature(source.signature, request, secrets, receivedAt);
    if (!verdict.ok) return this.refuse(verdict);
    await failPoint('ingest.verified');
    if (request.body.length === 0) return ANSWERS.empty;
    // After the signature, so that strangers cannot use up the sender's share.
    const waitMs = this.ports.rateLimit.take();
    if (waitMs > 0) return errorAnswer(429, 'LOCKSTEP_WEBHOOK_RATE_LIMIT', 'too many deliveries; slow down', waitMs);
    if (!this.ports.isPrepared()) return ANSWERS.starting;
    return this.accept(request, verdict.deliveryId?.slice(0, MAX_DELIVERY_ID) ?? null, receivedAt);
  }

  private refuse({ reason, header }: SignatureVerdict & { ok: false }): HttpAnswer {
    const { source, metrics, refusalLines, logger } = this.ports;
    metrics.signatureRefused(source.name, reason);
    if (refusalLines.take() === 0) logger.warn({ source: source.name, reason, header }, 'webhook.refused');
    return errorAnswer(401, 'LOCKSTEP_WEBHOOK_SIGNATURE', `${REFUSALS[reason]}: ${header}`);
  }

  private async accept(request: WebhookRequest, deliveryId: string | null, receivedAt: number): Promise<HttpAnswer> {
    const { source, deliveries } = this.ports;
    try {
      const accepted = await deliveries.accept({
        source: source.name,
        deliveryId,
        contentType: request.contentType ?? '',
        body: request.body,
        receivedAt,
        path: 'webhook',
      });
      this.report(accepted, deliveryId, request.body.length, receivedAt);
      if (accepted.kind === 'handshake') return { status: 200, headers: {}, body: accepted.answer };
      return { status: 202, headers: {}, body: accepted.answer };
    } catch (thrown) {
      return this.failed(thrown, deliveryId);
    }
  }

  private report(accepted: AcceptedDelivery, deliveryId: string | null, bytes: number, receivedAt: number): void {
    const { source, clock, logger, metrics } = this.ports;
    if (accepted.kind === 'changes') metrics.taken(source.name, accepted.answer);
    // The rule, thousands of times a second: the events tell of it. Whatever is not the rule is a line.
    const isRule = accepted.kind === 'changes' && wentAsRule(accepted);
    if (isRule && !logger.debugs) return;
    const line = { source: source.name, deliveryId, bytes, durationMs: clock.now() - receivedAt };
    if (accepted.kind === 'handshake') return logger.info({ ...line, kind: 'handshake' }, 'webhook.received');
    const { answer, stored } = accepted;
    const { accepted: taken, duplicates, rejected } = answer;
    const fields = { ...line, accepted: taken, duplicates, rejected, stored };
    if (isRule) logger.debug(fields, 'webhook.received');
    else logger.info(fields, 'webhook.received');
  }

  private failed(thrown: unknown, deliveryId: string | null): HttpAnswer {
    const { source, logger } = this.ports;
    const error = toLockstepError(thrown, 'before');
    logger.error({ source: source.name, deliveryId, error }, 'webhook.not_taken');
    if (error.code === 'LOCKSTEP_UNEXPECTED' || !isLockstepError(thrown)) return ANSWERS.unexpected;
    const passes = error.disposition === 'pause' || error.disposition === 'halt';
    return passes
      ? errorAnswer(503, error.code, 'the delivery was not taken; deliver again', RETRY_AFTER_MS)
      : ANSWERS.unexpected;
  }
}

/** Everything new, nothing refused, on Kafka at once. */
function wentAsRule({ answer, stored }: AcceptedDelivery & { kind: 'changes' }): boolean {
  return stored === 'published' && answer.duplicates === 0 && answer.rejected === 0;
}

const REFUSALS: Readonly<Record<(SignatureVerdict & { ok: false })['reason'], string>> = {
  missing_header: 'a header is missing',
  repeated_header: 'a header came more than once',
  bad_time: 'a header holds no time',
  wrong_signature: 'the signature does not fit the body and the secret',
  outside_window: 'the signed time is more than five minutes from now',
};

import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { hrisSource } from '@lockstep/connectors';
import { compileReader, openContract } from '@lockstep/contract';
import {
  createEmployeeEventCodec,
  createTopicCodec,
  openMessaging,
  type KafkaBrokerSettings,
} from '@lockstep/messaging';
import { OperationsModule } from '@lockstep/platform/nest';
import { checkSchema, createPool, createPostgresParking } from '@lockstep/store';
import { AcceptDelivery } from './delivery/accept-delivery.js';
import { RememberedIds } from './delivery/remembered-ids.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { TokenBucket } from './http/token-bucket.js';
import { WebhookReception } from './http/webhook-reception.js';
import { createIngestMetrics, type IngestMetrics } from './ingest-metrics.js';
import type { IngestContext } from './ingest-settings.js';
import { ReadyProducer } from './intake/ready-producer.js';
import { RecordIntake } from './intake/record-intake.js';
import { Preparation } from './preparation.js';
import { checkStorage } from './intake/check-storage.js';

/** About as much as the tightest bound of 30 MB allows; an hour and more of a large company's busiest day. */
const REMEMBERED_IDS = 200_000;
/** Normal start: Kafka is there within this. Longer: records are parked until it is. */
const FIRST_CONNECT_MS = 3_000;

@Module({})
export class AppModule {
  static forRoot(context: IngestContext): DynamicModule {
    return {
      module: AppModule,
      imports: [OperationsModule.forRoot(context)],
      providers: [{ provide: APP_FILTER, useValue: new HttpErrorFilter(context.logger) }],
    };
  }
}

export interface IngestParts {
  readonly reception: WebhookReception;
  readonly intake: RecordIntake;
  /** Finishes what is on its way to Kafka or Postgres and closes every connection. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Binds every port of ingest to its adapter; nothing else does.
 * @param kafka how Kafka is reached. Default: as the settings say
 */
export async function composeIngest(context: IngestContext, kafka?: KafkaBrokerSettings): Promise<IngestParts> {
  const { settings, logger, clock, readiness } = context;
  const { SYNC_MODE: mode, CONTRACT_FILE: contractFile, CONTRACT_APPROVERS_FILE: approversFile } = settings;
  const { contract, approval } = openContract({ contractFile, approversFile, mode });
  if (approval.state !== 'signed')
    logger.warn({ state: approval.state, problems: approval.problems }, 'contract.not_signed');
  const source = hrisSource(settings.HRIS_ADAPTER, {
    ...(settings.HRIS_BASE_URL === null ? {} : { baseUrl: settings.HRIS_BASE_URL }),
    ...(settings.HRIS_API_KEY === null ? {} : { apiKey: settings.HRIS_API_KEY }),
    timeoutMs: 2_000,
  });
  const rules = { readRecord: compileReader(contract, source.name), contractHash: contract.contentHash };

  const { broker, registry, topology } = openMessaging(settings, 'lockstep-ingest', logger, kafka);
  const topics = { events: topology.topic('employee.events'), rejected: topology.topic('employee.rejected') };
  const events = createEmployeeEventCodec({ store: registry, topic: topics.events, contract });
  const rejected = createTopicCodec('employee.rejected', topology, registry);

  const pool = createPool({
    databaseUrl: settings.DATABASE_URL,
    max: settings.DATABASE_POOL_SIZE,
    applicationName: 'lockstep-ingest',
    // A sender waits for both Kafka and this; the tightest gives up after 3 s.
    statementTimeoutMs: 5_000,
    connectTimeoutMs: 1_500,
    logger,
  });
  const parking = createPostgresParking(pool);
  const schemas = new Preparation('schemas', {
    prepare: async () => {
      await Promise.all([events.ready(), rejected.ready()]);
    },
    clock,
    logger,
  });
  const database = new Preparation('database', { prepare: () => checkSchema(pool), clock, logger });

  const [producer] = await Promise.all([
    ReadyProducer.connect(broker, FIRST_CONNECT_MS),
    schemas.start(),
    database.start(),
  ]);
  const metrics: IngestMetrics = createIngestMetrics(
    context.metrics,
    () => parking.count(),
    () => intake.isParking,
  );
  const intake = new RecordIntake({
    producer,
    parking,
    probeKafka: () => broker.admin.brokerCount(),
    clock,
    logger,
    onProduced: (durationMs) => metrics.produced(durationMs),
    settings: { produceDeadlineMs: settings.PRODUCE_DEADLINE },
  });
  intake.start();
  readiness.add({ name: 'schemas', check: () => schemas.answer() });
  readiness.add({ name: 'storage', check: () => checkStorage(intake, database, () => parking.count()) });

  const reception = new WebhookReception({
    source,
    secrets: settings.HRIS_WEBHOOK_SECRETS,
    deliveries: new AcceptDelivery({
      source,
      rules,
      intake,
      encodeEvent: (event) => events.encode(event),
      encodeRejected: (payload) => rejected.encode(payload),
      topics,
      remembered: new RememberedIds(REMEMBERED_IDS),
    }),
    isPrepared: () => schemas.isDone,
    rateLimit: new TokenBucket(settings.INGEST_RATE_LIMIT, clock),
    refusalLines: new TokenBucket({ tokens: 10, perMs: 1_000 }, clock),
    clock,
    logger,
    metrics,
  });
  return {
    reception,
    intake,
    async close(deadlineMs) {
      schemas.stop();
      database.stop();
      await intake.close(deadlineMs);
      await broker.close(deadlineMs);
      await Promise.all([pool.close(), source.close()]);
    },
  };
}

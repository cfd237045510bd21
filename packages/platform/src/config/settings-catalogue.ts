import { duration, durationFrom } from './duration.js';
import { failPoints } from './fail-points.js';
import { baseUrl, hookUrl, hostAndPort, postgresUrl } from './network-parsers.js';
import { existingFile } from './path-parsers.js';
import { flag, integer, listOf, oneOf, pem, secretText, text } from './plain-parsers.js';
import { privateHooks } from './private-hooks.js';
import { rate } from './rate.js';
import { settingsOf, type Setting } from './setting.js';
import { timeOfDay, timeZone } from './time-parsers.js';
import { webhookSecret } from './webhook-secret.js';

const kafka = settingsOf('Kafka and registry');
const database = settingsOf('Database');
const contract = settingsOf('Contract');
const hris = settingsOf('HRIS');
const lnd = settingsOf('Learning platform');
const reconciliation = settingsOf('Reconciliation');
const notifications = settingsOf('Notifications');
const service = settingsOf('Service');

/** Every setting of the product. Names and meanings may grow, not change: other programs are written against them. */
export const SETTINGS = {
  KAFKA_BROKERS: kafka.required({
    parser: listOf(hostAndPort),
    description: 'Brokers the clients start from.',
    example: 'kafka-1:9092,kafka-2:9092',
  }),
  KAFKA_SSL: kafka.byDefault('false', { parser: flag, description: 'Talk TLS to the brokers.', example: 'true' }),
  KAFKA_SSL_CA: kafka.optional({
    parser: pem,
    description:
      "Certificate authority of the brokers, where it is not one of the system's. Usually as KAFKA_SSL_CA_FILE.",
    example: '/run/secrets/kafka-ca.pem (as KAFKA_SSL_CA_FILE)',
    secret: true,
  }),
  KAFKA_SASL_MECHANISM: kafka.optional({
    parser: oneOf('plain', 'scram-sha-256', 'scram-sha-512'),
    description: 'How the clients authenticate; not set: they do not.',
    example: 'scram-sha-512',
  }),
  KAFKA_SASL_USERNAME: kafka.optional({ parser: text, description: 'User of the brokers.', example: 'lockstep' }),
  KAFKA_SASL_PASSWORD: kafka.optional({
    parser: text,
    description: 'Password of KAFKA_SASL_USERNAME.',
    example: '/run/secrets/kafka-password (as KAFKA_SASL_PASSWORD_FILE)',
    secret: true,
  }),
  TOPIC_PREFIX: kafka.byDefault('lockstep.', {
    parser: topicPrefix(),
    description: 'What every topic name begins with.',
    example: 'staging.lockstep.',
  }),
  TOPICS_FILE: kafka.byDefault('ops/topics.yaml', {
    parser: existingFile,
    description: 'The declaration of all topics.',
    example: 'ops/topics.yaml',
  }),
  SCHEMA_REGISTRY_URL: kafka.required({
    parser: baseUrl,
    description: 'Schema registry with the Confluent API, up to where /subjects follows.',
    example: 'http://registry:8080/apis/ccompat/v7',
  }),
  PRODUCE_DEADLINE: kafka.byDefault('1500ms', {
    parser: durationFrom(50),
    description: 'How long ingest waits for Kafka to acknowledge before it parks the records in Postgres.',
    example: '3s',
  }),
  DATABASE_URL: database.required({
    parser: postgresUrl,
    description: 'Postgres: the ledger, parked records, what the notifier has told.',
    example: 'postgres://lockstep:…@postgres:5432/lockstep',
    secret: true,
  }),
  DATABASE_POOL_SIZE: database.byDefault('10', {
    parser: integer(1, 200),
    description: 'Connections one service opens at most.',
    example: '20',
  }),
  CONTRACT_FILE: contract.byDefault('contracts/employee.yaml', {
    parser: existingFile,
    description: 'The written, signed field contract.',
    example: 'contracts/employee.yaml',
  }),
  CONTRACT_APPROVERS_FILE: contract.optional({
    parser: existingFile,
    description: 'Whose signatures count. Not set: approvers.yaml beside the contract file.',
    example: 'contracts/approvers.yaml',
  }),
  HRIS_ADAPTER: hris.byDefault('generic', {
    parser: text,
    description: 'Which HRIS is connected.',
    example: 'generic',
  }),
  HRIS_BASE_URL: hris.optional({
    parser: baseUrl,
    description: "The HRIS's API, for polling, hydrating thin webhooks and the nightly listing.",
    example: 'https://hris.example.com/api',
  }),
  HRIS_API_KEY: hris.optional({
    parser: secretText,
    description: 'Key of that API.',
    example: '/run/secrets/hris-api-key (as HRIS_API_KEY_FILE)',
    secret: true,
  }),
  HRIS_WEBHOOK_SECRETS: hris.required({
    parser: listOf(webhookSecret, 1, 10),
    description: 'Secrets the HRIS signs its webhooks with; several while one is being rotated.',
    example: '/run/secrets/hris-webhook-secrets (as HRIS_WEBHOOK_SECRETS_FILE)',
    secret: true,
  }),
  POLL_INTERVAL: hris.byDefault('5m', {
    parser: durationFrom(1_000),
    description: 'How often the HRIS is asked for changes.',
    example: '5m',
  }),
  INGEST_RATE_LIMIT: hris.byDefault('20000/s', {
    parser: rate,
    description: 'Deliveries taken from one source before it is answered 429.',
    example: '500/s',
  }),
  LND_ADAPTER: lnd.byDefault('generic', {
    parser: text,
    description: 'Which learning platform is connected.',
    example: 'generic',
  }),
  LND_BASE_URL: lnd.required({
    parser: baseUrl,
    description: "The learning platform's API; becomes sent_to.",
    example: 'https://learning.example.com/api',
  }),
  LND_API_KEY: lnd.optional({
    parser: secretText,
    description: 'Key of that API.',
    example: '/run/secrets/lnd-api-key (as LND_API_KEY_FILE)',
    secret: true,
  }),
  LND_RATE_LIMIT: lnd.byDefault('none', {
    parser: rate,
    description: 'Requests sent to the learning platform, over all kinds of traffic of one upserter.',
    example: '50/s',
  }),
  LND_TIMEOUT: lnd.byDefault('10s', {
    parser: durationFrom(100),
    description: 'How long one request to the learning platform may take.',
    example: '10s',
  }),
  UPSERT_CONCURRENCY: lnd.byDefault('64', {
    parser: integer(1, 1_000),
    description: 'Employees whose upserts are under way at once in one upserter.',
    example: '64',
  }),
  RETRY_DELAYS: lnd.byDefault('60s,60s,60s', {
    parser: listOf(durationFrom(10), 1, 3),
    description: 'Delays before the second, third and fourth attempt; one retry topic each, three at most.',
    example: '60s,60s,60s',
  }),
  LEASE_MARGIN: lnd.byDefault('5s', {
    parser: durationFrom(100),
    description: "By how much an employee's lease outlasts LND_TIMEOUT.",
    example: '5s',
  }),
  BREAKER_FAILURES: lnd.byDefault('5', {
    parser: integer(1, 1_000),
    description: 'Employees that fail one after the other before the platform counts as down and sending pauses.',
    example: '5',
  }),
  BREAKER_WINDOW: lnd.byDefault('30s', {
    parser: durationFrom(100),
    description: 'How long a failure counts towards BREAKER_FAILURES.',
    example: '30s',
  }),
  PROBE_INTERVAL: lnd.byDefault('2s', {
    parser: durationFrom(10),
    description: 'How often one request tries whether a platform that is down is back.',
    example: '2s',
  }),
  THROTTLE_DEFAULT: lnd.byDefault('5s', {
    parser: durationFrom(10),
    description: 'How long to pause after a 429 that does not say how long.',
    example: '5s',
  }),
  SYNC_MODE: lnd.byDefault('shadow', {
    parser: oneOf('shadow', 'live'),
    description: 'shadow: record what would be sent; live: send it. What cutover recorded wins.',
    example: 'live',
  }),
  PUBLIC_URL: lnd.byDefault('lockstep', {
    parser: text,
    description: "This sync's public URL or name; becomes sent_from.",
    example: 'https://sync.example.com',
  }),
  RECONCILE_AT: reconciliation.byDefault('02:00', {
    parser: timeOfDay,
    description: 'When the nightly reconciliation starts, local time of RECONCILE_TZ.',
    example: '02:00',
  }),
  RECONCILE_TZ: reconciliation.byDefault('UTC', {
    parser: timeZone,
    description: 'Zone of RECONCILE_AT.',
    example: 'Europe/Berlin',
  }),
  OPS_WEBHOOK_URL: notifications.optional({
    parser: hookUrl,
    description: 'Where notifications go when there is no routes file (Slack-compatible). Not set: to the log only.',
    example: '/run/secrets/ops-webhook-url (as OPS_WEBHOOK_URL_FILE)',
    secret: true,
  }),
  NOTIFY_ROUTES_FILE: notifications.optional({
    parser: existingFile,
    description: 'Which notification goes where.',
    example: 'ops/routes.yaml',
  }),
  NOTIFY_TIMEOUT: notifications.byDefault('10s', {
    parser: durationFrom(100),
    description: 'How long sending one notification may take.',
    example: '10s',
  }),
  NOTIFY_RETRY_DELAY: notifications.byDefault('5s', {
    parser: durationFrom(10),
    description: 'Wait after the first failed sending of a notification; doubles up to 5 minutes.',
    example: '5s',
  }),
  ALLOW_PRIVATE_HOOKS: notifications.byDefault('false', {
    parser: privateHooks,
    description: 'Private, loopback and link-local addresses that notifications may be sent to.',
    example: '127.0.0.1,10.1.0.0/16',
  }),
  PORT: service.byDefault('8080', {
    parser: integer(0, 65_535),
    description: 'Port of the HTTP interface; 0: any free one.',
    example: '8080',
  }),
  LISTEN_ADDRESS: service.byDefault('0.0.0.0', {
    parser: text,
    description: 'Address the HTTP interface listens on.',
    example: '127.0.0.1',
  }),
  LOG_LEVEL: service.byDefault('info', {
    parser: oneOf('debug', 'info', 'warn', 'error'),
    description: 'The least level that is logged.',
    example: 'debug',
  }),
  SHUTDOWN_DEADLINE: service.byDefault('10s', {
    parser: duration,
    description: 'How long a service may take to finish what is in flight after SIGTERM.',
    example: '25s',
  }),
  FAIL_POINTS: service.optional({
    parser: failPoints,
    description: 'For fault tests only: where this process shall die or stop.',
    example: 'upserter.posted=kill,ingest.accepted=stop@3',
  }),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = (typeof SETTINGS)[N] extends Setting<infer T> ? T : never;

/** The values of the settings a service asked for, and of no others. */
export type Settings<N extends SettingName> = { readonly [K in N]: SettingValue<K> };

function topicPrefix() {
  return {
    form: 'letters, digits, dot, dash and underscore, at most 100',
    parse: (given: string) =>
      /^[A-Za-z0-9._-]{1,100}$/.test(given)
        ? ({ ok: true, value: given } as const)
        : ({ ok: false, problem: 'has characters that Kafka does not take in a topic name, or too many' } as const),
  };
}

import { LockstepError, isLockstepError } from '@lockstep/domain';
import type { ErrorStage } from '@lockstep/domain';

/** Network errors of Node and messages of pg and pg-pool that mean: no connection, or it broke. */
const UNREACHABLE_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
const UNREACHABLE_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Query read timeout',
  'Cannot use a pool after calling end',
];
/**
 * SQLSTATE classes and codes that pass by themselves: 08 connection, 53 out of resources, 57 shutting down or timed
 * out, 58 system error, 40 deadlock or serialisation, 55P03 lock timeout, 25006 read-only (a standby), 25P03 idle in transaction.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING_STATES = /^(08|53|57|58|40|55P03|25006|25P03)/;
const REFUSED_STATES = /^(28|3D000|42501)/;
const SCHEMA_STATES = /^(3F000|42P01|42703|42883)/;
/**
 * What no waiting cures, for it is the value: a NUL or broken UTF-8 (22021, 22P05), a number out of range (22003), a
 * text that is no such type (22P02), an index row over its limit (54000).
 */
const VALUE_STATES = /^(22021|22P05|22003|22P02|54000)$/;

/**
 * Total: whatever pg or the network throws becomes a `LockstepError`. Postgres' own texts quote values, so only the
 * SQLSTATE and the names of schema objects are kept.
 */
export function toDatabaseError(thrown: unknown, stage: ErrorStage = 'before'): LockstepError {
  if (isLockstepError(thrown)) return thrown;
  const code = codeOf(thrown);
  const kind = kindOf(code, thrown instanceof Error ? thrown.message : '');
  const shown = code === '' ? 'no code' : UNREACHABLE_CODES.has(code) ? code : `SQLSTATE ${code}`;
  const { message, ...fields } = KINDS[kind];
  return new LockstepError({ ...fields, message: `${message} (${shown})`, stage, cause: causeWithoutValues(thrown) });
}

export const MIGRATE_REMEDY =
  'Migrate the database: `lockstep database migrate` with DATABASE_URL of a user who may create tables; `npm start` and `npm run up` do it by themselves.';

const KINDS = {
  unavailable: {
    code: 'LOCKSTEP_DATABASE_UNAVAILABLE',
    disposition: 'pause',
    message: 'the database cannot be used now',
    remedy:
      'Nothing is lost; work goes on when the database is back. Check that Postgres runs and DATABASE_URL points at it.',
  },
  refused: {
    code: 'LOCKSTEP_DATABASE_REFUSED',
    disposition: 'halt',
    message: 'the database refused us',
    remedy: 'Check the user, password and database in DATABASE_URL and the grants in packages/store/grants.sql.',
  },
  schema: {
    code: 'LOCKSTEP_DATABASE_SCHEMA',
    disposition: 'halt',
    message: 'the database lacks what the code needs',
    remedy: MIGRATE_REMEDY,
  },
  value: {
    code: 'LOCKSTEP_DATABASE_VALUE',
    disposition: 'dead_letter',
    message: 'the database cannot hold a value',
    remedy: 'See what the record holds; it is no value that ingest lets through. Report it with the SQLSTATE if it is.',
  },
  failed: {
    code: 'LOCKSTEP_DATABASE_QUERY_FAILED',
    disposition: 'pause',
    message: 'a query failed',
    remedy: 'It is a defect, please report it with the SQLSTATE; the log of Postgres has the statement.',
  },
} as const;

function kindOf(code: string, message: string): keyof typeof KINDS {
  if (UNREACHABLE_CODES.has(code) || PASSING_STATES.test(code)) return 'unavailable';
  if (UNREACHABLE_MESSAGES.some((known) => message.startsWith(known))) return 'unavailable';
  if (REFUSED_STATES.test(code)) return 'refused';
  if (VALUE_STATES.test(code)) return 'value';
  return SCHEMA_STATES.test(code) ? 'schema' : 'failed';
}

/** The names Postgres gives, and never its message, detail or where: those quote values. */
function causeWithoutValues(thrown: unknown): Error {
  const fields = ['code', 'severity', 'schema', 'table', 'constraint', 'routine'] as const;
  const known = thrown as Partial<Record<(typeof fields)[number], unknown>> | null | undefined;
  const parts = fields.flatMap((field) => (typeof known?.[field] === 'string' ? [`${field}=${known[field]}`] : []));
  const cause = new Error(parts.join(' ') || 'no details');
  cause.name = 'DatabaseCause';
  return cause;
}

function codeOf(thrown: unknown): string {
  // An AggregateError (both address families failed) carries the code itself.
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

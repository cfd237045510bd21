import { isLockstepError } from '@lockstep/domain';
import { MESSAGING_SETTINGS, openMessaging, type Messaging } from '@lockstep/messaging';
import { loadSettings, silentLogger } from '@lockstep/platform';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { noteServers } from '../../servers-note.js';
import { withDatabase } from '../../with-database.js';
import { checkContract } from './check-contract.js';
import { checkDatabase } from './check-database.js';
import { checkHris } from './check-hris.js';
import { checkKafka } from './check-kafka.js';
import { checkLearningPlatform } from './check-learning-platform.js';
import { checkRecordTimes } from './check-record-times.js';
import { checkRegistry } from './check-schemas.js';
import { checkServices } from './check-services.js';
import { checkSettings } from './check-settings.js';
import { skipped, type Finding, type FindingState } from './finding.js';
import { failureOf, runCheck } from './run-check.js';

/**
 * `lockstep doctor`: checks, in the order in which things depend on each other, every setting and every server. Exit 1
 * when something is wrong, 3 when something cannot be reached.
 */
export async function doctor({ json }: { readonly json: boolean }, io: CliIo): Promise<ExitCode> {
  const states: FindingState[] = [];
  noteServers(io, ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'DATABASE_URL']);
  for await (const finding of findings(io)) {
    states.push(finding.state);
    if (json) io.out(jsonLine({ kind: 'check', ...finding }));
    else for (const line of describe(finding, io)) io.out(line);
  }
  const count = (state: FindingState) => states.filter((other) => other === state).length;
  const [wrong, unreachable] = [count('finding'), count('unreachable')];
  if (json)
    io.out(jsonLine({ kind: 'summary', ok: count('ok'), findings: wrong, unreachable, skipped: count('skipped') }));
  else if (wrong + unreachable === 0) io.out('Everything that was checked is well.');
  else io.out(`${wrong} to be corrected, ${unreachable} not reachable.`);
  if (unreachable > 0) return EXIT.unreachable;
  return wrong > 0 ? EXIT.finding : EXIT.ok;
}

async function* findings(io: CliIo): AsyncGenerator<Finding> {
  yield* checkSettings(io);
  yield* await runCheck('contract', () => Promise.resolve().then(() => checkContract(io)));
  yield* messagingFindings(io);
  yield* await databaseFindings(io);
  yield* await runCheck('hris', () => checkHris(io));
  yield* await ifSettings('learning platform', ['LND_BASE_URL'], io, () => checkLearningPlatform(io));
  yield* await runCheck('services', () => checkServices(io));
}

async function* messagingFindings(io: CliIo): AsyncGenerator<Finding> {
  let messaging: Messaging;
  try {
    messaging = openMessaging(loadSettings(MESSAGING_SETTINGS, io.env), 'lockstep-doctor', silentLogger);
  } catch (thrown) {
    if (isLockstepError(thrown) && thrown.code === 'LOCKSTEP_SETTINGS_INVALID')
      yield skipped('kafka', 'its settings are wrong, see above');
    else yield failureOf('topics file', thrown);
    return;
  }
  try {
    const kafka = await runCheck('kafka', () => checkKafka(messaging));
    yield* kafka;
    yield* await runCheck('schemas', () => checkRegistry(messaging));
    const check = 'clock of Kafka’s writers';
    if (kafka.every(({ state }) => state === 'ok' || state === 'note'))
      yield* await runCheck(check, () => checkRecordTimes(messaging, io.now()));
    else yield skipped(check, 'the topics are not there as they should be, see above');
  } finally {
    await messaging.broker.close(2_000);
  }
}

function databaseFindings(io: CliIo): Promise<readonly Finding[]> {
  return ifSettings('database', ['DATABASE_URL'], io, () => {
    const { DATABASE_URL } = loadSettings(['DATABASE_URL'], io.env);
    return withDatabase(DATABASE_URL, (pool) => checkDatabase(pool, () => io.now()));
  });
}

/** A setting that is wrong has been told once; what needs it is left out. */
async function ifSettings(
  check: string,
  names: readonly ('DATABASE_URL' | 'LND_BASE_URL')[],
  io: CliIo,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    loadSettings(names, io.env);
  } catch {
    return [skipped(check, `${names.join(', ')} is wrong or not set, see above`)];
  }
  return runCheck(check, run);
}

function describe({ check, state, detail, remedy }: Finding, io: CliIo): string[] {
  const { green, red, yellow, dim } = io.colors;
  const signs = { ok: green('✓'), note: yellow('–'), finding: red('✗'), unreachable: red('✗'), skipped: dim('–') };
  return [
    `${signs[state]} ${check}: ${detail.replaceAll('\n', '\n    ')}`,
    ...(remedy === null ? [] : [`    → ${remedy}`]),
  ];
}

import { isLockstepError } from '@lockstep/domain';
import { loadSettings, SETTINGS, type SettingName } from '@lockstep/platform';
import type { CliIo } from '../../cli-io.js';
import { ok, type Finding } from './finding.js';

/** Every setting of every service, all problems listed; and whose servers they name. */
export function checkSettings(io: CliIo): Finding[] {
  const names = Object.keys(SETTINGS) as SettingName[];
  const problems = problemsOf(names, io);
  const from = io.running === undefined ? '' : '; what runs in this checkout stands below the environment';
  if (problems.length === 0) return [ok('settings', `${names.length} settings are valid${from}`)];
  return problems.map((problem) => findingOf(problem, io));
}

function findingOf(problem: string, io: CliIo): Finding {
  const name = /^([A-Z_]+) is not set/.exec(problem)?.[1] as SettingName | undefined;
  // The launcher names files, never a secret's value: what it was given as a value, only its services know.
  if (io.running !== undefined && name !== undefined && SETTINGS[name].secret)
    return {
      check: 'settings',
      state: 'note',
      detail: `${name} is known to the running services only`,
      remedy: `Nothing, or give it as ${name}_FILE, so that commands find it too.`,
    };
  return {
    check: 'settings',
    state: 'finding',
    detail: problem,
    remedy: 'Correct it; docs/settings.md describes every setting.',
  };
}

/** The problems `loadSettings` lists. */
function problemsOf(names: readonly SettingName[], io: CliIo): string[] {
  try {
    loadSettings(names, io.env);
    return [];
  } catch (thrown) {
    if (!isLockstepError(thrown)) throw thrown;
    return thrown.message
      .split('\n')
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.slice(4));
  }
}

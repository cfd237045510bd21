import { readFileSync } from 'node:fs';
import { LockstepError } from '@lockstep/domain';
import { CROSS_CHECKS } from './cross-checks.js';
import { nearestName } from './nearest-name.js';
import type { Setting } from './setting.js';
import { SETTINGS, type SettingName, type Settings } from './settings-catalogue.js';

/** Names and texts, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/**
 * Reads exactly the settings named. An empty variable counts as not set. A secret may come from the file that
 * <NAME>_FILE names instead.
 * @param env Default: the process's environment.
 * @throws LockstepError LOCKSTEP_SETTINGS_INVALID (disposition `halt`) whose message lists every problem with its remedy; no secret's value
 */
export function loadSettings<const N extends SettingName>(
  names: readonly N[],
  env: Environment = process.env,
): Settings<N> {
  const problems: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of names) {
    const read = readOne(name, SETTINGS[name], env);
    if ('problem' in read) problems.push(read.problem);
    else values[name] = read.value;
  }
  problems.push(...lookAlikes(names, env, problems));
  for (const rule of CROSS_CHECKS) {
    const problem = rule.settings.every((name) => name in values) ? rule.check(values) : null;
    if (problem !== null) problems.push(problem);
  }
  if (problems.length > 0) throw settingsInvalid(problems);
  return values as Settings<N>;
}

type Read = { readonly value: unknown } | { readonly problem: string };

function readOne(name: SettingName, setting: Setting<unknown>, env: Environment): Read {
  const given = textOf(name, setting, env);
  if ('problem' in given) return given;
  if (given.text === null) {
    if (setting.absent.kind === 'optional') return { value: null };
    if (setting.absent.kind === 'required') return { problem: missing(name, setting, env) };
  }
  const text = given.text ?? (setting.absent.kind === 'default' ? setting.absent.text : '');
  const parsed = setting.parser.parse(text);
  if (parsed.ok) return { value: parsed.value };
  const shown = setting.secret || text.includes('@') ? '' : ` ${JSON.stringify(text.slice(0, 80))}`;
  const from = given.file === null ? '' : ` (from ${name}_FILE)`;
  return {
    problem: `${name}${shown}${from} ${parsed.problem}. Expected: ${setting.parser.form}; example: ${setting.example}`,
  };
}

type Given = { readonly text: string | null; readonly file: string | null } | { readonly problem: string };

function textOf(name: SettingName, setting: Setting<unknown>, env: Environment): Given {
  const direct = env[name] === '' ? undefined : env[name];
  const file = env[`${name}_FILE`] === '' ? undefined : env[`${name}_FILE`];
  if (!setting.secret || file === undefined) return { text: direct ?? null, file: null };
  if (direct !== undefined) return { problem: `${name} and ${name}_FILE are both set: unset one of them.` };
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? { problem: `${name}_FILE names an empty file: put the value into it.` } : { text, file };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    return { problem: `${name}_FILE names a file that cannot be read (${code}): check its path and permissions.` };
  }
}

function missing(name: SettingName, setting: Setting<unknown>, env: Environment): string {
  const near = similarlyNamed(name, env);
  const hint = near === null ? '' : ` ${near} is set: did you mean ${name}?`;
  const byFile = setting.secret ? ` or ${name}_FILE` : '';
  return `${name} is not set.${hint} Set ${name}${byFile}: ${setting.description} Example: ${setting.example}`;
}

/** A mistyped name would silently leave a default in force, so it stops the start unless the right one is set as well. */
function lookAlikes(names: readonly SettingName[], env: Environment, soFar: readonly string[]): string[] {
  return names.flatMap((name) => {
    const near = isSet(name, env) ? null : similarlyNamed(name, env);
    if (near === null || soFar.some((problem) => problem.includes(`${near} is set`))) return [];
    return [`${near} is no setting: did you mean ${name}? Rename it, or unset it.`];
  });
}

/** Short names without an underscore have too many innocent neighbours (PORT and HOST, PORT and POST). */
function similarlyNamed(name: SettingName, env: Environment): string | null {
  if (!name.includes('_') || name.length < 8) return null;
  const strangers = Object.keys(env).filter((key) => !isKnown(key) && env[key] !== '');
  return nearestName(name, strangers, 2) ?? nearestName(`${name}_FILE`, strangers, 2);
}

function isKnown(key: string): boolean {
  return NAMES.some((name) => key === name || (SETTINGS[name].secret && key === `${name}_FILE`));
}

function isSet(name: SettingName, env: Environment): boolean {
  return [env[name], env[`${name}_FILE`]].some((text) => text !== undefined && text !== '');
}

function settingsInvalid(problems: readonly string[]): LockstepError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new LockstepError({
    code: 'LOCKSTEP_SETTINGS_INVALID',
    message: `the settings have ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'Correct the environment variables named above and start again; docs/settings.md describes all of them.',
  });
}

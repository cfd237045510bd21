import type { Environment } from './load-settings.js';

/**
 * Settings that hold where the environment says nothing. NAME and NAME_FILE are one setting in two forms: given in
 * either, it replaces both forms below it. Empty counts as not set.
 * @param env Default: the process's environment.
 */
export function withSettingsBelow(below: Environment, env: Environment = process.env): Environment {
  const plainName = (name: string): string => name.replace(/_FILE$/, '');
  const given = new Set(
    Object.keys(env)
      .filter((name) => (env[name] ?? '') !== '')
      .flatMap((name) => [name, plainName(name)]),
  );
  const free = (name: string): boolean => !given.has(name) && !given.has(plainName(name));
  const kept = Object.entries(below).filter(([name]) => free(name));
  return { ...env, ...Object.fromEntries(kept) };
}

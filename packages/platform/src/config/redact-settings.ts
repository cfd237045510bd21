import { SETTINGS, type SettingName } from './settings-catalogue.js';

/** Settings as they may be logged: secrets as `set` or `not set`, everything else as text. */
export function redact(settings: Readonly<Partial<Record<SettingName, unknown>>>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings) as [SettingName, unknown][]) {
    if (value === null || value === undefined) shown[name] = 'not set';
    else if (SETTINGS[name].secret) shown[name] = 'set';
    else shown[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return shown;
}

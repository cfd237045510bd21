import type { SettingParser } from './parsed.js';

/** Where a setting is shown in the documentation. */
export type SettingGroup =
  | 'Kafka and registry'
  | 'Database'
  | 'Contract'
  | 'HRIS'
  | 'Learning platform'
  | 'Reconciliation'
  | 'Notifications'
  | 'Service';

/** One setting: an environment variable, how its text is read, and what a person needs to know about it. */
export interface Setting<T> {
  readonly parser: SettingParser<T>;
  /** `required`: whoever loads it needs it. `optional`: null when not set. Else the text that stands in for it. */
  readonly absent: { readonly kind: 'required' | 'optional' } | { readonly kind: 'default'; readonly text: string };
  readonly group: SettingGroup;
  /** What it does, with units. */
  readonly description: string;
  readonly example: string;
  /** Never printed; may also come from the file that <NAME>_FILE names. */
  readonly secret: boolean;
}

/** What a setting is made of, apart from how it is absent. */
export interface SettingFacts<T> {
  readonly parser: SettingParser<T>;
  readonly description: string;
  readonly example: string;
  readonly secret?: boolean;
}

/** Makes the settings of one group. */
export function settingsOf(group: SettingGroup) {
  const make = <T>(facts: SettingFacts<T>, absent: Setting<T>['absent']): Setting<T> => ({
    ...facts,
    absent,
    group,
    secret: facts.secret ?? false,
  });
  return {
    required: <T>(facts: SettingFacts<T>): Setting<T> => make(facts, { kind: 'required' }),
    optional: <T>(facts: SettingFacts<T>): Setting<T | null> => make<T | null>(facts, { kind: 'optional' }),
    byDefault: <T>(text: string, facts: SettingFacts<T>): Setting<T> => make(facts, { kind: 'default', text }),
  };
}

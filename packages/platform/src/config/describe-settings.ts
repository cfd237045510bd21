import type { Setting, SettingGroup } from './setting.js';
import { SETTINGS } from './settings-catalogue.js';

/** One setting as documentation shows it. */
export interface SettingDescription {
  readonly name: string;
  readonly group: SettingGroup;
  readonly form: string;
  /** Null: none. `required`: whoever uses it needs it. */
  readonly default: string | null;
  readonly required: boolean;
  readonly description: string;
  readonly example: string;
  readonly secret: boolean;
}

/** Every setting of the product, in the catalogue's order. */
export function describeSettings(): readonly SettingDescription[] {
  return Object.entries(SETTINGS as Readonly<Record<string, Setting<unknown>>>).map(([name, setting]) => ({
    name,
    group: setting.group,
    form: setting.parser.form,
    default: setting.absent.kind === 'default' ? setting.absent.text : null,
    required: setting.absent.kind === 'required',
    description: setting.description,
    example: setting.example,
    secret: setting.secret,
  }));
}

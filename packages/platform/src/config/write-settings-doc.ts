import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings, type SettingDescription } from './describe-settings.js';

/** The file written, relative to the repository's root. */
const SETTINGS_DOC = 'docs/settings.md';

/**
 * Writes docs/settings.md from the catalogue, or with `check` only compares.
 * @returns files that were written, or with `check` files that differ
 */
export function writeSettingsDoc(rootDir: string, options: { readonly check: boolean }): readonly string[] {
  const file = join(rootDir, SETTINGS_DOC);
  const wanted = settingsDoc(describeSettings());
  if (wanted === readOrNull(file)) return [];
  if (!options.check) writeFileSync(file, wanted);
  return [SETTINGS_DOC];
}

function settingsDoc(settings: readonly SettingDescription[]): string {
  const groups = [...new Set(settings.map((setting) => setting.group))];
  const sections = groups.map((group) => {
    const entries = settings.filter((setting) => setting.group === group).map(entry);
    return `## ${group}\n\n${entries.join('\n')}`;
  });
  return `# Settings\n\n${INTRODUCTION}\n\n${sections.join('\n')}`;
}

const INTRODUCTION = `Generated from \`packages/platform/src/config\` by \`npm run gen\`; do not edit.

Settings are environment variables, read once at start. A service reads only its own; every problem is listed at once
and stops the start. An empty variable counts as not set. A secret is never printed, and may be given as a file
(\`<NAME>_FILE\`) that holds it instead.`;

// A list and not a table: the formatter would re-align a table whenever one cell changes.
function entry(setting: SettingDescription): string {
  const byDefault = setting.required ? 'required' : setting.default === null ? 'not set' : `\`${setting.default}\``;
  const lines = [
    `### ${setting.name}`,
    '',
    setting.description,
    '',
    `- Form: ${setting.form.replace(/[<>]/g, '\\$&')}`,
    `- Default: ${byDefault}`,
    `- Example: \`${setting.example}\``,
  ];
  if (setting.secret) lines.push(`- Secret: also as \`${setting.name}_FILE\``);
  return `${lines.join('\n')}\n`;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

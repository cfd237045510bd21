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
    const rows = settings.filter((setting) => setting.group === group).map(row);
    return `## ${group}\n\n| setting | form | default | what it does | example |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Settings\n\n${INTRODUCTION}\n\n${sections.join('\n')}`;
}

const INTRODUCTION = `Generated from \`packages/platform/src/config\` by \`npm run gen\`; do not edit.

Settings are environment variables, read once at start. A service reads only its own; every problem is listed at once
and stops the start. An empty variable counts as not set. A setting marked 🔒 is a secret: it is never printed, and may
be given as a file instead (\`<NAME>_FILE\`, its content without surrounding blanks).`;

function row(setting: SettingDescription): string {
  const name = `\`${setting.name}\`${setting.secret ? ' 🔒' : ''}`;
  const byDefault = setting.required ? 'required' : setting.default === null ? 'not set' : `\`${setting.default}\``;
  return `| ${name} | ${cell(setting.form)} | ${byDefault} | ${cell(setting.description)} | \`${cell(setting.example)}\` |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

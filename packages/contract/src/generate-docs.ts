import type { Contract, ContractField, ScopeRule } from './contract.js';

/** Markdown of docs/contract.md: what is synced, for readers who do not read YAML. */
export function generateDocs(contract: Contract): string {
  const hris = Object.keys(contract.hris);
  const lnd = Object.keys(contract.lnd);
  const path = (written: string | null | undefined): string =>
    written === null || written === undefined ? '–' : code(written);
  return [
    '# The field contract',
    '',
    '<!-- Generated from contracts/employee.yaml by `npm run gen`. Do not edit. -->',
    '',
    `${text(contract.title)}. Content hash \`${contract.contentHash}\`. How to change it: [guide](guides/change-the-contract.md).`,
    '',
    '## Fields',
    '',
    ...table(
      ['field', 'what it is', 'type', 'required', 'source of truth', 'when empty', 'personal'],
      contract.fields.map((field) => [
        code(field.name),
        text(field.description),
        typeOf(field),
        requiredOf(field),
        text(field.sourceOfTruth),
        code(field.whenEmpty),
        field.personal ? 'yes' : 'no',
      ]),
    ),
    '',
    'A field missing in a record is kept as the learning platform has it; null clears it; the empty text follows the column “when empty”.',
    '',
    '## Where each system has it',
    '',
    ...table(
      ['field', ...hris.map((name) => `from HRIS ${code(name)}`), ...lnd.map((name) => `to L&D ${code(name)}`)],
      contract.fields.map((field) => [
        code(field.name),
        ...hris.map((name) => path(field.from[name])),
        ...lnd.map((name) => path(field.to[name])),
      ]),
    ),
    '',
    '## Statuses',
    '',
    ...table(
      [
        'status',
        'meaning',
        'employment',
        'learner',
        ...hris.map((name) => `from HRIS ${code(name)}`),
        ...lnd.map((name) => `to L&D ${code(name)}`),
      ],
      contract.statuses.map((status) => [
        code(status.name),
        text(status.description),
        status.employment,
        status.learner,
        ...hris.map((name) => wordsFor(contract, name, status.name)),
        ...lnd.map((name) => code(contract.lnd[name]!.statuses[status.name]!)),
      ]),
    ),
    '',
    'A status that is not listed is refused, never guessed.',
    ...lnd.flatMap((name) => learnerState(contract, name)),
    '',
    '## Who is synced',
    '',
    `${describeScope(contract.scope)}.`,
    '',
  ].join('\n');
}

/** The scope rule in words. */
export function describeScope(rule: ScopeRule): string {
  if (rule === 'everyone') return 'Everyone';
  if ('not' in rule) return `Everyone except: ${describeCondition(rule.not)}`;
  return `Only: ${describeCondition(rule)}`;
}

function describeCondition(rule: ScopeRule): string {
  if (rule === 'everyone') return 'everyone';
  if ('all' in rule) return `(${rule.all.map(describeCondition).join(' and ')})`;
  if ('any' in rule) return `(${rule.any.map(describeCondition).join(' or ')})`;
  if ('not' in rule) return `not ${describeCondition(rule.not)}`;
  if ('equals' in rule) return `${code(rule.field)} is ${code(rule.equals)}`;
  if ('in' in rule) return `${code(rule.field)} is one of ${rule.in.map(code).join(', ')}`;
  return `${code(rule.field)} starts with ${code(rule.startsWith)}`;
}

function learnerState(contract: Contract, adapter: string): string[] {
  const state = contract.lnd[adapter]!.learnerState;
  if (state === null) return [];
  const words = `${code(String(state.active))} for an active, ${code(String(state.suspended))} for a suspended one`;
  return ['', `To L&D ${code(adapter)} the account's state goes as ${code(state.to)}: ${words}.`];
}

function wordsFor(contract: Contract, adapter: string, status: string): string {
  const words = Object.entries(contract.hris[adapter]!.statuses).filter(([, to]) => to === status);
  return words.length === 0 ? '–' : words.map(([word]) => code(word)).join(', ');
}

function typeOf(field: ContractField): string {
  const limit = field.maxLength === null ? '' : `, at most ${field.maxLength} characters`;
  return `${field.type}${limit}${field.pattern === null ? '' : `, ${code(field.pattern)}`}`;
}

function requiredOf(field: ContractField): string {
  if (!field.required) return 'no';
  return field.notRequiredFor.length === 0 ? 'yes' : `yes, but for ${field.notRequiredFor.join(', ')}`;
}

/** Cells padded to their column's width, as the formatter leaves them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, column) => Math.max(3, cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)];
}

function code(value: string): string {
  return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function text(value: string): string {
  return value.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\.$/, '');
}

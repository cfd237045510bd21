/**
 * Replaces every occurrence of a person's values in text that came from another system, so that its reasons can be
 * shown without personal data. Longest first, so that an e-mail is masked whole before the name inside it.
 * @param values field name → value; `keep` names fields that may be shown (the employee ID)
 */
export function maskValues(
  text: string,
  values: Readonly<Record<string, unknown>>,
  keep: readonly string[] = ['employeeId'],
): string {
  const known = Object.entries(values)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length >= 2)
    .filter(([field]) => !keep.includes(field))
    .sort(([, a], [, b]) => b.length - a.length);
  let masked = text;
  for (const [field, value] of known) masked = replaceAllIgnoringCase(masked, value, `‹${field}›`);
  return masked;
}

function replaceAllIgnoringCase(text: string, needle: string, replacement: string): string {
  const pattern = new RegExp(needle.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  return text.replace(pattern, () => replacement);
}

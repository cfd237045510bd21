/**
 * Text that came from elsewhere, fit for a terminal: control characters could move the cursor, hide lines or run what
 * the terminal understands.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '·');
}

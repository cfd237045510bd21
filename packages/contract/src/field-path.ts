/** Keys from the outside in. */
export type FieldPath = readonly string[];

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads a path as the contract writes it: a JSON pointer (RFC 6901) when it starts with `/`, else names joined by
 * dots. Null when it is neither, or would reach into an object's prototype.
 */
export function parseFieldPath(written: string): FieldPath | null {
  const keys = written.startsWith('/') ? written.slice(1).split('/').map(unescapePointer) : written.split('.');
  return keys.some((key) => key === null || key === '' || FORBIDDEN.includes(key)) ? null : (keys as string[]);
}

/** The path as a JSON pointer. */
export function toJsonPointer(path: FieldPath): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function unescapePointer(part: string): string | null {
  return /~(?![01])/.test(part) ? null : part.replaceAll('~1', '/').replaceAll('~0', '~');
}

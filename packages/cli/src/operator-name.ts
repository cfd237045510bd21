import { userInfo } from 'node:os';

/** Who works at the command line, as the operating system knows them; `uid:<n>` in a container without accounts. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid:${process.getuid?.() ?? 'unknown'}`;
  }
}

import { randomBytes } from 'node:crypto';

/** A prefix for topics and groups that no other test has: `<of>-<random>.` */
export function newTopicPrefix(of: string): string {
  return `${of}-${randomBytes(5).toString('hex')}.`;
}

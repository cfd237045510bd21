import type { ListenSettings } from '../http/listen.js';
import type { PlatformRules } from './platform-rules.js';

/** How the sandbox platform is started. */
export interface LndSandboxSettings extends ListenSettings {
  /** Required as a bearer token on the platform's own routes; null asks for none. Default null. */
  readonly apiKey?: string | null;
  /** Default: no manager check, e-mails unique among active learners. */
  readonly rules?: Partial<PlatformRules>;
  /** Journal entries kept, about 700 bytes of memory each. Default 500 000. */
  readonly journalLimit?: number;
  /** Whether the journal keeps bodies; without them it still has their hashes. Default true. */
  readonly journalBodies?: boolean;
  /** Where learners are kept across restarts; null keeps them in memory only. Default null. */
  readonly stateFile?: string | null;
}

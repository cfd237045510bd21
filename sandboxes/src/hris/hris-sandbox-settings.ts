import type { ListenSettings } from '../http/listen.js';
import type { WebhookSettings } from './webhook-sender.js';

/** How the sandbox HRIS is started. */
export interface HrisSandboxSettings extends ListenSettings {
  /** Employees of the organisation at the start. Default 200. */
  readonly employees?: number;
  /** The organisation of a seed is always the same. Default 1. */
  readonly seed?: number;
  /** Required as a bearer token by `/employees`; null asks for none. Default null. */
  readonly apiKey?: string | null;
  /** Where webhooks go, such as `https://sync.example.com/webhooks/generic`. Default null: they wait. */
  readonly webhookUrl?: string | null;
  /** `whsec_` and base64 each. Default none. */
  readonly webhookSecrets?: readonly string[];
  /** How patiently webhooks are sent. */
  readonly webhooks?: Partial<Omit<WebhookSettings, 'url' | 'secrets'>>;
  /** Where changes are kept across restarts; null keeps them in memory only. Default null. */
  readonly stateFile?: string | null;
}

import type { SettingName } from './settings-catalogue.js';

/** What the checks look at: the values that parsed. */
type Values = Readonly<Partial<Record<SettingName, unknown>>>;

/** A rule between settings, checked where all of `settings` are loaded and each is good by itself. */
export interface CrossCheck {
  readonly settings: readonly SettingName[];
  /** Answers the problem with its remedy, or null. */
  readonly check: (values: Values) => string | null;
}

const SASL = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

export const CROSS_CHECKS: readonly CrossCheck[] = [
  {
    settings: SASL,
    check(values) {
      const given = SASL.filter((name) => values[name] !== null);
      const missing = SASL.filter((name) => values[name] === null);
      if (given.length === 0 || missing.length === 0) return null;
      return `${given.join(' and ')} without ${missing.join(' and ')}: set all three or none.`;
    },
  },
  {
    settings: ['HRIS_ADAPTER', 'HRIS_WEBHOOK_SECRETS'],
    check(values) {
      const secrets = values.HRIS_WEBHOOK_SECRETS as readonly string[];
      const wrong = secrets.findIndex((secret) => !secret.startsWith('whsec_'));
      if (values.HRIS_ADAPTER !== 'generic' || wrong === -1) return null;
      return `HRIS_WEBHOOK_SECRETS entry ${wrong + 1} does not begin with whsec_, as the generic HRIS adapter needs it. Make one with: echo "whsec_$(openssl rand -base64 32)"`;
    },
  },
];

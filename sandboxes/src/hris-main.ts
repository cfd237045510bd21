import { loadSettings } from '@lockstep/platform';
import type { HrisSandboxSettings } from './hris/hris-sandbox-settings.js';
import { startHrisSandbox } from './hris/start-hris-sandbox.js';
import type { Known } from './run-sandbox.js';
import { runSandbox } from './run-sandbox.js';

const KNOWN: Known<HrisSandboxSettings> = {
  port: true,
  host: true,
  employees: true,
  seed: true,
  apiKey: true,
  webhookUrl: true,
  webhookSecrets: true,
  webhooks: true,
  stateFile: true,
};

await runSandbox<HrisSandboxSettings>(KNOWN, (given) => {
  const { PORT, LISTEN_ADDRESS, HRIS_API_KEY, HRIS_WEBHOOK_SECRETS } = loadSettings([
    'PORT',
    'LISTEN_ADDRESS',
    'HRIS_API_KEY',
    'HRIS_WEBHOOK_SECRETS',
  ]);
  const fromEnvironment = {
    port: PORT,
    host: LISTEN_ADDRESS,
    apiKey: HRIS_API_KEY,
    webhookSecrets: HRIS_WEBHOOK_SECRETS,
  };
  return startHrisSandbox({ ...fromEnvironment, ...given });
});

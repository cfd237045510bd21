import { loadSettings } from '@lockstep/platform';
import type { LndSandboxSettings } from './lnd/lnd-sandbox-settings.js';
import { startLndSandbox } from './lnd/start-lnd-sandbox.js';
import type { Known } from './run-sandbox.js';
import { runSandbox } from './run-sandbox.js';

const KNOWN: Known<LndSandboxSettings> = {
  port: true,
  host: true,
  apiKey: true,
  rules: true,
  journalLimit: true,
  journalBodies: true,
  stateFile: true,
};

await runSandbox<LndSandboxSettings>(KNOWN, (given) => {
  const { PORT, LISTEN_ADDRESS, LND_API_KEY } = loadSettings(['PORT', 'LISTEN_ADDRESS', 'LND_API_KEY']);
  return startLndSandbox({ port: PORT, host: LISTEN_ADDRESS, apiKey: LND_API_KEY, ...given });
});

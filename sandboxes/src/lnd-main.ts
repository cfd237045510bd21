import { loadSettings } from '@lockstep/platform';
import type { LndSandboxSettings } from './lnd/lnd-sandbox-settings.js';
import { startLndSandbox } from './lnd/start-lnd-sandbox.js';
import { runSandbox } from './run-sandbox.js';

await runSandbox((given) => {
  const { PORT, LISTEN_ADDRESS, LND_API_KEY } = loadSettings(['PORT', 'LISTEN_ADDRESS', 'LND_API_KEY']);
  const own = given as LndSandboxSettings;
  return startLndSandbox({ port: PORT, host: LISTEN_ADDRESS, apiKey: LND_API_KEY, ...own });
});

import { checkSchemas, SCHEMAS_DIR, type Messaging } from '@lockstep/messaging';
import { ok, type Finding } from './finding.js';

/** Is the registry there, with every schema this version writes? */
export async function checkRegistry({ registry, topology }: Messaging): Promise<Finding[]> {
  const checks = await checkSchemas(SCHEMAS_DIR, registry, topology);
  const open = checks.filter(({ state, wrongCompatibility }) => state !== 'registered' || wrongCompatibility !== null);
  if (open.length === 0) return [ok('schemas', `${checks.length} schemas are registered`)];
  const unfit = open.filter(({ state }) => state === 'invalid' || state === 'incompatible');
  return [
    {
      check: 'schemas',
      state: 'finding',
      detail: `not registered as they should be: ${open.map(({ subject, state }) => `${subject} (${state})`).join(', ')}`,
      remedy:
        unfit.length > 0 ? 'See why with: lockstep schemas check' : 'Register them with: lockstep schemas register',
    },
  ];
}

import type { ServiceContext } from '@lockstep/platform';

/** The settings the reconciler reads besides those every service has: validated from the first day, used by what is still to come. */
export const RECONCILER_SETTINGS = ['RECONCILE_AT', 'RECONCILE_TZ'] as const;

export type ReconcilerContext = ServiceContext<(typeof RECONCILER_SETTINGS)[number]>;

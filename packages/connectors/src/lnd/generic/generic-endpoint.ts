import { LockstepError } from '@lockstep/domain';

/** Where the generic platform's routes are, worked out once from its base URL. */
export interface GenericEndpoint {
  readonly origin: string;
  readonly upsertPath: string;
  readonly listPath: string;
  /** The full URL upserts go to; becomes `sent_to`. */
  readonly upsertUrl: string;
}

/** @throws LockstepError LOCKSTEP_LND_BASE_URL_INVALID */
export function genericEndpoint(baseUrl: string): GenericEndpoint {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid('it is not an http or https URL');
  // The endpoint becomes `sent_to`: what stands in it is stored and shown.
  if (url.username !== '' || url.password !== '') throw invalid('it holds credentials');
  if (url.search !== '' || url.hash !== '') throw invalid('it holds a query or a fragment');
  const learners = `${url.pathname.replace(/\/+$/, '')}/learners`;
  return {
    origin: url.origin,
    listPath: learners,
    upsertPath: `${learners}/upsert`,
    upsertUrl: `${url.origin}${learners}/upsert`,
  };
}

function invalid(problem: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_LND_BASE_URL_INVALID',
    message: `LND_BASE_URL cannot be used: ${problem}`,
    stage: 'before',
    disposition: 'halt',
    remedy:
      'Set LND_BASE_URL to the platform’s address, such as https://learning.example.com/api, and its key in LND_API_KEY.',
  });
}

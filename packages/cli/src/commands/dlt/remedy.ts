/** What a person does about a dead letter, by its cause. */
export function remedyOf(code: string, eventId: string): string {
  const replay = `lockstep dlt replay --event ${eventId}`;
  const known = REMEDIES[code];
  return known === undefined ? `When the platform takes it again: ${replay}` : known.replace('{replay}', replay);
}

const WHO_WROTE = 'Find who wrote it (headers, origin); the bytes are kept as they are.';
const REMEDIES: Readonly<Record<string, string>> = {
  LOCKSTEP_LND_CONFLICT:
    'Another learner holds this identity: the HRIS admin decides which record is right. Nothing is merged. Then: {replay}',
  LOCKSTEP_LND_REFUSED:
    'Correct the value in the HRIS (the correction arrives as a new change), or the mapping in the contract; then: {replay}',
  LOCKSTEP_LND_UNKNOWN_MANAGER: 'See that the manager is in scope and synced; then: {replay}',
  LOCKSTEP_UNDECODABLE: WHO_WROTE,
  LOCKSTEP_SCHEMA_UNKNOWN: `It was written against another registry, or the registry lost data: restore its schemas, then: {replay}`,
  LOCKSTEP_DECODE_DEATHS: 'Decoding it ended the process three times, so it is never decoded again. ' + WHO_WROTE,
  LOCKSTEP_KEY_MISMATCH: `Its key is not its employee ID, so its order cannot be kept. ${WHO_WROTE}`,
  LOCKSTEP_RETRY_HEADERS: WHO_WROTE,
};

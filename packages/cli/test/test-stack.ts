/** The servers `npm test` has started, as settings. */
export function stackSettings(): { KAFKA_BROKERS: string; SCHEMA_REGISTRY_URL: string } {
  const handed = process.env['LOCKSTEP_TEST_STACK'];
  if (handed === undefined) throw new Error('LOCKSTEP_TEST_STACK is not set; run these tests through `npm test`');
  const { kafka, registry } = JSON.parse(handed) as { kafka: string; registry: string };
  return { KAFKA_BROKERS: kafka, SCHEMA_REGISTRY_URL: registry };
}

import type { CliIo } from './cli-io.js';

const SERVERS: Readonly<Record<string, string>> = {
  KAFKA_BROKERS: 'Kafka',
  SCHEMA_REGISTRY_URL: 'the schema registry',
  DATABASE_URL: 'the database',
};

/**
 * Says when a command works on what runs in the checkout, which nobody typed; above all when servers of two systems
 * would be mixed. @param needed names of the settings the command uses
 */
export function noteServers(io: CliIo, needed: readonly string[]): void {
  const running = new Set(io.running?.settings ?? []);
  const servers = needed.filter((name) => SERVERS[name] !== undefined);
  const own = servers.filter((name) => running.has(name));
  const named = servers.filter((name) => !running.has(name));
  if (own.length === 0) return;
  if (named.length === 0) return io.err('On what runs in this checkout (npm start or npm run up).');
  const list = (names: readonly string[]) => names.map((name) => SERVERS[name]).join(' and ');
  io.err(`Mixed: ${list(own)} of what runs in this checkout, ${list(named)} of the environment.`);
}

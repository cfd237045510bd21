// What the Node peers share: their settings, and employee events (../employee.avsc) to JSON bodies.
import { readFileSync } from 'node:fs';
import avro from 'avsc';

export const env = (name, otherwise) => process.env[name] ?? otherwise;
export const BROKERS = env('BROKERS', '127.0.0.1:9092').split(',');
export const TOPIC = env('TOPIC', 'employees');
export const GROUP = env('GROUP', 'node-peer');
export const SINK = env('SINK', 'http://127.0.0.1:29800');
export const RETRY_DELAY_MS = Number(env('RETRY_DELAY_MS', '60000'));
export const CONCURRENCY = Number(env('CONCURRENCY', '64'));
export const type = avro.Type.forSchema(JSON.parse(readFileSync(new URL('./employee.avsc', import.meta.url), 'utf8')));
// Confluent wire format: magic 0, 4-byte schema id, Avro binary.
export const decode = (bytes) => type.decode(bytes, 5).value;
// avsc unwraps unions that need no branch name, so this is plain JSON already.
export const toBody = (record) => JSON.stringify(record);
process.on('SIGTERM', () => process.exit(0));

import { eventSchema, type Contract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import type { SchemaJson, SchemaStore } from './schema-store.js';
import { createValueCodec, type ValueCodec } from './value-codec.js';

export type EmployeeEventCodec = ValueCodec<EmployeeEvent>;

export interface EmployeeEventCodecOptions {
  readonly store: SchemaStore;
  /** Full name of the `employee.events` topic, prefix included; retry and dead letter topics carry its bytes. */
  readonly topic: string;
  readonly contract: Contract;
}

/** The codec of `employee.events`, whose schema follows from the contract. */
export function createEmployeeEventCodec({ store, topic, contract }: EmployeeEventCodecOptions): EmployeeEventCodec {
  const schema = eventSchema(contract) as unknown as SchemaJson;
  return createValueCodec<EmployeeEvent>({ store, subject: subjectOf(topic), schema });
}

/** TopicNameStrategy. */
export function subjectOf(topic: string): string {
  return `${topic}-value`;
}

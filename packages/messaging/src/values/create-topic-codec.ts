import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemCondition, UpsertOutcome } from '@lockstep/domain';
import { subjectOf } from '../avro/employee-event-codec.js';
import type { SchemaJson, SchemaStore } from '../avro/schema-store.js';
import { createValueCodec, type ValueCodec } from '../avro/value-codec.js';
import { SCHEMAS_DIR } from '../repository-files.js';
import type { Topology } from '../topology.js';
import type { Notification } from './notification.js';
import type { OperatorAction } from './operator-action.js';
import type { RejectedPayload } from './rejected-payload.js';

/** Which value stands on which topic (names without prefix). `employee.events` has `createEmployeeEventCodec`. */
export interface TopicValues {
  'employee.rejected': RejectedPayload;
  'learner.outcomes': UpsertOutcome;
  'ops.actions': OperatorAction;
  'ops.conditions': SystemCondition;
  'notifications.sent': Notification;
}

/** The codec of a declared topic, with the schema from `schemas/`. */
export function createTopicCodec<Name extends keyof TopicValues>(
  name: Name,
  topology: Topology,
  store: SchemaStore,
): ValueCodec<TopicValues[Name]> {
  const { topic, schema: file } = topology.spec(name);
  const schema = JSON.parse(readFileSync(join(SCHEMAS_DIR, file), 'utf8')) as SchemaJson;
  return createValueCodec<TopicValues[Name]>({ store, subject: subjectOf(topic), schema });
}

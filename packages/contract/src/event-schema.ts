import { CHANGE_PATHS, CHANGE_TYPES } from '@lockstep/domain';
import type { AvroField, AvroRecord } from './avro.js';
import type { Contract, ContractField } from './contract.js';
import { MINIMUM_FIELDS } from './minimum-fields.js';

const NAMESPACE = 'lockstep';
const TIMESTAMP = { type: 'long', logicalType: 'timestamp-millis' } as const;

/** The first union branch of every optional field and its default: the field was not in the record. */
const ABSENT: AvroRecord = {
  type: 'record',
  name: 'Absent',
  namespace: NAMESPACE,
  doc: 'The HRIS said nothing about the field: the learning platform keeps what it has. Not null, which clears it.',
  fields: [],
};

/**
 * The Avro schema of `EmployeeEvent` that follows from the contract. Adding a field to the contract is always a
 * compatible change, both ways: an event from before reads as absent, a reader from before leaves the field aside.
 */
export function eventSchema(contract: Contract): AvroRecord {
  return {
    type: 'record',
    name: 'EmployeeEvent',
    namespace: NAMESPACE,
    doc: 'One change of one employee in the HRIS, with the full contract state after it. Immutable. Key: employee ID.',
    fields: [
      {
        name: 'eventId',
        doc: 'SHA-256, hex, of what makes the change the same change; equal for every delivery.',
        type: 'string',
      },
      { name: 'employeeId', doc: 'Employee ID, the same as the key.', type: 'string' },
      {
        name: 'changeType',
        doc: 'What happened. A rehire is an update whose status is current again.',
        type: { type: 'enum', name: 'ChangeType', namespace: NAMESPACE, doc: 'Kind of change.', symbols: CHANGE_TYPES },
      },
      { name: 'occurredAt', doc: 'When the HRIS says it happened; first half of the version.', type: TIMESTAMP },
      { name: 'receivedAt', doc: 'When the sync accepted it.', type: TIMESTAMP },
      { name: 'source', doc: 'Name of the HRIS adapter.', type: 'string' },
      {
        name: 'path',
        doc: 'How the sync learned of it first.',
        type: { type: 'enum', name: 'ChangePath', namespace: NAMESPACE, doc: 'Way in.', symbols: CHANGE_PATHS },
      },
      {
        name: 'deliveryId',
        doc: "The sender's ID of the delivery, where it has one.",
        type: ['null', 'string'],
        default: null,
      },
      { name: 'contractHash', doc: 'Content hash of the contract the employee was validated against.', type: 'string' },
      { name: 'employee', doc: 'The full contract state after the change.', type: employeeState(contract) },
    ],
  };
}

function employeeState(contract: Contract): AvroRecord {
  let absentNamed = false;
  const fields = contract.fields.map((field): AvroField => {
    const personal = field.personal ? { personal: true as const } : {};
    if (isPlainString(field)) return { name: field.name, doc: field.description, type: 'string', ...personal };
    const absent = absentNamed ? (`${NAMESPACE}.Absent` as const) : ABSENT;
    absentNamed = true;
    return { name: field.name, doc: field.description, type: [absent, 'null', 'string'], default: {}, ...personal };
  });
  const doc = 'One employee in the fields of the contract. Texts throughout, dates as YYYY-MM-DD.';
  return { type: 'record', name: 'EmployeeState', namespace: NAMESPACE, doc, fields };
}

/**
 * Only fields that every event has had from the first one on can do without a default: a required field that is added
 * later must still read in events from before, so it is a union in the schema and required by the validator alone.
 */
export function isPlainString(field: ContractField): boolean {
  return field.required && field.notRequiredFor.length === 0 && Object.hasOwn(MINIMUM_FIELDS, field.name);
}

import type { LearnerDirectory } from '@lockstep/connectors';
import type { EmployeeEvent, EmployeeState } from '@lockstep/domain';
import type { PeerRecord } from './peer-record.js';

const DAY_MS = 86_400_000;

/** A peer's record as an event of bench/contract/employee.yaml. Its version orders, as the peers' platform checks it. */
export function eventOf(record: PeerRecord, contractHash: string): EmployeeEvent {
  const employee: EmployeeState = {
    employeeId: record.employeeId,
    workEmail: record.email,
    firstName: record.firstName,
    lastName: record.lastName,
    hireDate: new Date(record.hireDate * DAY_MS).toISOString().slice(0, 10),
    managerId: record.managerId,
    department: record.department,
    jobTitle: record.title,
    employmentStatus: record.active ? 'active' : 'terminated',
    version: String(record.version),
    emittedAtUs: String(record.emittedAtUs),
  };
  return {
    eventId: record.eventId,
    employeeId: record.employeeId,
    changeType: record.changeType,
    occurredAt: record.version,
    receivedAt: Math.floor(record.emittedAtUs / 1000),
    source: 'peers',
    path: 'webhook',
    deliveryId: null,
    contractHash,
    employee,
  };
}

/**
 * The directory, with `version` and `emittedAtUs` as the numbers that the peers' platform wants; the contract knows texts.
 * What is sent is the JSON, where there is one, so that it is what is changed.
 */
export function withNumbers(directory: LearnerDirectory): LearnerDirectory {
  return {
    name: directory.name,
    endpoint: directory.endpoint,
    upsert: (call, signal) => {
      const json = call.json ?? JSON.stringify(call.body);
      return directory.upsert(
        { ...call, json: json.replaceAll(/"(version|emittedAtUs)":"(\d+)"/g, '"$1":$2') },
        signal,
      );
    },
    list: (cursor, limit, signal) => directory.list(cursor, limit, signal),
    close: () => directory.close(),
  };
}

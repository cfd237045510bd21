import { eventIdentity, type EmployeeEvent, type EmployeeState } from '@lockstep/domain';
import { sha256Hex } from '@lockstep/platform';

const PEOPLE = [
  ['Zoë', 'Åkerström'],
  ['Nguyễn', 'Thị Hương'],
  ['Łukasz', 'Błażejewski'],
  ['María José', "O'Connor-Núñez"],
  ['陽子', '小笠原'],
  ['Ola', 'Ng'],
] as const;
const PLACES = [
  ['Research & Development', 'Senior Engineer (m/f/d)'],
  ['Vertrieb', 'Account Manager'],
  ['Finance', 'Head of Controlling'],
] as const;

let given = 0;

/** An employee no other test has, with all fields of the contract; what is overridden with undefined is absent. */
export function givenEmployee(overrides: Readonly<Record<string, string | null | undefined>> = {}): EmployeeState {
  const nth = (given += 1);
  const employeeId = overrides.employeeId ?? `T${process.pid}-${String(nth).padStart(5, '0')}`;
  const [firstName, lastName] = PEOPLE[nth % PEOPLE.length] ?? PEOPLE[0];
  const [department, jobTitle] = PLACES[nth % PLACES.length] ?? PLACES[0];
  const state: Record<string, string | null | undefined> = {
    workEmail: `employee.${employeeId.toLowerCase()}@example.com`,
    firstName,
    lastName,
    hireDate: '2021-03-15',
    managerId: null,
    department,
    jobTitle,
    employmentStatus: 'active',
    ...overrides,
  };
  const present = Object.entries(state).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), employeeId };
}

/**
 * An event of an employee, with the ID its content gives it.
 * @param overrides `employee` takes the fields to override, or a whole employee
 */
export function givenEvent(
  overrides: Partial<Omit<EmployeeEvent, 'employee' | 'employeeId' | 'eventId'>> & {
    readonly employee?: Readonly<Record<string, string | null | undefined>>;
  } = {},
): EmployeeEvent {
  const { employee: fields, ...rest } = overrides;
  const employee = givenEmployee(fields);
  const event = {
    changeType: 'updated' as const,
    occurredAt: Date.UTC(2026, 5, 1, 8),
    receivedAt: Date.UTC(2026, 5, 1, 8, 0, 1),
    source: 'generic',
    path: 'webhook' as const,
    deliveryId: null,
    contractHash: '0'.repeat(64),
    ...rest,
    employeeId: employee.employeeId,
    employee,
  };
  return { ...event, eventId: sha256Hex(eventIdentity(event)) };
}

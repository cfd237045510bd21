// Generated from contracts/employee.yaml by `npm run gen`. Do not edit.

/** The statuses of the contract, in its order. */
export const EMPLOYMENT_STATUSES = ['prehire', 'active', 'leave', 'suspended', 'terminated'] as const;
export type EmploymentStatus = (typeof EMPLOYMENT_STATUSES)[number];

/** An employee in the fields of the contract: `EmployeeState` with its names and optionality spelled out. */
export type EmployeeFields = {
  /** The HRIS's permanent ID of the person; the key of every event and of the learner. Kept as text, so leading zeros stay. */
  readonly employeeId: string;
  /** The e-mail address at work, by which the platform invites and reminds. */
  readonly workEmail?: string | null;
  /** The given name the person goes by at work. */
  readonly firstName: string;
  /** The family name the person goes by at work. */
  readonly lastName: string;
  /** First day of the current employment, in the work location's calendar. */
  readonly hireDate: string;
  /** Employee ID of the line manager; null for whoever has none. */
  readonly managerId?: string | null;
  /** The department's name as the HRIS spells it; courses are assigned by it. */
  readonly department?: string | null;
  /** The job title as the HRIS spells it; courses are assigned by it. */
  readonly jobTitle?: string | null;
  /** Where the person stands in the employment; one of the statuses above. */
  readonly employmentStatus: EmploymentStatus;
  /** Last day of the employment, once it is known; may lie in the future. The status decides, not this date. */
  readonly terminationDate?: string | null;
};

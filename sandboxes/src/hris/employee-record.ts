/** An employee as the sandbox HRIS keeps it, in the contract's field names. */
export interface EmployeeRecord {
  readonly employeeId: string;
  readonly [field: string]: string | null;
}

/** A record and when the HRIS last changed it, epoch milliseconds. */
export interface StoredEmployee {
  readonly record: EmployeeRecord;
  readonly modifiedAt: number;
}

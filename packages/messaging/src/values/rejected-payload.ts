/** One record of `employee.rejected`: a payload, or one record of it, that the contract refused at ingest. */
export interface RejectedPayload {
  /** Deterministic: the same refused delivery gives the same ID. */
  readonly rejectionId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The HRIS adapter's name. */
  readonly source: string;
  readonly deliveryId: string | null;
  readonly employeeId: string | null;
  readonly contentType: string | null;
  /** The bytes as they came. */
  readonly payload: Buffer;
  /** Error code of docs/errors.md. */
  readonly reasonCode: string;
  /** JSON array of the contract's violations, values masked; `[]` where there was nothing to check. */
  readonly violations: string;
  readonly contractHash: string;
}

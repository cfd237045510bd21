export { approversFileOf, loadApprovers, parseApprovers, type Approver } from './approvers.js';
export type { AvroEnum, AvroField, AvroLogical, AvroPrimitive, AvroRecord, AvroSchema } from './avro.js';
export { checkApprovals, type ApprovalCheck } from './check-approvals.js';
export { checkEmployeeId } from './check-value.js';
export { contentHashOf } from './content-hash.js';
export { ContractInvalid, type ContractProblem } from './contract-problem.js';
export {
  APPROVER_ROLES,
  EMPTY_RULES,
  FIELD_TYPES,
  type Approval,
  type ApproverRole,
  type Contract,
  type ContractField,
  type EmploymentPhase,
  type EmptyRule,
  type FieldType,
  type HrisMapping,
  type LearnerState,
  type LndMapping,
  type ScopeRule,
  type StatusDefinition,
} from './contract.js';
export type { ContractChange } from './contract-change.js';
export { diffContracts } from './diff-contracts.js';
export { replayDiff, type ReplayDifference, type StoredEvent } from './replay-diff.js';
export { didYouMean } from './did-you-mean.js';
export { eventSchema } from './event-schema.js';
export { generateTypes } from './generate-types.js';
export { EMPLOYMENT_STATUSES, type EmployeeFields, type EmploymentStatus } from './generated/employee-fields.js';
export { loadContract, readContractText } from './load-contract.js';
export { MINIMUM_FIELDS } from './minimum-fields.js';
export { openContract, type OpenContractOptions } from './open-contract.js';
export { parseContract } from './parse-contract.js';
export { compileReader, readRecord, type RecordReader, type RecordReading } from './read-record.js';
export { inScope } from './scope.js';
export { signContract, type Signature } from './sign-contract.js';
export { createSigningKey, exportPublicKey, readPrivateKey, type SigningKey } from './signing-key.js';
export { compileBodyWriter, toBody, type BodyOptions, type BodyWriter } from './to-body.js';
export { describeMasked, VIOLATION_RULES, type Violation, type ViolationRule } from './violation.js';
export { writeGenerated } from './write-generated.js';

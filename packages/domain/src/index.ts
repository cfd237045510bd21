export type { AttemptRecord, Origin } from './attempt-history.js';
export { decideClaim } from './claim.js';
export type {
  ClaimIntent,
  ClaimRequest,
  ClaimAnswer,
  SettleResult,
  SettleRequest,
  SettleAnswer,
  LedgerEmployee,
  LedgerEvent,
  ClaimDecision,
} from './claim.js';
export { CHANGE_TYPES, CHANGE_PATHS } from './employee-event.js';
export type { ChangeType, ChangePath, FieldValue, EmployeeState, EmployeeEvent } from './employee-event.js';
export { LockstepError, isLockstepError, toLockstepError } from './errors.js';
export type { ErrorStage, Disposition, LockstepErrorFields } from './errors.js';
export { eventProblem } from './event-problem.js';
export { eventIdentity } from './event-identity.js';
export { maskValues } from './mask-values.js';
export { TERMINAL_OUTCOMES, OUTCOMES, outcomeIdOf } from './outcome.js';
export type { TerminalOutcome, Outcome, UpsertOutcome } from './outcome.js';
export { DEFAULT_GATE_SETTINGS, GATE_FLOWING, afterSignal, tryPass } from './platform-gate.js';
export type { GateSettings, GateState, GateSignal, GatePass } from './platform-gate.js';
export { maxAttempts, nextDueAt } from './retry-plan.js';
export type { RetryPlan } from './retry-plan.js';
export type { SystemCondition } from './system-condition.js';
export type { UpsertAnswer } from './upsert-answer.js';
export { compareVersions, isNewer } from './version.js';
export type { Version } from './version.js';
export { concludeAttempt } from './conclude-attempt.js';
export type { Conclusion, Failure } from './conclude-attempt.js';

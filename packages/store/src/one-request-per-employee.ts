import { LockstepError } from '@lockstep/domain';

/** A batch is decided against one state; a second request of an employee would not see what the first one did. */
export function assertOneRequestPerEmployee(requests: readonly { readonly employeeId: string }[]): void {
  const seen = new Set<string>();
  for (const { employeeId } of requests) {
    if (seen.has(employeeId))
      throw new LockstepError({
        code: 'LOCKSTEP_LEDGER_BATCH_INVALID',
        message: `employee ${employeeId} stands more than once in a batch for the ledger`,
        stage: 'before',
        disposition: 'halt',
        remedy: 'It is a defect, please report it.',
      });
    seen.add(employeeId);
  }
}

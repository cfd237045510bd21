import { isLockstepError } from '@lockstep/domain';

/** What is printed when a service cannot start: one block with the code, what is wrong and what to do. */
export function startFailureText(service: string, thrown: unknown): string {
  const head = `\n${service} could not start\n`;
  if (isLockstepError(thrown)) {
    // What a running service waits for by itself, a starting one does not: its remedy alone would promise too much.
    const again = thrown.disposition === 'pause' ? ' This process has ended: start it again then.' : '';
    return `${head}\n${thrown.code}: ${thrown.message}\n${causeLine(thrown.cause)}\nWhat to do: ${thrown.remedy}${again}\n\n`;
  }
  // A start touches no person's record yet, so the whole error may be shown.
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return `${head}\n${detail}\n${causeLine(thrown instanceof Error ? thrown.cause : undefined)}\n`;
}

function causeLine(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const code = (cause as { code?: unknown }).code;
  const reason = typeof code === 'string' ? code : cause.name;
  return reason === 'Error' ? '' : `Because: ${reason}\n`;
}

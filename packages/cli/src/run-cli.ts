import { isLockstepError, toLockstepError } from '@lockstep/domain';
import { CommanderError } from 'commander';
import { jsonLine, type CliIo } from './cli-io.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.js';
import { createProgram } from './program.js';

/** Runs one command line (without node and script). Never throws: whatever happens is an exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram(io, (finished) => (code = finished));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (thrown) {
    // Help asked for is no error; help shown because the verb was missing is.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const error = toLockstepError(thrown, 'before');
    if (args.includes('--json')) {
      const { code: errorCode, message, remedy } = error;
      io.out(jsonLine({ kind: 'error', error: { code: errorCode, message, remedy } }));
    }
    io.err(`${error.code}: ${error.message}`);
    io.err(error.remedy);
    if (!isLockstepError(thrown) && thrown instanceof Error) io.err(thrown.stack ?? '');
    return exitCodeOf(error);
  }
}

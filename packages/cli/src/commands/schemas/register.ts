import { registerSchemas, SCHEMAS_DIR } from '@lockstep/messaging';
import { jsonLine, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { withMessaging } from '../../with-messaging.js';

/** `lockstep schemas register`: all or none; what is registered already keeps its ID. */
export async function register({ json }: { readonly json: boolean }, io: CliIo): Promise<ExitCode> {
  const registered = await withMessaging(io, [], ({ registry, topology }) =>
    registerSchemas(SCHEMAS_DIR, registry, topology),
  );
  for (const { subject, id, state } of registered) {
    const was = state === 'registered' ? 'was there' : 'registered';
    if (json) io.out(jsonLine({ kind: 'schema', subject, id, was: state }));
    else io.out(`${was.padEnd(10)}  ID ${String(id).padEnd(5)} ${subject}`);
  }
  return EXIT.ok;
}

import { createPostgresConditionBoard } from '@lockstep/store';
import { printResult, type CliIo } from '../../cli-io.js';
import { EXIT, type ExitCode } from '../../exit-code.js';
import { actionRecords } from '../../operator-actions.js';
import { withDatabase } from '../../with-database.js';
import { withMessaging } from '../../with-messaging.js';

export interface ResumeArgs {
  readonly reason: string;
  readonly json: boolean;
}

/** `lockstep upserter resume`: asks every halted instance to go on. Exit 1 when none is halted. */
export async function resume(args: ResumeArgs, io: CliIo): Promise<ExitCode> {
  return withMessaging(io, ['DATABASE_URL'], (messaging) =>
    withDatabase(messaging.settings.DATABASE_URL, async (pool) => {
      const board = createPostgresConditionBoard(pool);
      const halt = await board.open('upserter_halted');
      if (halt === null) {
        printResult(io, args.json, { kind: 'resume', resumed: false }, ['The upserter is not halted.']);
        io.err('A pause ends by itself; see: lockstep upserter status');
        return EXIT.finding;
      }
      const { conditionId, code } = halt;
      const done = { action: 'upserter.resume', subject: conditionId, reason: args.reason, details: { code } };
      const producer = await messaging.broker.producer();
      // Recorded first: an act without its record could not be explained later, a record without its act is harmless.
      await producer.send(await actionRecords(messaging, [done], io));
      const resumed = await board.requestResume('upserter_halted', io.now());
      printResult(io, args.json, { kind: 'resume', resumed, conditionId, code }, [
        'The upserter was asked to go on; its halted instances do within seconds.',
      ]);
      io.err('It halts again when the learning platform still refuses: lockstep upserter status');
      return EXIT.ok;
    }),
  );
}

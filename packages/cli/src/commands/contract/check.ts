import { checkApprovals, ContractInvalid, loadApprovers, loadContract, type Contract } from '@lockstep/contract';
import { printResult, type CliIo } from '../../cli-io.js';
import { approversOf, contractFileOf, type ContractFileOptions } from '../../contract-files.js';
import { EXIT, type ExitCode } from '../../exit-code.js';

export interface CheckArgs extends ContractFileOptions {
  readonly json: boolean;
}

/** `lockstep contract check`: is the contract valid, and do its approvals hold? Exit 1 when either is not so. */
export async function checkContract(args: CheckArgs, io: CliIo): Promise<ExitCode> {
  const file = contractFileOf(args, io);
  const contract = readOrReport(file, args, io);
  if (contract === null) return EXIT.finding;
  const approvals = checkApprovals(contract, loadApprovers(approversOf(args, io)));
  const signed = approvals.state === 'signed';
  const signers = contract.approvals.map(({ role, name, approvedAt }) => `${role} ${name}, ${approvedAt.slice(0, 10)}`);
  printResult(
    io,
    args.json,
    { file, valid: true, contentHash: contract.contentHash, fields: contract.fields.length, approvals },
    [
      `${io.colors.green('valid')}  ${file}: ${contract.fields.length} fields, ${contract.statuses.length} statuses`,
      `       content hash ${contract.contentHash}`,
      ...(signed
        ? [`${io.colors.green('signed')} ${signers.join('; ')}`]
        : [
            `${io.colors.red(approvals.state)}: live mode refuses it`,
            ...approvals.problems.map((text) => `       ${text}`),
          ]),
    ],
  );
  if (!signed) io.err('Next: both admins run `lockstep contract sign --key-file <their key>`.');
  return signed ? EXIT.ok : EXIT.finding;
}

function readOrReport(file: string, args: CheckArgs, io: CliIo): Contract | null {
  try {
    return loadContract(file);
  } catch (thrown) {
    if (!(thrown instanceof ContractInvalid)) throw thrown;
    const { problems } = thrown;
    printResult(io, args.json, { file, valid: false, problems }, [
      ...problems.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`),
      `${io.colors.red('not valid')}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
    ]);
    return null;
  }
}

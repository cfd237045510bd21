import { approversFileOf } from '@lockstep/contract';
import { loadSettings } from '@lockstep/platform';
import type { CliIo } from './cli-io.js';

/** Which contract a command works on: what it was told, else the settings CONTRACT_FILE and CONTRACT_APPROVERS_FILE. */
export interface ContractFileOptions {
  readonly file?: string | undefined;
  readonly approvers?: string | undefined;
}

/** @throws LockstepError LOCKSTEP_SETTINGS_INVALID */
export function contractFileOf(options: ContractFileOptions, io: CliIo): string {
  return options.file ?? loadSettings(['CONTRACT_FILE'], io.env).CONTRACT_FILE;
}

/** @throws LockstepError LOCKSTEP_SETTINGS_INVALID */
export function approversOf(options: ContractFileOptions, io: CliIo): string {
  if (options.approvers !== undefined) return options.approvers;
  const setting = loadSettings(['CONTRACT_APPROVERS_FILE'], io.env).CONTRACT_APPROVERS_FILE;
  return setting ?? approversFileOf(contractFileOf(options, io));
}

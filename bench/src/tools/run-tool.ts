import { spawn } from 'node:child_process';
import type { Run } from '@lockstep/stack';

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The run to record the process under, so that an interrupted benchmark ends it. */
  readonly run?: Run;
}

/** A tool that is not installed. */
export class ToolMissing extends Error {}

/**
 * Runs a program to its end and returns what it wrote to standard output.
 * @throws ToolMissing when there is no such program; Error with the end of its output when it fails
 */
export function runTool(command: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    const { pid } = child;
    if (pid !== undefined) options.run?.recordProcess(command, pid);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-20_000)));
    child.on('error', (failed: NodeJS.ErrnoException) =>
      reject(failed.code === 'ENOENT' ? new ToolMissing(`\`${command}\` is not installed`) : failed),
    );
    child.on('close', (code, signal) => {
      if (pid !== undefined) options.run?.forget(pid);
      if (code === 0) resolve(output);
      else
        reject(
          new Error(
            `${command} ${args[0] ?? ''} ended with ${signal ?? `code ${code ?? 0}`}: ${lastLines(errors || output)}`,
          ),
        );
    });
  });
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-8).join('\n');
}

import type { Writable } from 'node:stream';

/** What a person sees while something downloads or boots: one named line per thing, on stderr. */
export interface Progress {
  /** Sets what `name` is doing now, e.g. `kafka`, `starting`. The first call shows the line at once. */
  doing(name: string, what: string): void;
  /** Finishes the line of `name`; elapsed seconds are added. */
  done(name: string, what: string): void;
  /** A line of its own that stays, e.g. which route was chosen and why. */
  note(text: string): void;
  /** No more lines; leaves the cursor on a fresh line. */
  close(): void;
}

/** What progress is written to; `process.stderr` fits. */
export interface ProgressOutput extends Pick<Writable, 'write'> {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface Line {
  what: string;
  readonly since: number;
  finished: boolean;
}

/** On a terminal one rewriting line per name; elsewhere plain lines, one per change. Never fails: progress is not worth a failure. */
export function makeProgress(output: ProgressOutput, now: () => number = () => performance.now()): Progress {
  const lines = new Map<string, Line>();
  let drawn = 0;
  const seconds = (line: Line): string => `${((now() - line.since) / 1000).toFixed(1)} s`;
  const text = (name: string, line: Line): string =>
    `  ${line.finished ? '✓' : '·'} ${name.padEnd(10)} ${line.what}${line.finished ? ` (${seconds(line)})` : ''}`;
  const write = (chunk: string): void => {
    try {
      output.write(chunk);
    } catch {
      // The reader of stderr is gone; the work goes on.
    }
  };
  const redraw = (): void => {
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    const width = (output.columns ?? 120) - 1;
    const body = [...lines].map(([name, line]) => `\u001b[2K${text(name, line).slice(0, width)}\n`).join('');
    drawn = lines.size;
    write(up + body);
  };
  const change = (name: string, what: string, finished: boolean): void => {
    const known = lines.get(name);
    if (known !== undefined && known.what === what && known.finished === finished) return;
    const line: Line = { what, since: known === undefined || known.finished ? now() : known.since, finished };
    lines.set(name, line);
    if (output.isTTY === true) redraw();
    else write(`${text(name, line)}\n`);
  };
  return {
    doing: (name, what) => change(name, what, false),
    done: (name, what) => change(name, what, true),
    note: (what) => {
      if (output.isTTY !== true || drawn === 0) return write(`${what}\n`);
      write(`\u001b[${drawn}A\u001b[0J${what}\n`);
      drawn = 0;
      redraw();
    },
    close: () => {
      lines.clear();
      drawn = 0;
    },
  };
}

/** Shows nothing: for tests and `--json`. */
export const silentProgress: Progress = { doing: () => {}, done: () => {}, note: () => {}, close: () => {} };

import { describe, expect, it } from '@jest/globals';
import { makeProgress } from './progress.js';

function screen(isTTY: boolean): {
  output: { isTTY: boolean; columns: number; write(text: string): boolean };
  written: string[];
} {
  const written: string[] = [];
  return { written, output: { isTTY, columns: 60, write: (text) => written.push(text) > 0 } };
}

describe('progress in a log', () => {
  it('writes one plain line per change and none for a repetition', () => {
    const { output, written } = screen(false);
    const progress = makeProgress(output, () => 0);
    progress.doing('kafka', 'starting');
    progress.doing('kafka', 'starting');
    progress.done('kafka', 'ready');
    expect(written).toEqual(['  · kafka      starting\n', '  ✓ kafka      ready (0.0 s)\n']);
  });

  it('counts the seconds from the first line of a name', () => {
    const { output, written } = screen(false);
    let now = 0;
    const progress = makeProgress(output, () => now);
    progress.doing('kafka', 'downloading');
    now = 1_500;
    progress.doing('kafka', 'starting');
    now = 4_000;
    progress.done('kafka', 'ready');
    expect(written.at(-1)).toBe('  ✓ kafka      ready (4.0 s)\n');
  });
});

describe('progress on a terminal', () => {
  it('rewrites one line per name in place', () => {
    const { output, written } = screen(true);
    const progress = makeProgress(output, () => 0);
    progress.doing('kafka', 'starting');
    progress.doing('registry', 'starting');
    progress.done('kafka', 'ready');
    expect(written.at(-1)).toBe('\u001b[2A\u001b[2K  ✓ kafka      ready (0.0 s)\n\u001b[2K  · registry   starting\n');
  });

  it('cuts a line that would wrap, which would break the counting of lines', () => {
    const { output, written } = screen(true);
    makeProgress(output, () => 0).doing('kafka', 'x'.repeat(200));
    expect(written.join('').split('\n')[0]).toHaveLength('\u001b[2K'.length + 59);
  });

  it('keeps a note above the lines', () => {
    const { output, written } = screen(true);
    const progress = makeProgress(output, () => 0);
    progress.doing('kafka', 'starting');
    progress.note('hello');
    expect(written.slice(-2)).toEqual(['\u001b[1A\u001b[0Jhello\n', '\u001b[2K  · kafka      starting\n']);
  });
});

describe('progress that cannot be written', () => {
  it('does not stop the work', () => {
    const broken = {
      write: () => {
        throw new Error('EPIPE');
      },
    };
    expect(() => makeProgress(broken).doing('kafka', 'starting')).not.toThrow();
  });
});

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.js';
import type { FailedRun, RunResult } from './figures.js';
import { watchOthers } from './machine/process-usage.js';
import { workDir } from './places.js';
import type { Row, Scale } from './rows/row.js';

export interface Measured {
  readonly results: readonly RunResult[];
  readonly failed: readonly FailedRun[];
}

/** `--repeat` is for the entries that have 3 runs; those with fewer keep their share. */
export function runsOf(runs: number, repeat: number): number {
  return Math.max(1, Math.round((runs * repeat) / 3));
}

/**
 * Measures every entry of every row, contender by contender within a round, so that a busy minute of the machine meets
 * all of them. A contender that fails is told of and left out of the rest of its row; nothing else stops for it.
 */
export async function runRows(
  bench: Bench,
  rows: readonly Row[],
  repeat: number,
  scale: Scale,
  say: (text: string) => void,
): Promise<Measured> {
  const results: RunResult[] = [];
  const failed: FailedRun[] = [];
  let number = 0;
  for (const row of rows) {
    say(row.title);
    const givenUp = new Set<string>();
    for (let round = 0; round < repeat; round += 1) {
      for (const entry of row.entries) {
        const { contender } = entry;
        if (round >= runsOf(entry.runs, repeat) || givenUp.has(contender)) continue;
        number += 1;
        const began = performance.now();
        const others = watchOthers();
        try {
          const figures = await entry.measure(bench, `${row.id}.${contender}.${number}`, scale);
          const at = new Date().toISOString();
          const result = { row: row.id, contender, at, figures, otherCpuPercent: others() };
          results.push(result);
          appendFileSync(join(workDir, 'results.jsonl'), `${JSON.stringify(result)}\n`);
          say(
            `  ${contender}: ${shortly(row, figures)} (others ${result.otherCpuPercent.toFixed(0)} % of the machine, ${seconds(began)})`,
          );
        } catch (thrown) {
          const problem = thrown instanceof Error ? thrown.message : String(thrown);
          givenUp.add(contender);
          failed.push({ row: row.id, contender, problem });
          say(`  ${contender}: failed after ${seconds(began)}: ${problem}`);
        }
      }
    }
  }
  return { results, failed };
}

const seconds = (began: number): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;

function shortly({ columns }: Row, figures: RunResult['figures']): string {
  return columns
    .filter(({ figure }) => figures[figure] !== undefined)
    .map(({ figure, heading, digits }) => `${heading} ${figures[figure]!.toFixed(digits)}`)
    .join(', ');
}

import { parseArgs } from 'node:util';
import type { Row } from './rows/row.js';

/** What a call of `npm run bench` asks for. */
export interface Options {
  readonly list: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly writeDocs: boolean;
  readonly repeat: number;
  readonly rows: readonly Row[];
}

export const USAGE = `npm run bench [-- options]
  --list                 what there is to measure
  --only <row>           this row; may be given more than once. Default: all
  --contender <name>     this contender; may be given more than once. Default: all
  --repeat <n>           runs of each; the slow ones have fewer. Default: 3
  --quick                tiny counts, one run: shows that everything works, and no figure worth keeping
  --json                 results as one JSON object on standard output
  --write-docs           the table into docs/performance.md as well`;

/** A call that asks for something there is not. */
export class UsageError extends Error {}

/** @throws UsageError naming what there is */
export function parseOptions(args: readonly string[], rows: readonly Row[]): Options {
  const { values } = parse(args);
  const repeat = Number(values.repeat);
  if (!Number.isInteger(repeat) || repeat < 1)
    throw new UsageError(`--repeat wants a number from 1, not ${values.repeat}`);
  if (values['write-docs'] && (values.quick || values.only.length + values.contender.length > 0))
    throw new UsageError('--write-docs is for the whole table: leave --only, --contender and --quick out');
  return {
    list: values.list,
    json: values.json,
    quick: values.quick,
    writeDocs: values['write-docs'],
    repeat: values.quick ? 1 : repeat,
    rows: chooseRows(rows, values.only, values.contender),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        contender: { type: 'string', multiple: true, default: [] },
        repeat: { type: 'string', default: '3' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
      },
    });
  } catch (failed) {
    throw new UsageError(failed instanceof Error ? failed.message : String(failed));
  }
}

/** `--only` takes a row or, as a short way, a contender. */
function chooseRows(rows: readonly Row[], only: readonly string[], contenders: readonly string[]): readonly Row[] {
  const rowIds = rows.map(({ id }) => id);
  const names = [...new Set(rows.flatMap(({ entries }) => entries.map(({ contender }) => contender)))];
  const unknown = [
    ...only.filter((one) => ![...rowIds, ...names].includes(one)),
    ...contenders.filter((one) => !names.includes(one)),
  ];
  if (unknown.length > 0)
    throw new UsageError(
      `there is no ${unknown.join(', ')}. Rows: ${rowIds.join(', ')}. Contenders: ${names.join(', ')}`,
    );
  const wantedRows = only.filter((one) => rowIds.includes(one));
  const wanted = [...contenders, ...only.filter((one) => names.includes(one))];
  return rows
    .filter(({ id }) => wantedRows.length === 0 || wantedRows.includes(id))
    .map((row) => ({
      ...row,
      entries: row.entries.filter(({ contender, onlyWhenNamed = false }) =>
        wanted.length === 0 ? !onlyWhenNamed : wanted.includes(contender),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
}

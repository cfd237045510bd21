import { Option } from 'commander';

/** `--json`, the same for every command. */
export function jsonOption(): Option {
  return new Option('--json', 'one JSON object per line on standard output').default(false);
}

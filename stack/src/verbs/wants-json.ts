/**
 * Whether a verb is asked for JSON: `npm run up -- --json`, or `npm run up --json`, where npm keeps the flag to itself
 * and tells it by its configuration.
 */
export function wantsJson(args: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  return args.includes('--json') || env['npm_config_json'] === 'true';
}

/** `NAME` and `NAME_FILE` are one setting in two forms; a service refuses both at once. */
const plainName = (name: string): string => name.replace(/_FILE$/, '');

/** `over` on top of `base`; a setting given in either form replaces both forms below it. */
export function mergeSettings(
  base: Readonly<Record<string, string>>,
  over: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = new Set(
    Object.keys(over)
      .filter((name) => over[name] !== '')
      .map(plainName),
  );
  const kept = Object.entries(base).filter(([name]) => !given.has(plainName(name)));
  return { ...Object.fromEntries(kept), ...over };
}

/** What of a user's environment may reach a run with sandboxes: never the address or key of a real system. */
export function withoutRealSystems(env: Readonly<Record<string, string>>): Record<string, string> {
  const real =
    /^(HRIS_|LND_(ADAPTER|BASE_URL|API_KEY)|KAFKA_|SCHEMA_REGISTRY_URL|DATABASE_URL|OPS_WEBHOOK_URL|NOTIFY_ROUTES_FILE)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !real.test(name)));
}

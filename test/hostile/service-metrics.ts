/** What a service says about itself at /metrics. */
export interface ServiceMetrics {
  readonly residentBytes: number;
  readonly openFileDescriptors: number;
  readonly startedAtSeconds: number;
}

/** @param url of the service */
export async function metricsOf(url: string): Promise<ServiceMetrics> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
  const read = (name: string): number => {
    const found = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`/metrics has no ${name}`);
    return Number(found);
  };
  return {
    residentBytes: read('process_resident_memory_bytes'),
    openFileDescriptors: read('process_open_fds'),
    startedAtSeconds: read('process_start_time_seconds'),
  };
}

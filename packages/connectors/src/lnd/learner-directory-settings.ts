/** What a connector needs to speak to its learning platform. */
export interface LearnerDirectorySettings {
  /** `LND_BASE_URL`: http or https, without credentials, query or fragment; a path is kept. */
  readonly baseUrl: string;
  /** `LND_API_KEY`, sent as a bearer token; null sends none. */
  readonly apiKey: string | null;
  /** Connections kept at most, one request on each at a time. Default 32. */
  readonly concurrency?: number;
  /** How long a connection may take to open, headers to come and a body to pause, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /** Certificate authorities in PEM to trust instead of the system's. Default none. */
  readonly certificateAuthority?: string;
  /** The time, epoch milliseconds. Default the system's. */
  readonly now?: () => number;
}

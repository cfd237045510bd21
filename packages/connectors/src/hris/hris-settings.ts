/** What any HRIS adapter may be given. */
export interface HrisSettings {
  /** HRIS_BASE_URL. Needed to list and to hydrate only. */
  readonly baseUrl?: string;
  /** HRIS_API_KEY. */
  readonly apiKey?: string;
  /** For one request to the HRIS's API. Default 10 s. */
  readonly timeoutMs?: number;
}

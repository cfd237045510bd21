/** Headers of an answer as the HTTP client gives them: lower-case names; a name that came more than once has all its values. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The body of an answer as far as it came. */
export type AnswerBody =
  | { readonly kind: 'text'; readonly text: string }
  /** Longer than the connector reads. */
  | { readonly kind: 'too_large' }
  /** The connection ended, or the time was up, before the body was complete. `code` is an error code of docs/errors.md. */
  | { readonly kind: 'lost'; readonly code: string; readonly reason: string };

/** What came back over the wire, before anyone has said what it means. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: AnswerBody;
}

/** The first value of a header, undefined when it is absent or empty. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  const first = typeof value === 'object' ? value[0] : value;
  return first === '' ? undefined : first;
}

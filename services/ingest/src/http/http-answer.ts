/** What a webhook is answered; independent of the server that sends it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers without a stack, a value of the person, or a hint of what runs behind them. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** @param retryAfterMs rounded up to the whole seconds of Retry-After */
export function errorAnswer(status: number, code: string, message: string, retryAfterMs?: number): HttpAnswer {
  const body: ErrorBody = { error: { code, message } };
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
  return { status, headers, body };
}

/** The answers of docs/guides/connect-an-hris.md that no delivery is needed for. */
export const ANSWERS = {
  sourceUnknown: errorAnswer(404, 'LOCKSTEP_WEBHOOK_SOURCE_UNKNOWN', 'no webhook is connected under this path'),
  onlyPost: {
    ...errorAnswer(405, 'LOCKSTEP_WEBHOOK_METHOD', 'webhooks are sent by POST'),
    headers: { allow: 'POST' },
  },
  tooLarge: errorAnswer(413, 'LOCKSTEP_WEBHOOK_TOO_LARGE', 'a delivery has at most 262144 bytes; split it'),
  contentType: errorAnswer(
    415,
    'LOCKSTEP_WEBHOOK_CONTENT_TYPE',
    'a delivery is application/json in UTF-8, without content encoding',
  ),
  empty: errorAnswer(400, 'LOCKSTEP_WEBHOOK_EMPTY', 'the delivery has no body'),
  requestMalformed: errorAnswer(400, 'LOCKSTEP_WEBHOOK_REQUEST', 'the request itself is malformed'),
  headersTooLarge: errorAnswer(431, 'LOCKSTEP_WEBHOOK_HEADERS_TOO_LARGE', 'the headers are over 16 KB together'),
  tooSlow: errorAnswer(408, 'LOCKSTEP_WEBHOOK_TOO_SLOW', 'the request took too long to arrive; deliver again'),
  starting: errorAnswer(503, 'LOCKSTEP_INGEST_STARTING', 'not ready yet; deliver again', 2_000),
  unexpected: errorAnswer(500, 'LOCKSTEP_UNEXPECTED', 'the delivery was not taken; deliver again'),
} as const satisfies Record<string, HttpAnswer>;

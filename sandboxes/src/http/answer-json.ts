import type { ServerResponse } from 'node:http';

/** An answer before it is written. */
export interface JsonAnswer {
  readonly status: number;
  readonly text: string;
}

export function jsonAnswer(status: number, value: unknown): JsonAnswer {
  return { status, text: JSON.stringify(value) };
}

/** The error body of both sandboxes: `{"error":{"code","message"}}`. */
export function errorAnswer(status: number, code: string, message: string): JsonAnswer {
  return jsonAnswer(status, { error: { code, message } });
}

export function writeAnswer(response: ServerResponse, answer: JsonAnswer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(answer.text),
  });
  response.end(answer.text);
}

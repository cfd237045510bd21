import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer, writeAnswer } from '../http/answer-json.js';
import type { JsonAnswer } from '../http/answer-json.js';
import type { Fault } from './fault.js';

/** The place a fault strikes. */
export interface FaultScene {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What a healthy platform would answer. */
  readonly healthy: JsonAnswer;
  /** A learner the request is not about. */
  readonly someoneElse: string;
  readonly now: number;
  /** Runs later unless the sandbox is stopped before. */
  readonly later: (ms: number, act: () => void) => void;
}

/** Answers as the fault says. Returns the status that goes out, or would have; null: none. */
export function playFault(fault: Fault, scene: FaultScene): number | null {
  const { response, request, healthy } = scene;
  switch (fault.kind) {
    case 'latency':
      writeAnswer(response, healthy);
      return healthy.status;
    case 'status': {
      const retryAfter = retryAfterOf(fault, scene.now);
      if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
      writeAnswer(response, errorAnswer(fault.status, fault.code ?? `sandbox_${fault.status}`, 'a fault on demand'));
      return fault.status;
    }
    case 'timeout':
      return null;
    case 'applied_but_timed_out':
      if (fault.answerAfterMs === undefined) return null;
      scene.later(fault.answerAfterMs, () => writeAnswer(response, healthy));
      return healthy.status;
    case 'error_in_success':
      writeAnswer(response, errorAnswer(200, fault.code ?? 'internal', 'the record could not be saved'));
      return 200;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Maintenance</title>');
      return 200;
    case 'cut_json':
      if (fault.framing === 'short') writeHalf(scene, () => request.socket.end());
      else writeAnswer(response, { status: 200, text: half(healthy.text) });
      return 200;
    case 'other_employee':
      writeAnswer(response, {
        status: 200,
        text: JSON.stringify({ employeeId: scene.someoneElse, result: 'updated' }),
      });
      return 200;
    case 'reset':
      if (fault.when !== 'body') {
        request.socket.resetAndDestroy();
        return null;
      }
      writeHalf(scene, () => request.socket.resetAndDestroy());
      return 200;
    case 'half_open':
      writeHalf(scene, () => request.socket.pause());
      return 200;
    case 'slow_drip':
      drip(scene, fault.everyMs ?? 200);
      return healthy.status;
    case 'redirect': {
      const status = fault.status ?? 302;
      response.writeHead(status, { location: fault.location, 'content-length': 0 }).end();
      return status;
    }
    case 'early_end': {
      const page = JSON.parse(healthy.text) as Record<string, unknown>;
      writeAnswer(response, { status: healthy.status, text: JSON.stringify({ ...page, next: null }) });
      return healthy.status;
    }
  }
}

function retryAfterOf(fault: Fault & { readonly kind: 'status' }, now: number): string | null {
  if (fault.retryAfter !== undefined) return fault.retryAfter;
  if (fault.retryAfterSeconds !== undefined) return String(fault.retryAfterSeconds);
  if (fault.retryAfterDateInSeconds === undefined) return null;
  // A date has whole seconds: rounded up, so that a client that comes back then is never early.
  return new Date(Math.ceil((now + fault.retryAfterDateInSeconds * 1_000) / 1_000) * 1_000).toUTCString();
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

function writeHalf({ response, healthy }: FaultScene, then: () => void): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(healthy.text) });
  response.write(half(healthy.text), then);
}

function drip({ response, healthy, later }: FaultScene, everyMs: number): void {
  const bytes = Buffer.from(healthy.text);
  response.writeHead(healthy.status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.flushHeaders();
  const next = (sent: number): void => {
    if (response.destroyed) return;
    if (sent === bytes.length) {
      response.end();
      return;
    }
    response.write(bytes.subarray(sent, sent + 1));
    later(everyMs, () => next(sent + 1));
  };
  next(0);
}

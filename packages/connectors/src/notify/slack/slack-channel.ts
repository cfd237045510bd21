import { request, type Dispatcher } from 'undici';
import { guardedAgent } from '../guarded-agent.js';
import type { NotificationChannel } from '../notification-channel.js';
import { notReached, notTaken } from '../notify-errors.js';
import { addressRule } from '../public-address.js';
import { slackText } from './slack-text.js';

export interface SlackChannelSettings {
  /** Incoming webhook; a secret. */
  readonly url: string;
  /** For connecting, sending and the answer together. */
  readonly timeoutMs: number;
  /** Addresses that are not public and may be reached all the same. Default: none. */
  readonly allowPrivate?: boolean | readonly string[];
}

/** Of an answer no more is read; its status is what counts. */
const MOST_ANSWER_BYTES = 50_000;

/** An incoming webhook that takes Slack's body, `{"text": …}`. Redirects are not followed. */
export function createSlackChannel(settings: SlackChannelSettings): NotificationChannel {
  const name = 'slack';
  const agent = guardedAgent(addressRule(settings.allowPrivate ?? false), settings.timeoutMs);
  return {
    name,
    async send(message, signal) {
      try {
        const { statusCode, body } = await request(settings.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'lockstep-notifier' },
          body: JSON.stringify({ text: slackText(message) }),
          dispatcher: agent,
          signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutMs)]),
        });
        const answer = await firstBytes(body);
        return statusCode >= 200 && statusCode < 300 ? 'told' : notTaken(name, statusCode, wordOf(answer));
      } catch (thrown) {
        return notReached(name, thrown);
      }
    },
    close: () => agent.destroy(),
  };
}

/** What breaks after the status changes nothing: the message has been taken, or refused. */
async function firstBytes(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_ANSWER_BYTES) break;
    }
  } catch {
    // Nothing to do: what has come is enough.
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Slack explains itself in one word (`invalid_payload`, `no_service`); anything else may hold anything and is not repeated. */
function wordOf(answer: string): string | null {
  return /^[a-z_]{1,40}$/.test(answer.trim()) ? answer.trim() : null;
}

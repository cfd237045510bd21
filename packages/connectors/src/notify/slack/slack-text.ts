import type { NotificationMessage } from '../notification-channel.js';

/** Slack cuts longer texts in places of its own choosing. */
const LONGEST_TEXT = 3_000;

/** The message as Slack's `text`: bold title, then the lines. */
export function slackText(message: NotificationMessage): string {
  const text = [`*${escaped(message.title)}*`, ...message.lines.map(escaped)].join('\n');
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

/** Slack reads `<…>` as links and mentions: an employee ID `<!channel>` must not ring everybody's phone. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One record of `notifications.sent`: a message that went to a channel, or did not. */
export interface Notification {
  readonly notificationId: string;
  /** What it told, such as `dlt:<eventId>:<replay>`; a thing is told once. */
  readonly thing: string;
  /** `dead_letter`, `rejected`, `condition`, … */
  readonly kind: string;
  /** Name of the channel, no URL. */
  readonly channel: string;
  readonly route: string | null;
  readonly state: 'told' | 'failed';
  /** Epoch milliseconds. */
  readonly at: number;
  /** From 1. */
  readonly attempts: number;
  readonly detail: string | null;
}

import type { NotificationMessage } from '@lockstep/connectors';

/** One thing that people must hear of, once. */
export interface Thing {
  /** `dead_letter`, `rejected`, `condition` or `unreadable`. */
  readonly kind: string;
  readonly message: NotificationMessage;
  /** Things of one sequence are told one after the other (an end never before its beginning). */
  readonly sequence?: string;
}

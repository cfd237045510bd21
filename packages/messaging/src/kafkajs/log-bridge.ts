import type { LogEntry, logCreator } from 'kafkajs';
import type { BrokerLogger } from '../broker-logger.js';

/** What kafkajs logs as errors or warnings although it is its normal life (kafkajs#691). */
const ORDINARY = [
  /group is rebalancing/i,
  /rebalance/i,
  /not aware of this member/i,
  /coordinator/i,
  /MEMBER_ID_REQUIRED|needs to have a valid member id/i,
  /switched default partitioner/i,
  /Limiting retries for the idempotent producer/i,
];

/** kafkajs' levels: 1 error, 2 warning, 4 info, 5 debug. */
const WARNING = 2;

export const OUT_OF_RANGE_MESSAGE = 'Offset out of range, resetting to default offset';

export interface LogListener {
  /** kafkajs says so nowhere but in its log: the position no longer exists and was reset to the beginning. */
  onOutOfRange(partition: number): void;
}

/**
 * kafkajs' log lines in ours: its ordinary life is debug, its troubles are warnings. What is really wrong (a crash,
 * a failed send) the adapter reports itself, once and with a remedy.
 */
export function bridgeLog(logger: BrokerLogger, listener?: LogListener): logCreator {
  return () => (entry: LogEntry) => {
    const { message, timestamp: _timestamp, logger: _logger, ...rest } = entry.log;
    if (message === OUT_OF_RANGE_MESSAGE) {
      listener?.onOutOfRange(Number(rest['partition']));
      return;
    }
    const fields = { component: `kafkajs.${entry.namespace}`, ...withoutStack(rest) };
    const said = `${message} ${typeof rest['error'] === 'string' ? rest['error'] : ''}`;
    if ((entry.level as number) <= WARNING && !ORDINARY.some((pattern) => pattern.test(said)))
      logger.warn(fields, message);
    else logger.debug(fields, message);
  };
}

function withoutStack(fields: Record<string, unknown>): Record<string, unknown> {
  const { stack: _stack, ...rest } = fields;
  return rest;
}

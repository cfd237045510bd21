import type { GateState } from '@lockstep/domain';
import { GATE_FLOWING } from '@lockstep/domain';
import type { Clock, Settings } from '@lockstep/platform';
import type { ConditionBoard } from '@lockstep/store';
import { GateKeeper } from './gate-keeper.js';

type GateSetting = 'BREAKER_FAILURES' | 'BREAKER_WINDOW' | 'PROBE_INTERVAL' | 'THROTTLE_DEFAULT';

/**
 * The gate as the last life left it: while a condition is open, one probe decides, so that a restart neither floods a
 * platform that is down nor announces its outage again. A restart is also how a halt ends once the credentials are right.
 */
export async function openGate(
  settings: Settings<GateSetting>,
  board: ConditionBoard,
  clock: Clock,
): Promise<GateKeeper> {
  const open = (await board.open('upserter_halted')) ?? (await board.open('upserter_paused'));
  const state: GateState =
    open === null
      ? GATE_FLOWING
      : { kind: 'paused', reason: 'outage', since: open.since, probeAt: clock.now(), probing: false };
  return new GateKeeper(
    clock,
    {
      failuresToOpen: settings.BREAKER_FAILURES,
      failureWindowMs: settings.BREAKER_WINDOW,
      probeEveryMs: settings.PROBE_INTERVAL,
      throttleDefaultMs: settings.THROTTLE_DEFAULT,
    },
    state,
  );
}

import type { Delivery } from '@lockstep/messaging';
import type { DecodeMarks } from '@lockstep/store';

/** Deaths at one record after which it is not decoded any more. The first one happened before anybody looked. */
const MARKED_DEATHS = 2;

export interface DecodeGuardSettings {
  readonly group: string;
  /** How many records of a partition may have been in hand when the last process died. */
  readonly window: number;
}

/**
 * Some bytes end the process beyond any `try` (out of memory in a decoder). After an unclean end of the last reader of
 * a partition, its next records are marked in Postgres one by one before they are decoded; a record that has killed
 * three processes is not decoded again. After a clean end nothing is marked and nothing costs.
 */
export class DecodeGuard {
  /** Records of the partition still to be marked; a promise while Postgres is asked whether any are. */
  private readonly careful = new Map<string, Promise<{ left: number }>>();

  /** By topic and partition, the states that have been told. */
  private readonly told = new Map<string, { left: number }[]>();

  constructor(
    private readonly marks: DecodeMarks,
    private readonly settings: DecodeGuardSettings,
  ) {}

  /** Nothing has to be asked or marked for the records of this partition: decode them. */
  isCalm({ topic, partition }: Delivery): boolean {
    const state = this.told.get(topic)?.[partition];
    return state !== undefined && state.left <= 0;
  }

  /** True: do not decode this record. @throws LockstepError LOCKSTEP_DATABASE_UNAVAILABLE */
  async isDeadly(delivery: Delivery): Promise<boolean> {
    const { topic, partition, offset } = delivery;
    const { group } = this.settings;
    const state = await this.stateOf(topic, partition);
    if (state.left <= 0) return false;
    const deaths = await this.marks.mark(group, topic, partition, offset);
    return deaths >= MARKED_DEATHS;
  }

  /** The record has been decoded, or put aside, and the process lives. */
  async survived(delivery: Delivery): Promise<void> {
    const { topic, partition, offset } = delivery;
    const state = await this.stateOf(topic, partition);
    if (state.left <= 0) return;
    state.left--;
    await this.marks.clear(this.settings.group, topic, partition, offset);
  }

  /** These partitions were given up in good order. */
  async end(topic: string, partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) {
      this.careful.delete(keyOf(topic, partition));
      delete this.told.get(topic)?.[partition];
    }
    await this.marks.end(this.settings.group, topic, partitions);
  }

  private stateOf(topic: string, partition: number): Promise<{ left: number }> {
    const key = keyOf(topic, partition);
    const known = this.careful.get(key);
    if (known !== undefined) return known;
    const asked = this.marks
      .begin(this.settings.group, topic, partition)
      .then((unclean) => ({ left: unclean ? this.settings.window : 0 }));
    this.careful.set(key, asked);
    asked.then(
      (state) => {
        if (this.careful.get(key) === asked) this.remember(topic, partition, state);
      },
      // A failed look-up must be asked again, not remembered.
      () => this.careful.delete(key),
    );
    return asked;
  }

  private remember(topic: string, partition: number, state: { left: number }): void {
    const states = this.told.get(topic) ?? [];
    states[partition] = state;
    this.told.set(topic, states);
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

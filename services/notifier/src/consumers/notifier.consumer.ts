import type { Delivery } from '@lockstep/messaging';
import { Consumer } from '@lockstep/messaging/nest';
import { Controller, Inject } from '@nestjs/common';
import { TakeOver, type ReadThing } from '../take-over.js';
import type { ThingReaders } from '../thing-readers.js';

/** DI token of `ThingReaders`. */
export const THING_READERS = Symbol('ThingReaders');

/** The topics whose records people hear of. */
@Controller()
export class NotifierConsumer {
  constructor(
    @Inject(TakeOver) private readonly takeOver: TakeOver,
    @Inject(THING_READERS) private readonly readers: ThingReaders,
  ) {}

  @Consumer('learner.upsert.dlt')
  deadLetters(deliveries: readonly Delivery[]): Promise<void> {
    return this.take(deliveries, this.readers.deadLetter);
  }

  @Consumer('employee.rejected')
  rejected(deliveries: readonly Delivery[]): Promise<void> {
    return this.take(deliveries, this.readers.rejected);
  }

  @Consumer('ops.conditions')
  conditions(deliveries: readonly Delivery[]): Promise<void> {
    return this.take(deliveries, this.readers.condition);
  }

  private take(deliveries: readonly Delivery[], read: ReadThing): Promise<void> {
    this.takeOver.take(deliveries, read);
    return Promise.resolve();
  }
}

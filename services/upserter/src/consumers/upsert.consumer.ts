import { Controller, Inject } from '@nestjs/common';
import type { Delivery } from '@lockstep/messaging';
import { Consumer } from '@lockstep/messaging/nest';
import type { EventIntake } from '../event-intake.js';

/** DI token of the `EventIntake`. */
export const INTAKE = Symbol('EventIntake');

/** What the upserter reads: new events, and events whose next attempt is due. */
@Controller()
export class UpsertConsumer {
  constructor(@Inject(INTAKE) private readonly intake: EventIntake) {}

  @Consumer('employee.events')
  async takeEvents(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      const waiting = this.intake.takeLive(delivery);
      if (waiting !== undefined) await waiting;
    }
  }

  @Consumer('learner.upsert.retry.1')
  takeFirstRetries(deliveries: readonly Delivery[]): Promise<void> {
    return this.takeRetries(deliveries);
  }

  @Consumer('learner.upsert.retry.2')
  takeSecondRetries(deliveries: readonly Delivery[]): Promise<void> {
    return this.takeRetries(deliveries);
  }

  @Consumer('learner.upsert.retry.3')
  takeThirdRetries(deliveries: readonly Delivery[]): Promise<void> {
    return this.takeRetries(deliveries);
  }

  private async takeRetries(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) await this.intake.takeRetry(delivery);
  }
}

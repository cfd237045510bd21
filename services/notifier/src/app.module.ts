import { OperationsModule } from '@lockstep/platform/nest';
import { Module, type DynamicModule } from '@nestjs/common';
import type { NotifierParts } from './compose-notifier.js';
import { NotifierConsumer, THING_READERS } from './consumers/notifier.consumer.js';
import type { NotifierContext } from './notifier-settings.js';
import { TakeOver } from './take-over.js';

@Module({})
export class AppModule {
  static forRoot(context: NotifierContext, { takeOver, readers }: NotifierParts): DynamicModule {
    return {
      module: AppModule,
      imports: [OperationsModule.forRoot(context)],
      controllers: [NotifierConsumer],
      providers: [
        { provide: TakeOver, useValue: takeOver },
        { provide: THING_READERS, useValue: readers },
      ],
    };
  }
}

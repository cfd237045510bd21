import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import type { ServiceContext } from '@lockstep/platform';
import { OperationsModule } from '@lockstep/platform/nest';
import { INTAKE, UpsertConsumer } from './consumers/upsert.consumer.js';
import type { UpserterSetting } from './settings.js';
import type { Upserter } from './upserter.js';

/** What Nest has to know: the consumers and the operations endpoints. The ports are bound in `upserter.ts`. */
@Module({})
export class AppModule {
  static of(context: ServiceContext<UpserterSetting>, upserter: Upserter): DynamicModule {
    return {
      module: AppModule,
      imports: [OperationsModule.forRoot(context)],
      controllers: [UpsertConsumer],
      providers: [{ provide: INTAKE, useValue: upserter.intake }],
    };
  }
}

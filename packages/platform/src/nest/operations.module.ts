import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';
import { OPERATIONS, type Operations } from './operations.js';

/** GET /health/live, /health/ready and /metrics, the same in every service. */
@Module({})
export class OperationsModule {
  static forRoot(operations: Operations): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [{ provide: OPERATIONS, useValue: operations }],
    };
  }
}

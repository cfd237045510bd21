import 'reflect-metadata';
import { LockstepError } from '@lockstep/domain';
import type { DynamicModule, NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceContext } from '../run-service.js';
import { nestLogger } from './nest-logger.js';

/**
 * A Nest application on Fastify with the limits of a server that only operators talk to (slow or large requests end).
 * Nothing listens yet. ingest, which strangers talk to, makes its own adapter.
 */
export async function createServiceApp(
  module: Type | DynamicModule,
  context: Pick<ServiceContext, 'logger'>,
  adapter: FastifyAdapter = new FastifyAdapter({
    bodyLimit: 16_384,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 20_000,
    trustProxy: false,
    forceCloseConnections: true,
  }),
): Promise<NestFastifyApplication> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class but takes literals
  const options: NestApplicationOptions = { logger: nestLogger(context.logger), abortOnError: false };
  return NestFactory.create<NestFastifyApplication>(module, adapter, options);
}

/**
 * Starts the microservices that were connected to the application, then the HTTP interface, and logs its URL.
 * @throws LockstepError LOCKSTEP_PORT_UNAVAILABLE
 */
export async function listen(
  app: NestFastifyApplication,
  context: Pick<ServiceContext, 'logger' | 'settings'>,
): Promise<string> {
  await app.startAllMicroservices();
  const { PORT: port, LISTEN_ADDRESS: address } = context.settings;
  try {
    await app.listen(port, address);
  } catch (cause) {
    throw new LockstepError({
      code: 'LOCKSTEP_PORT_UNAVAILABLE',
      message: `cannot listen on ${address}:${port} (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`,
      stage: 'before',
      disposition: 'halt',
      remedy: 'Free the port, or set PORT (0: any free one) or LISTEN_ADDRESS to something else.',
      cause,
    });
  }
  const url = await app.getUrl();
  context.logger.info({ url }, 'service.listening');
  return url;
}

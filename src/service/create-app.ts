import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { AuthModuleOptions } from '../auth/auth.options.js';
import { createFastifyAdapter } from './http/fastify.js';
import { RouteTable } from './http/route-table.js';
import { WireFilter } from './http/wire.filter.js';
import { ServiceModule } from './service.module.js';

/**
 * The service, initialised, without a port.
 *
 * @param dataSource connected and migrated; it is closed with the application
 */
export async function createApp(
  dataSource: DataSource,
  auth: AuthModuleOptions,
): Promise<NestFastifyApplication> {
  const routes = new RouteTable();
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.over(dataSource, auth),
    createFastifyAdapter(routes),
    { bodyParser: false, logger: ['warn', 'error', 'fatal'], abortOnError: false },
  );
  app.useGlobalFilters(new WireFilter(routes));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

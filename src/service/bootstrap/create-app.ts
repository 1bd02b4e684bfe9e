import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { AuthModuleOptions } from '../../auth/config/auth.options.js';
import { JwtAuthGuard } from '../../auth/http/guard/jwt-auth.guard.js';
import { type AuditSettings, NO_AUDIT } from '../audit/audit-settings.js';
import { corsOptions } from '../http/cors.js';
import { createFastifyAdapter } from '../http/fastify.js';
import type { RequestObserver } from '../http/request-record.js';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from '../http/http-settings.js';
import { guardedRoutesOf } from '../http/guarded-routes.js';
import { anyOriginMatcher } from '../http/origin-pattern.js';
import { RouteTable } from '../http/route-table.js';
import { HttpContractFilter } from '../http/http-contract.filter.js';
import { requestLog } from '../logging/request-log.js';
import { NO_PRUNING, type PruningSettings } from '../pruning/pruning-settings.js';
import { ServiceModule } from './service.module.js';

interface AppOptions {
  /** Called for every finished request, in addition to the log. */
  observers?: readonly RequestObserver[];
  pruning?: PruningSettings;
  audit?: AuditSettings;
}

/**
 * Creates and initializes the service. It does not listen yet.
 *
 * @param dataSource connected and migrated. The application closes it.
 */
export async function createApp(
  dataSource: DataSource,
  auth: AuthModuleOptions,
  http: HttpSettings = DEFAULT_HTTP_SETTINGS,
  { observers = [], pruning = NO_PRUNING, audit = NO_AUDIT }: AppOptions = {},
): Promise<NestFastifyApplication> {
  const routes = new RouteTable();
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.over(dataSource, authOptionsOf(auth, http), http, pruning, audit),
    createFastifyAdapter(routes, http, [requestLog(), ...observers]),
    { bodyParser: false, logger: ['warn', 'error', 'fatal'], abortOnError: false },
  );
  const guardedRoutes = guardedRoutesOf(app.get(ModulesContainer));
  app.useGlobalFilters(new HttpContractFilter(routes, app.get(JwtAuthGuard), guardedRoutes));
  if (http.corsOrigins.length > 0) app.enableCors(corsOptions(http));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** Adds the public URL. Pages that may call the API from other origins may send cookies, too. */
function authOptionsOf(
  auth: AuthModuleOptions,
  { corsOrigins, publicUrl }: HttpSettings,
): AuthModuleOptions {
  if ((auth.refreshTokenTransport ?? 'body') === 'body') return { ...auth, publicUrl };
  const isListed = anyOriginMatcher(corsOrigins);
  const allowedOrigins = (origin: string) => origin === publicUrl || isListed(origin);
  return { ...auth, publicUrl, allowedOrigins };
}

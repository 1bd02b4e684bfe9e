import type { Server } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from '../../auth/domain/clock.js';
import { type UserRequest, UserService } from '../../auth/users/user.service.js';
import { ServiceAudit } from '../audit/service-audit.js';
import { createApp } from './create-app.js';
import { openDatabase } from '../database/open-database.js';
import { isAhead, readMigrations } from '../database/schema.js';
import { developmentSecret } from './development-secret.js';
import type { Environment } from '../configuration/environment.js';
import { createFirstUser } from './first-user.js';
import { listeningError } from './listening-error.js';
import type { HttpSettings } from '../http/http-settings.js';
import { closeRedirects, serveRedirects } from '../tls/redirect-server.js';
import type { Metrics } from '../metrics/metrics.js';
import { openMetrics } from '../metrics/open-metrics.js';
import { requireDistinctLogins } from '../database/require-distinct-logins.js';
import { startWarnings } from './start-warnings.js';
import { serviceLog } from './service-log.js';
import { announce, announceFailure, type Listening, type Output } from './announce.js';
import { commandLine } from './command-line.js';

/** The role of a process in the service. */
interface Role {
  /** Prepares the tables and the users. Only one of the processes that start together does. */
  isFirst: boolean;
  /** Whether other processes share its port. The primary process serves the metrics then. */
  isWorker: boolean;
}

/** A process of the service. */
interface Served extends Listening {
  app: INestApplication;
  /** Undefined when they are disabled. */
  metrics: Metrics | undefined;
}

/**
 * Starts the service as one process, and announces it.
 *
 * @returns the application, which the caller closes
 * @throws {ConfigurationError}
 * @throws {DatabaseUnreachableError}
 * @throws {ListeningError}
 */
export async function start(environment: Environment, output: Output): Promise<INestApplication> {
  const { app, ...listening } = await serve(environment, output, {
    isFirst: true,
    isWorker: false,
  });
  announce(environment, listening, output, (message) => new Logger('Keyturn').log(message));
  return app;
}

/** Starts a process of the service. @throws as {@link start} */
export async function serve(
  environment: Environment,
  output: Output,
  { isFirst, isWorker }: Role,
): Promise<Served> {
  const { database, poolSize, previousSecret } = environment;
  const migrates = isFirst && environment.migratesOnStart;
  const secret = environment.secret ?? generatedSecret(environment);
  const dataSource = await openDatabase(database, { purpose: 'service', migrates, poolSize });
  if (isFirst) await requireDistinctLogins(dataSource, environment.auth);
  const metrics = await openMetrics(environment.metrics);
  const { pruning, audit } = environment;
  const http = isWorker ? onSharedPort(environment.http) : environment.http;
  const auth = { ...environment.auth, secret, previousSecret };
  const observers = metrics === undefined ? [] : [metrics.observeRequest];
  const app = await createApp(dataSource, auth, http, { observers, pruning, audit });
  app.useLogger(await serviceLog(environment, output));
  const warnings = isWorker ? [] : startWarnings(environment);
  for (const warning of warnings) new Logger('Keyturn').warn(warning);
  try {
    if (isFirst) await warnIfAhead(dataSource);
    await openWebhook(app, dataSource, environment);
    metrics?.watch(app);
    const firstUser = isFirst ? await prepareUsers(app, environment, output) : undefined;
    const apiUrl = await listen(
      app,
      environment,
      firstUser,
      output,
      isWorker ? undefined : metrics,
    );
    return { app, apiUrl, firstUser, metrics };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Only HS256 needs a secret. */
const generatedSecret = ({ database, auth }: Environment): string | undefined =>
  auth.algorithm === 'HS256' ? developmentSecret(database) : undefined;

const onSharedPort = (http: HttpSettings): HttpSettings => ({
  ...http,
  connections: { ...http.connections, isPortShared: true },
});

/** Imports the webhook only when it is configured. */
async function openWebhook(
  app: INestApplication,
  dataSource: DataSource,
  { webhook }: Environment,
): Promise<void> {
  if (webhook === undefined) return;
  const { startWebhook } = await import('../webhook/start-webhook.js');
  const clock = app.get(Clock, { strict: false });
  app.get(ServiceAudit, { strict: false }).webhook = startWebhook(dataSource, clock, webhook);
}

/** Does not prevent the start, because each migration keeps the previous version working. */
async function warnIfAhead(dataSource: DataSource): Promise<void> {
  if (!isAhead(await readMigrations(dataSource))) return;
  new Logger('Keyturn').warn(
    'A later version of Keyturn has migrated the tables. This version continues to work. See: ' +
      commandLine('migrate status'),
  );
}

/** @returns the URL of the API */
async function listen(
  app: INestApplication,
  environment: Environment,
  firstUser: UserRequest | undefined,
  output: Output,
  metrics: Metrics | undefined,
): Promise<string> {
  const { host, port, http } = environment;
  try {
    await app.listen(port, host).catch((error: unknown) => {
      throw listeningError(error, { host: 'HOST', port: 'PORT' });
    });
    await metrics?.listen(app);
    await redirectFromHttp(app, environment);
  } catch (error) {
    announceFailure({ firstUser }, output);
    throw error;
  }
  return apiUrlOf(app, http);
}

/** Nest reports `http`, because it does not read the options of the adapter. */
async function apiUrlOf(app: INestApplication, { certificate }: HttpSettings): Promise<string> {
  const url = await app.getUrl();
  // Replaced before it is parsed: a URL drops the default port of its scheme.
  return new URL('/api/', certificate === undefined ? url : url.replace(/^http:/, 'https:')).href;
}

/** Listens on HTTP_REDIRECT_PORT until the application closes. */
async function redirectFromHttp(
  app: INestApplication,
  { host, redirectPort, http }: Environment,
): Promise<void> {
  if (redirectPort === undefined) return;
  const { port: tlsPort } = new URL(await apiUrlOf(app, http));
  const settings = { ...http, tlsPort: Number(tlsPort) || 443 };
  const server = await serveRedirects({ host, port: redirectPort }, settings, http.connections);
  const main = app.getHttpServer() as Server;
  main.once('close', () => closeRedirects(server));
}

/** Runs before the service listens, so no client can log in before the first user is complete. */
async function prepareUsers(
  app: INestApplication,
  { isProduction }: Environment,
  output: Output,
): Promise<UserRequest | undefined> {
  const users = app.get(UserService, { strict: false });
  if (!(await users.isEmpty())) return undefined;
  if (!isProduction && output.isTTY === true) return createFirstUser(users);
  new Logger('Keyturn').warn(
    `There is no user yet. Create one: ${commandLine('user create NAME')}`,
  );
  return undefined;
}

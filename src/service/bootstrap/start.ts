import { isIPv6, type Server } from 'node:net';
import { versions } from 'node:process';
import { type INestApplication, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from '../../auth/domain/clock.js';
import { type UserRequest, UserService } from '../../auth/users/user.service.js';
import { ServiceAudit } from '../audit/service-audit.js';
import { createApp } from './create-app.js';
import { describeLocation } from '../database/database-url.js';
import { openDatabase } from '../database/open-database.js';
import { isAhead, readMigrations } from '../database/schema.js';
import { developmentSecret } from './development-secret.js';
import { type Environment, readEnvironment, type Variables } from '../configuration/environment.js';
import { createFirstUser } from './first-user.js';
import { listeningError } from './listening-error.js';
import type { HttpSettings } from '../http/http-settings.js';
import { closeRedirects, serveRedirects } from '../tls/redirect-server.js';
import { bufferedLines } from '../logging/buffered-lines.js';
import { createLogger } from '../logging/create-logger.js';
import { standardOutput } from '../logging/standard-output.js';
import type { Metrics } from '../metrics/metrics.js';
import { openMetrics } from '../metrics/open-metrics.js';
import { requireDistinctLogins } from '../database/require-distinct-logins.js';
import { firstUserNotice, startupBanner } from './startup-banner.js';
import { commandLine } from './command-line.js';
import { nodeWarning } from '../runtime/node-support.js';

/** Standard output. Only a terminal gets secrets, which must not be in a log. */
export interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Starts the service.
 *
 * @returns the application, which the caller closes
 * @throws {ConfigurationError} with all problems
 * @throws {DatabaseUnreachableError}
 * @throws {ListeningError}
 */
export async function start(variables: Variables, output: Output): Promise<INestApplication> {
  const environment = readEnvironment(variables);
  const { database, migratesOnStart: migrates, poolSize, previousSecret } = environment;
  const secret = environment.secret ?? developmentSecret(database);
  const dataSource = await openDatabase(database, { purpose: 'service', migrates, poolSize });
  await requireDistinctLogins(dataSource, environment.auth);
  const metrics = await openMetrics(environment.metrics);
  const { http, pruning, audit } = environment;
  const auth = { ...environment.auth, secret, previousSecret };
  const observers = metrics === undefined ? [] : [metrics.observeRequest];
  const app = await createApp(dataSource, auth, http, { observers, pruning, audit });
  app.useLogger(await serviceLog(environment, output));
  for (const warning of warningsOf(environment)) new Logger('Keyturn').warn(warning);
  try {
    await warnIfAhead(dataSource);
    await openWebhook(app, dataSource, environment);
    metrics?.watch(app);
    const firstUser = await prepareUsers(app, environment, output);
    await listen(app, environment, firstUser, output, metrics);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function warningsOf({ warnings }: Environment): string[] {
  const ofNode = nodeWarning(versions.node, Date.now());
  return [...(ofNode === undefined ? [] : [ofNode]), ...warnings];
}

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

function serviceLog({ isProduction, logLevel }: Environment, output: Output) {
  const isReadable = output.isTTY === true && !isProduction;
  const write = bufferedLines(standardOutput(warnOfLostLines));
  return createLogger({ level: logLevel, isReadable }, write);
}

const warnOfLostLines = (reason: string): void =>
  new Logger('Keyturn').warn(`Log lines were lost because they could not be written (${reason}).`);

/** Does not prevent the start, because each migration keeps the previous version working. */
async function warnIfAhead(dataSource: DataSource): Promise<void> {
  if (!isAhead(await readMigrations(dataSource))) return;
  new Logger('Keyturn').warn(
    'A later version of Keyturn has migrated the tables. This version continues to work. See: ' +
      commandLine('migrate status'),
  );
}

async function listen(
  app: INestApplication,
  environment: Environment,
  firstUser: UserRequest | undefined,
  output: Output,
  metrics: Metrics | undefined,
): Promise<void> {
  const { database, host, port, http } = environment;
  try {
    await app.listen(port, host).catch((error: unknown) => {
      throw listeningError(error, { host: 'HOST', port: 'PORT' });
    });
    await metrics?.listen(app);
    await redirectFromHttp(app, environment);
  } catch (error) {
    // The user exists now, and no later start can show the password.
    if (firstUser !== undefined) output.write(firstUserNotice(firstUser));
    throw error;
  }
  const apiUrl = await apiUrlOf(app, http);
  const data = describeLocation(database);
  if (output.isTTY === true) output.write(startupBanner(apiUrl, data, http.hasExplorer, firstUser));
  else new Logger('Keyturn').log(`Listening on ${withHost(apiUrl, host)}`);
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

/** Logs the configured host. Nest reports the loopback address instead of 0.0.0.0. */
function withHost(apiUrl: string, host: string): string {
  const url = new URL(apiUrl);
  url.hostname = isIPv6(host) ? `[${host}]` : host;
  return url.href;
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

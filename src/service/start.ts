import { isIPv6 } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { composeUserService } from './compose-user-service.js';
import { createApp } from './create-app.js';
import { describeLocation } from './database/database-url.js';
import { openDatabase } from './database/open-database.js';
import { isAhead, readMigrations } from './database/schema.js';
import { developmentSecret } from './development-secret.js';
import { type Environment, readEnvironment, type Variables } from './environment.js';
import { createFirstUser, type FirstUser } from './first-user.js';
import { listeningError } from './listening-error.js';
import { bufferedLines } from './logging/buffered-lines.js';
import { createLogger } from './logging/create-logger.js';
import { standardOutput } from './logging/standard-output.js';
import type { Metrics } from './metrics/metrics.js';
import { openMetrics } from './metrics/open-metrics.js';
import { introduction, startupBanner } from './startup-banner.js';
import { commandLine } from './command-line.js';

/** Who looks on: a terminal is told what a log must not hold. */
export interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Starts the service.
 *
 * @returns what is to be closed in the end
 * @throws {ConfigurationError} with every mistake at once
 * @throws {DatabaseUnreachableError}
 * @throws {ListeningError}
 */
export async function start(variables: Variables, output: Output): Promise<INestApplication> {
  const environment = readEnvironment(variables);
  const { database, migratesOnStart: migrates, poolSize, previousSecret } = environment;
  const secret = environment.secret ?? developmentSecret(database);
  const dataSource = await openDatabase(database, { purpose: 'service', migrates, poolSize });
  const metrics = await openMetrics(environment.metrics);
  const { http, pruning } = environment;
  const auth = { ...environment.auth, secret, previousSecret };
  const observers = metrics === undefined ? [] : [metrics.observeRequest];
  const app = await createApp(dataSource, auth, http, { observers, pruning });
  app.useLogger(await serviceLog(environment, output));
  for (const warning of environment.warnings) new Logger('Keyturn').warn(warning);
  try {
    await warnIfAhead(dataSource);
    metrics?.watch(app);
    const firstUser = await prepareUsers(dataSource, environment, output);
    await listen(app, environment, firstUser, output, metrics);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function serviceLog({ isProduction, logLevel }: Environment, output: Output) {
  const isReadable = output.isTTY === true && !isProduction;
  const write = bufferedLines(standardOutput(sayLost));
  return createLogger({ level: logLevel, isReadable }, write);
}

const sayLost = (reason: string): void =>
  new Logger('Keyturn').warn(`Lines of this log are lost: it could not be written (${reason}).`);

/** Each version leaves tables that the one before it can work on, so this is no reason to stop. */
async function warnIfAhead(dataSource: DataSource): Promise<void> {
  if (!isAhead(await readMigrations(dataSource))) return;
  new Logger('Keyturn').warn(
    'The tables are ahead: a later version has migrated them. Going on with this one; see: ' +
      commandLine('migrate status'),
  );
}

async function listen(
  app: INestApplication,
  { database, host, port, http }: Environment,
  firstUser: FirstUser | undefined,
  output: Output,
  metrics: Metrics | undefined,
): Promise<void> {
  try {
    await app.listen(port, host).catch((error: unknown) => {
      throw listeningError(error, { host: 'HOST', port: 'PORT' });
    });
    await metrics?.listen(app);
  } catch (error) {
    // The user is there already: a second start will not know the password any more.
    if (firstUser !== undefined) output.write(introduction(firstUser));
    throw error;
  }
  const apiUrl = `${await app.getUrl()}/api/`;
  const data = describeLocation(database);
  if (output.isTTY === true) output.write(startupBanner(apiUrl, data, http.hasExplorer, firstUser));
  else new Logger('Keyturn').log(`Listening on ${withHost(apiUrl, host)}`);
}

/** As configured: for every address Nest names the loopback address, which a person can click. */
function withHost(apiUrl: string, host: string): string {
  const url = new URL(apiUrl);
  url.hostname = isIPv6(host) ? `[${host}]` : host;
  return url.href;
}

/** Before the port is bound: nobody can log in as a user that is still being made. */
async function prepareUsers(
  dataSource: DataSource,
  { isProduction }: Environment,
  output: Output,
): Promise<FirstUser | undefined> {
  const users = composeUserService(dataSource);
  if (!(await users.isEmpty())) return undefined;
  if (!isProduction && output.isTTY === true) return createFirstUser(users);
  new Logger('Keyturn').warn(`There is no user yet. Make one: ${commandLine('user create NAME')}`);
  return undefined;
}

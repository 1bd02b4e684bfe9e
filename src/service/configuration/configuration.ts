import { type Duration, parseDurationSeconds } from '../../auth/domain/duration.js';
import { exceededLifetimeMessage, exceededLifetimes } from '../../auth/domain/lifetimes.js';
import { ConfigurationError } from '../configuration-error.js';
import { isLongEnough, SHUTDOWN_RULE } from '../shutdown/shutdown-settings.js';
import { isOpenInDotEnv } from './dot-env.js';
import { isSameHost } from './host.js';
import { didYouMean } from './did-you-mean.js';
import { isGiven, type Reading, readVariable } from './reading.js';
import type { Section, SettingsOf, Variables } from './variable.js';
import {
  AUTH,
  HTTP,
  METRICS,
  NAMES,
  PREVIOUS_SECRET_REMEDY,
  SERVICE,
  SHUTDOWN,
  VARIABLES,
} from './variables.js';

/** Everything that the variables say, and everything that is wrong with it. */
export interface Configuration {
  /** One of each variable, in the order in which they are shown. */
  readings: readonly Reading[];
  /** What stops a start. */
  problems: readonly string[];
  /** What looks like a mistake, and may be none. */
  warnings: readonly string[];
}

export function readConfiguration(variables: Variables): Configuration {
  const readings = readAll(VARIABLES, variables);
  return {
    readings,
    problems: [
      ...readings.flatMap(({ problems }) => problems),
      ...sameSecretTwice(readings),
      ...tooShortShutdown(readings),
      ...samePortTwice(readings),
      ...lifetimesOutOfOrder(readings),
    ],
    warnings: [
      ...readings.flatMap(({ warnings }) => warnings),
      ...openSecrets(readings, variables),
      ...headersWithoutOrigins(readings),
      ...mistypedNames(variables),
    ],
  };
}

/** A file of secrets is to be as closed as a secret's file. What may be shown of one is no secret. */
function openSecrets(readings: readonly Reading[], variables: Variables): string[] {
  return readings.flatMap(({ variable: { secret }, source, givenAs, text = '' }) => {
    if (secret === undefined || source !== 'environment' || secret.shown(text) === text) return [];
    if (!isOpenInDotEnv(givenAs, variables, '.')) return [];
    return [`${givenAs} stands in .env, which others may read. Run: chmod 600 .env`];
  });
}

/** A name that is like one of ours, unless ours is given too: then it is somebody else's. */
export function mistypedNames(variables: Variables): string[] {
  return Object.keys(variables).flatMap((name) => {
    const meant = didYouMean(name, NAMES);
    if (meant === undefined || isGiven(variables[meant])) return [];
    return [`${name} is not read. Was ${meant} meant?`];
  });
}

function sameSecretTwice(readings: readonly Reading[]): string[] {
  const { secret, previousSecret } = settingsOf(SERVICE, readings);
  if (previousSecret === undefined || previousSecret !== secret) return [];
  return [`JWT_SECRET_PREVIOUS is the same as JWT_SECRET. ${PREVIOUS_SECRET_REMEDY}`];
}

function tooShortShutdown(readings: readonly Reading[]): string[] {
  return isLongEnough(settingsOf(SHUTDOWN, readings)) ? [] : [`SHUTDOWN_TIMEOUT ${SHUTDOWN_RULE}.`];
}

/** Port 0 is another one each time. */
function samePortTwice(readings: readonly Reading[]): string[] {
  const { port, host } = settingsOf(SERVICE, readings);
  const metrics = settingsOf(METRICS, readings);
  const isShared = Boolean(port) && port === metrics.port && isSameHost(host, metrics.host);
  return isShared ? ['METRICS_PORT is the same as PORT. Set it to another one.'] : [];
}

function lifetimesOutOfOrder(readings: readonly Reading[]): string[] {
  const { accessTokenLifetime, refreshTokenLifetime, sessionLifetime } = AUTH;
  const seconds = (text: Duration | undefined) => parseDurationSeconds(text ?? '') ?? NaN;
  const settings = settingsOf(AUTH, readings);
  const exceeded = exceededLifetimes({
    access: seconds(settings.accessTokenLifetime),
    refresh: seconds(settings.refreshTokenLifetime),
    session: seconds(settings.sessionLifetime),
  });
  const named = {
    access: { name: accessTokenLifetime.name, text: settings.accessTokenLifetime },
    refresh: { name: refreshTokenLifetime.name, text: settings.refreshTokenLifetime },
    session: { name: sessionLifetime.name, text: settings.sessionLifetime },
  };
  return exceeded.map(([longer, shorter]) =>
    exceededLifetimeMessage(named[longer], named[shorter]),
  );
}

function headersWithoutOrigins(readings: readonly Reading[]): string[] {
  const { corsOrigins, corsHeaders } = settingsOf(HTTP, readings);
  if (corsOrigins?.length !== 0 || !(corsHeaders?.length > 0)) return [];
  return ['CORS_HEADERS has no effect without CORS_ORIGINS. Set CORS_ORIGINS, or remove it.'];
}

/** For what needs a few variables and nothing else. @throws {ConfigurationError} */
export function readSection<S extends Section>(section: S, variables: Variables): SettingsOf<S> {
  const readings = readAll(Object.values(section), variables);
  const problems = readings.flatMap((reading) => reading.problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return settingsOf(section, readings);
}

/** @param readings without a problem */
export function settingsOf<S extends Section>(
  section: S,
  readings: readonly Reading[],
): SettingsOf<S> {
  const values = new Map(readings.map(({ variable, value }) => [variable.name, value]));
  const entries = Object.entries(section).map(([key, { name }]) => [key, values.get(name)]);
  return Object.fromEntries(entries) as SettingsOf<S>;
}

function readAll(list: readonly Section[string][], variables: Variables): Reading[] {
  const isProduction = variables[SERVICE.isProduction.name] === 'production';
  return list.map((variable) => readVariable(variable, variables, isProduction));
}

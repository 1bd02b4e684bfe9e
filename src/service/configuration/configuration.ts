import { type Duration, parseDurationSeconds } from '../../auth/domain/duration.js';
import { exceededLifetimeMessage, exceededLifetimes } from '../../auth/domain/lifetimes.js';
import { ConfigurationError } from './configuration-error.js';
import { isLongEnough, SHUTDOWN_RULE } from '../shutdown/shutdown-settings.js';
import { readCertificate, type ServedCertificate } from '../tls/read-certificate.js';
import { driverProblems } from '../database/driver.js';
import { isUnverified, UNVERIFIED_DATABASE } from '../database/unverified-database.js';
import { isOpenInDotEnv } from './dot-env.js';
import { eventsProblems } from './events-problems.js';
import { isSameHost } from './host.js';
import { didYouMean } from './did-you-mean.js';
import { examineKeys } from './examine-keys.js';
import { memoryOfMachine, passwordHashProblems } from './password-hash-problems.js';
import { isGiven, type Reading, readVariable } from './reading.js';
import type { Section, SettingsOf, Variables } from './variable.js';
import { isChanged, withoutEffect } from './without-effect.js';
import { workersProblems } from './workers-problems.js';
import {
  AUTH,
  HTTP,
  KEYS,
  METRICS,
  NAMES,
  PASSWORD_HASHES,
  PREVIOUS_SECRET_REMEDY,
  SERVICE,
  SHUTDOWN,
  THROTTLE,
  TLS,
  TRANSPORT,
  VARIABLES,
} from './variables.js';

/** The values of all variables, and their problems. */
export interface Configuration {
  /** One for each variable, in display order. */
  readings: readonly Reading[];
  /** Errors, which prevent the start. */
  problems: readonly string[];
  /** Possible mistakes, which do not prevent the start. */
  warnings: readonly string[];
  /** The certificate for HTTPS; undefined if the service uses HTTP, or if there is a problem. */
  certificate: ServedCertificate | undefined;
}

export function readConfiguration(variables: Variables): Configuration {
  const readings = readAll(VARIABLES, variables);
  const certificate = readCertificate(settingsOf(TLS, readings));
  const keys = examineKeys(settingsOf(KEYS, readings), settingsOf(SERVICE, readings));
  return {
    readings,
    certificate: certificate.served,
    problems: [
      ...readings.flatMap(({ problems }) => problems),
      ...sameSecretTwice(readings),
      ...keys.problems,
      ...tooShortShutdown(readings),
      ...samePortTwice(readings),
      ...lifetimesOutOfOrder(readings),
      ...passwordHashProblems(
        settingsOf(PASSWORD_HASHES, readings),
        memoryOfMachine(settingsOf(SERVICE, readings).workers),
      ),
      ...workersProblems(readings),
      ...cookiesWithoutTransport(readings),
      ...limitsWithoutThrottle(readings),
      ...publicUrlWithoutTls(readings),
      ...publicUrlOutsideDomain(readings),
      ...eventsProblems(readings),
      ...certificate.problems,
      ...driverOfDatabase(readings),
    ],
    warnings: [
      ...readings.flatMap(({ warnings }) => warnings),
      ...openSecrets(readings, variables),
      ...keys.warnings,
      ...headersWithoutOrigins(readings),
      ...unverifiedDatabase(readings, variables),
      ...certificate.warnings,
      ...mistypedNames(variables),
    ],
  };
}

/** Warns of secrets in a `.env` that other users can read. A value that may be shown is not secret. */
function openSecrets(readings: readonly Reading[], variables: Variables): string[] {
  return readings.flatMap(({ variable: { secret }, source, givenAs, text = '' }) => {
    if (secret === undefined || source !== 'environment' || secret.shown(text) === text) return [];
    if (!isOpenInDotEnv(givenAs, variables, '.')) return [];
    return [`${givenAs} is in .env, which other users can read. Run: chmod 600 .env`];
  });
}

/** OpenSSL, Node and curl read it. Many images set it. It resembles TLS_CERT_FILE. */
const OF_OPENSSL = 'SSL_CERT_FILE';

/**
 * Warns of names that resemble the name of a variable. If that variable is set as well, the
 * similar name belongs to another program, so there is no warning.
 */
export function mistypedNames(variables: Variables): string[] {
  return Object.keys(variables).flatMap((name) => {
    const meant = didYouMean(name, NAMES);
    if (meant === undefined || name === OF_OPENSSL || isGiven(variables[meant])) return [];
    return [`${name} is unknown and ignored. Did you mean ${meant}?`];
  });
}

/** Before the start creates a secret and an empty database. */
function driverOfDatabase(readings: readonly Reading[]): readonly string[] {
  const { database } = settingsOf(SERVICE, readings) as Partial<SettingsOf<typeof SERVICE>>;
  return database === undefined ? [] : driverProblems(database);
}

function sameSecretTwice(readings: readonly Reading[]): string[] {
  const { secret, previousSecret } = settingsOf(SERVICE, readings);
  if (previousSecret === undefined || previousSecret !== secret) return [];
  return [`JWT_SECRET_PREVIOUS is the same as JWT_SECRET. ${PREVIOUS_SECRET_REMEDY}`];
}

function tooShortShutdown(readings: readonly Reading[]): string[] {
  return isLongEnough(settingsOf(SHUTDOWN, readings)) ? [] : [`SHUTDOWN_TIMEOUT ${SHUTDOWN_RULE}.`];
}

/** Port 0 is never shared: the system chooses a free port each time. */
function samePortTwice(readings: readonly Reading[]): string[] {
  const { port, host } = settingsOf(SERVICE, readings);
  const metrics = settingsOf(METRICS, readings);
  const { redirectPort } = settingsOf(TLS, readings);
  const isOfMetrics = (one: number | undefined) =>
    Boolean(one) && one === metrics.port && isSameHost(host, metrics.host);
  const isOfService = Boolean(port) && port === redirectPort;
  return [
    ...(isOfMetrics(port) ? ['METRICS_PORT is the same as PORT. Set it to another port.'] : []),
    ...(isOfService ? ['HTTP_REDIRECT_PORT is the same as PORT. Set it to another port.'] : []),
    ...(isOfMetrics(redirectPort)
      ? ['METRICS_PORT is the same as HTTP_REDIRECT_PORT. Set it to another port.']
      : []),
  ];
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

/** Clients would send every request to an address that refuses it. */
function publicUrlWithoutTls(readings: readonly Reading[]): string[] {
  const { publicUrl, requiresTls } = settingsOf(HTTP, readings);
  if (!requiresTls || publicUrl?.startsWith('http:') !== true) return [];
  return [
    'PUBLIC_URL begins with http:, but REQUIRE_TLS is true. Write https:, or set REQUIRE_TLS=false.',
  ];
}

/** Browsers drop a cookie whose domain does not contain the host that sets it. */
function publicUrlOutsideDomain(readings: readonly Reading[]): string[] {
  const { publicUrl } = settingsOf(HTTP, readings);
  const { cookieDomain } = settingsOf(TRANSPORT, readings);
  if (publicUrl === undefined || cookieDomain === undefined) return [];
  if (`.${new URL(publicUrl).hostname}`.endsWith(`.${cookieDomain}`)) return [];
  return [
    'COOKIE_DOMAIN does not contain the host of PUBLIC_URL, so browsers drop the cookies. Change one of them.',
  ];
}

function unverifiedDatabase(readings: readonly Reading[], variables: Variables): string[] {
  const { isProduction, database } = settingsOf(SERVICE, readings);
  if (!isProduction || database === undefined || !isUnverified(database, variables)) return [];
  return [`${UNVERIFIED_DATABASE.text} ${UNVERIFIED_DATABASE.remedy}`];
}

function cookiesWithoutTransport(readings: readonly Reading[]): string[] {
  const { refreshTokenTransport, ...ofCookies } = TRANSPORT;
  if (settingsOf(TRANSPORT, readings).refreshTokenTransport !== 'body') return [];
  const remedy = `Set ${refreshTokenTransport.name} to cookie or both, or remove it.`;
  return withoutEffect(ofCookies, readings, isChanged, `without cookies. ${remedy}`);
}

function limitsWithoutThrottle(readings: readonly Reading[]): string[] {
  const { loginThrottle, ...limits } = THROTTLE;
  if (settingsOf(THROTTLE, readings).loginThrottle !== 'off') return [];
  const isSet = ({ source }: Reading) => source !== 'default';
  const reason = `with ${loginThrottle.name}=off. Remove one of them.`;
  return withoutEffect(limits, readings, isSet, reason);
}

function headersWithoutOrigins(readings: readonly Reading[]): string[] {
  const { corsOrigins, corsHeaders } = settingsOf(HTTP, readings);
  if (corsOrigins?.length !== 0 || !(corsHeaders?.length > 0)) return [];
  return ['CORS_HEADERS has no effect without CORS_ORIGINS. Set CORS_ORIGINS, or remove it.'];
}

/** Reads the variables of one section only. @throws {ConfigurationError} */
export function readSection<S extends Section>(section: S, variables: Variables): SettingsOf<S> {
  const readings = readAll(Object.values(section), variables);
  const problems = readings.flatMap((reading) => reading.problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return settingsOf(section, readings);
}

/**
 * Returns the values of a section.
 *
 * @param readings without problems
 */
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

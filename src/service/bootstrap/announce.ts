import { isIPv6 } from 'node:net';
import type { UserRequest } from '../../auth/users/user.service.js';
import type { Environment } from '../configuration/environment.js';
import { describeLocation } from '../database/database-url.js';
import { firstUserNotice, startupBanner } from './startup-banner.js';

/** Standard output. Only a terminal gets secrets, which must not be in a log. */
export interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** A service that listens. */
export interface Listening {
  apiUrl: string;
  /** The user that this start has created, whose password is shown once. */
  firstUser: UserRequest | undefined;
}

/** Shows the banner on a terminal, or else logs the address. */
export function announce(
  { database, host, http, workers }: Environment,
  { apiUrl, firstUser }: Listening,
  output: Output,
  log: (message: string) => void,
): void {
  if (output.isTTY === true) {
    const data = describeLocation(database);
    return void output.write(startupBanner(apiUrl, data, http.hasExplorer, firstUser));
  }
  const processes = workers === 1 ? '' : ` with ${workers} workers`;
  log(`Listening on ${withHost(apiUrl, host)}${processes}`);
}

/** Shows the first user when the start fails: no later start can show its password. */
export function announceFailure({ firstUser }: Pick<Listening, 'firstUser'>, output: Output): void {
  if (firstUser !== undefined) output.write(firstUserNotice(firstUser));
}

/** Logs the configured host. Nest reports the loopback address instead of 0.0.0.0. */
function withHost(apiUrl: string, host: string): string {
  const url = new URL(apiUrl);
  url.hostname = isIPv6(host) ? `[${host}]` : host;
  return url.href;
}

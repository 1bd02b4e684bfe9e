import { isIP } from 'node:net';
import type { Parsed } from '../configuration/parsed.js';
import { isPublicSuffix } from './origin-pattern.js';
import { parseList } from './parse-list.js';

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** A host of a URL or a `Host` header, with an optional port. */
const WITH_PORT = /^(\[[\da-f:.]+\]|[^:[\]@/?#\s]*)(?::\d{1,5})?$/i;

/** Reads ALLOWED_HOSTS: names, and `.example.org` for a domain with all its subdomains. */
export const parseAllowedHosts = (text: string): Parsed<string[]> => parseList(text, problemOf);

function problemOf(host: string): string | undefined {
  if (host.includes('*')) {
    return 'has a *. Write .example.org for example.org and all its subdomains';
  }
  if (host.startsWith('.') && isPublicSuffix(host.slice(1))) {
    return 'is a public suffix, below which anyone can register names. Write a domain that you own';
  }
  if (isIP(host) !== 0) return 'is an address. Addresses are always allowed: remove it';
  const isName = NAME.test(host.replace(/^\./, ''));
  return isName ? undefined : 'is not a host name in lower case, without a scheme, port and path';
}

/**
 * Returns the host name of a `Host` header, in lower case and without its port and final dot.
 *
 * @returns undefined if the header is malformed
 */
export function hostNameOf(header: string): string | undefined {
  const [, host = ''] = WITH_PORT.exec(header) ?? [];
  const name = host.toLowerCase().replace(/(?<=.)\.$/, '');
  if (name.startsWith('[')) return isIP(name.slice(1, -1)) === 6 ? name : undefined;
  return NAME.test(name) ? name : undefined;
}

/**
 * Checks the `Host` of a request, so that a page of another site cannot reach the service under a name
 * of its own that resolves to this machine (DNS rebinding).
 *
 * Addresses and `localhost` are always allowed: the name of a page that rebinds is neither.
 *
 * @param allowed names, and `.example.org` for a domain with all its subdomains
 */
export function isAllowedHost(header: string, allowed: readonly string[]): boolean {
  const name = hostNameOf(header);
  if (name === undefined) return false;
  return isAddressOrLocalhost(name) || allowed.some((one) => matches(one, name));
}

/**
 * Checks whether a host is an address, `localhost` or a name below it.
 *
 * @param name as returned by {@link hostNameOf}
 */
export const isAddressOrLocalhost = (name: string): boolean =>
  name.startsWith('[') || isIP(name) !== 0 || /(?:^|\.)localhost$/.test(name);

const matches = (allowed: string, name: string): boolean =>
  allowed.startsWith('.') ? `.${name}`.endsWith(allowed) : name === allowed;

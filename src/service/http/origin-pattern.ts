import { getDomain, getPublicSuffix, parse } from 'tldts';
import { editDistance } from '../configuration/did-you-mean.js';
import type { Parsed } from '../configuration/parsed.js';
import { parseList } from './parse-list.js';

const LABELS = '[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*';

/** `https://*.example.org`, with or without a port. */
const WILDCARD = new RegExp(`^(https?://)\\*\\.(${LABELS})(:\\d+)?$`);

const WEB = /^https?:\/\//i;

/** Stricter than the URL parser, which accepts empty labels, braces and parentheses. */
const WEB_HOST = new RegExp(`^https?://(?:${LABELS}\\.?|\\[[\\da-f:.]+\\])(?::\\d+)?$`);

/** An origin of an app shell or a browser extension: another scheme and a host. */
const APP = /^([a-z][a-z0-9+.-]*):\/\/[A-Za-z0-9._-]+(?::\d+)?$/;

/** Pages of these schemes have the origin `null`, or do not exist. */
const NO_APP =
  /^(?:about|blob|data|file|filesystem|ftps?|javascript|mailto|null|view-source|wss?)$/;

/** Chromium requires extension IDs of 32 letters from a to p. */
const EXTENSION = /^chrome-extension:\/\/(?![a-p]{32}$)/;

/** Includes the public suffixes of hosting providers such as `github.io`. */
const SUFFIXES = { allowPrivateDomains: true };

const SCHEMES = 'tauri://localhost, capacitor://localhost or chrome-extension://ID';

/**
 * Checks one entry of CORS_ORIGINS: an origin as a browser sends it, or a wildcard for its
 * subdomains.
 */
export function parseOriginPattern(text: string): Parsed<string> {
  const problem = problemOf(text);
  return problem === undefined ? { value: text } : { problem };
}

function problemOf(text: string): string | undefined {
  if (text === '*') return 'is *. Every page could call the API with credentials: list the origins';
  if (text === 'null') return 'is null, the origin of any sandboxed page. List the origins';
  if (text.includes('*')) return wildcardProblem(text);
  return WEB.test(text) ? webProblem(text) : appProblem(text);
}

function wildcardProblem(text: string): string | undefined {
  const [, scheme = '', domain = '', port = ''] = WILDCARD.exec(text) ?? [];
  if (domain === '') {
    return 'is not a wildcard for subdomains. Write it as https://*.example.org, in lower case';
  }
  if (!isOwnDomain(domain)) {
    return (
      'has a * in front of a public suffix or an address, where anyone can publish pages. ' +
      'Write a domain that you own, such as https://*.example.org'
    );
  }
  return webProblem(`${scheme}x.${domain}${port}`);
}

/** Checks that a domain is not a public suffix, below which anyone can register names. */
export const isOwnDomain = (domain: string): boolean =>
  domain.includes('.') && getDomain(domain, SUFFIXES) !== null;

/** Checks whether a domain is a public suffix. A private name such as `internal` is none. */
export function isPublicSuffix(domain: string): boolean {
  const { publicSuffix, isIcann, isPrivate } = parse(domain, SUFFIXES);
  return publicSuffix === domain && (isIcann === true || isPrivate === true);
}

function webProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is not an origin. Write one such as https://app.example.org';
  const { origin } = new URL(text);
  if (origin === text) return WEB_HOST.test(text) ? undefined : NO_HOST;
  return (
    'is not written as browsers send it: lower case, no path and no slash at the end, no default ' +
    'port, and international names in Punycode (xn--). Write one such as https://app.example.org'
  );
}

const NO_HOST =
  'is not the origin of a host. Write one such as https://app.example.org, or ' +
  'https://*.example.org for its subdomains';

function appProblem(text: string): string | undefined {
  const [, scheme] = APP.exec(text) ?? [];
  if (scheme === undefined || NO_APP.test(scheme) || isMistypedWeb(scheme)) {
    return `is not an origin. Write one such as https://app.example.org, ${SCHEMES}`;
  }
  if (EXTENSION.test(text)) return 'has no extension ID. Write the 32 letters of its ID';
  return undefined;
}

const isMistypedWeb = (scheme: string): boolean =>
  ['http', 'https'].some((web) => editDistance(scheme, web) <= 2);

/** Checks whether an origin matches a pattern that {@link parseOriginPattern} accepts. */
export function originMatcher(pattern: string): (origin: string) => boolean {
  const [, scheme = '', domain, port = ''] = WILDCARD.exec(pattern) ?? [];
  if (domain === undefined) return (origin) => origin === pattern;
  const end = `.${domain}${port}`;
  const host = new RegExp(`^${LABELS}$`);
  return (origin) => {
    if (!origin.startsWith(scheme) || !origin.endsWith(end)) return false;
    const subdomains = origin.slice(scheme.length, -end.length);
    return host.test(subdomains) && !isPublicBelow(`${subdomains}.${domain}`, domain);
  };
}

/** Checks whether an origin matches one of the patterns. */
export function anyOriginMatcher(patterns: readonly string[]): (origin: string) => boolean {
  const matchers = patterns.map(originMatcher);
  return (origin) => matchers.some((matches) => matches(origin));
}

/** Domains below `s3.amazonaws.com` belong to customers, not to the owner of `amazonaws.com`. */
const isPublicBelow = (host: string, domain: string): boolean =>
  (getPublicSuffix(host, SUFFIXES) ?? host).length > domain.length;

/** @returns the patterns in a comma-separated text, or a problem that names every invalid entry */
export const parseOriginPatterns = (text: string): Parsed<string[]> =>
  parseList(text, (pattern) => {
    const parsed = parseOriginPattern(pattern);
    return 'problem' in parsed ? parsed.problem : undefined;
  });

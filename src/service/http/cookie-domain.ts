import { isOwnDomain } from './origin-pattern.js';

export const COOKIE_DOMAIN_RULE =
  'must be a domain that you own, such as example.org, in lower case and without a dot at the start';

const DOMAIN = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** @returns null when the text is not a domain, or is a public suffix such as `co.uk` */
export const parseCookieDomain = (text: string): string | null =>
  DOMAIN.test(text) && isOwnDomain(text) ? text : null;

import type { Mutant } from './mutant.js';

/** Browsers and pages that break one of the rules for cookies (docs/clients.md, Use cookies). */
export const BROWSER_FAULTS: readonly Mutant[] = [
  {
    name: 'one key for all tokens',
    fault: 'The service rejects the key with the second token.',
    browserRules: { chooseKey: (holder) => `the-only-key-of-${holder.replaceAll(' ', '-')}` },
    caughtBy: { 'an honest client stays logged in': 'a browser: two refreshes, a lost response' },
  },
  {
    name: 'a key that is derived from the token',
    fault: 'A thief with a copied profile derives every later key too, and is never detected.',
    browserRules: { chooseKey: (_holder, _number, { name }) => `key-of-${name}` },
    caughtBy: {
      'a thief cannot follow an honest client':
        'a browser: two refreshes, a thief with the profile who continues',
    },
  },
  {
    name: 'a key that is stored with the response',
    fault: 'The page sends a token again with another key after a lost response.',
    browserRules: { storesKeyFirst: false },
    caughtBy: { 'an honest client stays logged in': 'a browser: one refresh, one lost response' },
  },
  {
    name: 'tabs that refresh at the same time',
    fault: 'Two tabs choose different keys for one token.',
    browserRules: { takesTurns: false },
    caughtBy: { 'an honest client stays logged in': 'a browser: two tabs, one refresh each' },
  },
  {
    name: 'an earlier session that is not revoked',
    fault:
      'The browser has deleted an expired cookie, and a thief who refreshed a copy keeps the session.',
    browserRules: { keepsSessionId: false },
    caughtBy: {
      'a log-out leaves no valid token': 'a browser: a thief with the cookie, and a day passes',
    },
  },
];

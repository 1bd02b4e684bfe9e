/**
 * The vocabulary of Keyturn: one name for each thing. `npm run check:prose` applies it to Markdown,
 * comments, docstrings, strings that people read, and test titles. The glossary explains the terms:
 * docs/glossary.md.
 */

/**
 * @typedef {object} Entry
 * @property {string} use the term to write instead
 * @property {RegExp} not matches each wrong term, without its context
 */

/** @type {readonly Entry[]} */
export const VOCABULARY = [
  { use: 'session (the verb is "log in", an attempt is a "log-in")', not: /\blogins?\b/i },
  { use: 'consumed, consume', not: /\b(?:un)?spen(?:t|ds?|ding|ders?)\b/i },
  { use: 'response, respond, return', not: /\banswer(?:s|ed|ing)?\b/i },
  { use: 'validate, classify or check', not: /\bjudg(?:e[sd]?|ing|e?ments?)\b/i },
  { use: 'withinReuseInterval, reuse interval', not: /\boverlap(?:s|ping)?\b/i },
  { use: 'stale', not: /\bsuperseded\b/i },
  {
    use: 'session status (liveness is a health check)',
    not: /\bliveness\b(?! (?:checks?|probes?)\b)/i,
  },
  {
    use: 'active (of a process: running)',
    not: /\b(?:living|lives?|(?<!\bkeep[- ])(?<!\bconnections? )alive)\b/i,
  },
  { use: 'expired or revoked', not: /\b(?:dead|died|dies|is over|are over|was over)\b/i },
  {
    use: 'revoke (a session)',
    not: /\bend(?:s|ed|ing)? (?:(?:a|the|its|their|every|each|all|this|that)(?: \w+)? )?sessions?\b/i,
  },
  { use: 'user, client, request or caller', not: /\b(?:who|whom|what)ever\b/i },
  {
    use: 'no user, no client or no request',
    not: /\b(?:nobody|somebody|anybody|everybody)\b/i,
  },
  { use: 'application', not: /\bhost(?:'s|’s)? (?:application|controllers?|routes?)\b/i },
  { use: 'an adapter or a data source', not: /\bstorage behind\b/i },
  { use: 'HTTP contract', not: /\bthe wire\b/i },
  { use: 'fixture', not: /\bscenes?\b/i },
  { use: 'violation', not: /\bbreach(?:es)?\b/i },
  { use: 'event log', not: /\bledgers?\b/i },
  { use: 'counters', not: /\btall(?:y|ies)\b/i },
  {
    use: 'User, AuthUser (on a request), UserWithPasswordHash or UserEntity (the row)',
    not: /\b(?:AuthenticatedUser|UserWithPassword|PasswordHolder|UserRecord)\b/,
  },
  {
    use: 'ID (`id` only as code)',
    // The HTTP contract has "Token has no id".
    not: /(?<!Token has )\b(?:an?|the|its|their|by|no|same|session|user|request) ids?\b/,
  },
];

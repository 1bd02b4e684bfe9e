/**
 * Constructions that are hard to read, each with its replacement. They are rules 1 to 5 of
 * "How we write" in CONTRIBUTING.md.
 */

/**
 * @typedef {object} Construction
 * @property {string} write the advice
 * @property {RegExp} not matches the construction
 */

/** @type {readonly Construction[]} */
export const CONSTRUCTIONS = [
  {
    write: 'Use the verb of the operation: returns, logs, throws, states, shows or caches.',
    not: /\b(?:says?|said|saying|tells?|told|telling|believes?|believed|owes?)\b/i,
  },
  {
    write: 'Use the verb of the operation: has, stores, reads, calls, requests or prompts for.',
    not: /(?<![-\w])(?:knows?|knew|ask(?:s|ed|ing)?)\b/i,
  },
  {
    write: 'Name the thing.',
    not: /\bwhat (?:is|was|are|were|has|had|it|they|he|she|we)\b/i,
  },
  {
    write: 'Start with the thing the sentence is about.',
    not: /(?:^|[.:;] )(?:What(?! to\b)|Whether|Of what|To whom|Whom)\b(?![^.]*\?)/,
  },
  {
    write: 'Put the subject first.',
    not: /(?:^|[.:;] )(?:Not [a-z]+|[A-Z][a-z]+)(?:ed|pt|ad|en|ut|de) (?:is|are|was|were) (?:a|an|the|what|each|every)\b/,
  },
  { write: 'Write "valid", "works" or "is accepted".', not: /\bwould (?:still )?do\b(?! \w)/i },
  {
    write: 'Name the owner, or write "internal server error".',
    not: /\bof (?:ours|theirs)\b/i,
  },
  { write: 'Write "is deactivated", "is revoked" or "is absent".', not: /\bis out\b(?! of)/i },
  {
    write: 'Write "is next to", "exists" or "is listed".',
    not: /\b(?:stands?|stood) (?:beside|there|in|at)\b/i,
  },
  { write: 'Give the unit: "durations are in seconds".', not: /\bcounted with\b/i },
  { write: 'Describe the cause.', not: /\bluck(?:y|ily)?\b/i },
];

/**
 * What is mutated together, and the specs that judge it: those that are quick and need no
 * PostgreSQL. Each mutant costs one run of its part's specs, so that a part has as few as notice.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} mutates
 * @property {readonly string[]} specs files, or folders with all that is in them
 * @property {number} least the score below which the run fails, percent
 */

/** Percent, of all parts together. */
export const LEAST_IN_ALL = 80;

/** @type {readonly Part[]} */
export const PARTS = [
  {
    name: 'domain',
    mutates: ['src/auth/domain/**/*.ts'],
    specs: ['src/auth/domain'],
    least: 90,
  },
  {
    name: 'tokens',
    mutates: ['src/auth/tokens/**/*.ts'],
    specs: ['src/auth/tokens'],
    least: 90,
  },
  {
    name: 'logins',
    mutates: ['src/auth/logins/**/*.ts'],
    specs: ['src/auth/logins'],
    least: 90,
  },
];

import { CONSTRUCTIONS } from './constructions.mjs';
import { VOCABULARY } from './vocabulary.mjs';

/**
 * @typedef {object} Problem
 * @property {number} index where it begins in the text
 * @property {string} found the words
 * @property {string} advice the replacement
 */

/** A phrase may continue on the next line. */
const everywhere = (/** @type {RegExp} */ { source, flags }) =>
  new RegExp(source.replaceAll(' ', '\\s+'), `${flags}g`);

const RULES = [
  ...VOCABULARY.map(({ use, not }) => ({ not: everywhere(not), advice: `Write: ${use}.` })),
  ...CONSTRUCTIONS.map(({ write, not }) => ({ not: everywhere(not), advice: write })),
];

/** Parts that are not checked: code spans, quotations, links, names with an underscore or a dot. */
const NO_PROSE =
  /`[^`]*`|\$\{[^}]*\}|"[^"\n]*"|“[^”\n]*”|https?:\/\/\S+|@\w+(?: \{[^}]*\})?|\{@\w+ [^}]*\}|[\w./-]*[\w/]\.(?:ts|mjs|js|md|json|yml)\b|\w+_\w+|\w+(?:\.\w+)+/g;

const blanked = (/** @type {string} */ text) =>
  text.replace(NO_PROSE, (found) => found.replace(/\S/g, '_'));

/**
 * Finds the words and constructions that the rules for prose forbid.
 *
 * @param {string} text prose, without comment markers
 * @returns {Problem[]} in the order of the rules
 */
export function problemsOf(text) {
  const prose = blanked(text);
  return RULES.flatMap(({ not, advice }) =>
    [...prose.matchAll(not)].map((match) => ({
      index: match.index,
      found: match[0].trim(),
      advice,
    })),
  );
}

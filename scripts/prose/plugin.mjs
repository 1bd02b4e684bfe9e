import { problemsOf } from './problems-of.mjs';

/** A string is prose when it has words with spaces between them and is no SQL. */
const SENTENCE = /[A-Za-z,.:;]\s+[A-Za-z]/;
const SQL = /\b(?:SELECT|UPDATE|INSERT|DELETE FROM|WHERE|CREATE|ALTER|JOIN|RETURNING)\b/;

const isProse = (/** @type {string} */ text) => SENTENCE.test(text) && !SQL.test(text);

/** Blanks the stars at the beginning of the lines, so that every index stays as it is. */
const withoutStars = (/** @type {string} */ comment) =>
  comment.replace(/^\s*\*+/gm, (stars) => ' '.repeat(stars.length));

/** @type {import('eslint').Rule.RuleModule} */
const plain = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { problem: '"{{found}}": {{advice}}' },
  },
  create(context) {
    const { sourceCode } = context;
    /** @param {string} text @param {number} offset of the text in the file */
    const check = (text, offset) => {
      for (const { index, found, advice } of problemsOf(text)) {
        const start = sourceCode.getLocFromIndex(offset + index);
        const end = sourceCode.getLocFromIndex(offset + index + found.length);
        context.report({ loc: { start, end }, messageId: 'problem', data: { found, advice } });
      }
    };
    return {
      Program() {
        for (const { value, range } of sourceCode.getAllComments())
          if (range !== undefined) check(withoutStars(value), range[0] + 2);
      },
      Literal({ value, range }) {
        if (typeof value === 'string' && range !== undefined && isProse(value))
          check(value, range[0] + 1);
      },
      TemplateElement({ value, range }) {
        if (range !== undefined && isProse(value.raw)) check(value.raw, range[0] + 1);
      },
      /** Of Markdown. */
      text(/** @type {any} */ { value, position }) {
        check(value, position.start.offset);
      },
    };
  },
};

export default { rules: { plain } };

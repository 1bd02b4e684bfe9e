const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** Of what follows, every JSON parser has its own opinion. */
const PARSER_WORDS = /(?<=JSON parse error - )(?:[^"\\]|\\.)+/;

/** A body without what is never the same twice. */
export const normalise = (text: string): string =>
  text.replace(JWT, 'JWT').replace(PARSER_WORDS, '…');

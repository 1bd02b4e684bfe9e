const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** The detail of a JSON error, which differs between parsers. */
const PARSER_DETAIL = /(?<=JSON parse error - )(?:[^"\\]|\\.)+/;

/** Replaces the parts of a body that differ in every run. */
export const normalize = (text: string): string =>
  text.replace(JWT, 'JWT').replace(PARSER_DETAIL, '…');

/** The result of parsing `.env`: values by name, and the problems of its lines. */
interface DotEnv {
  values: Record<string, string>;
  problems: readonly string[];
}

type Value = { value: string } | { problem: string };

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=(.*)$/s;
const BLANK_OR_COMMENT = /^[ \t]*(?:#.*)?$/s;
/** Control characters except the tab. */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * Reads `.env` strictly: dotenv, `util.parseEnv` and Docker Compose read every accepted line in
 * the same way. `util.parseEnv` cuts, drops or joins lines without an error.
 */
export function parseDotEnv(text: string): DotEnv {
  const lines = new Map<string, number>();
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const number = index + 1;
    const problem = readLine(line, (name, value) => {
      const before = lines.get(name);
      if (before !== undefined) return `sets the same variable as line ${before}. Remove one`;
      lines.set(name, number);
      values[name] = value;
      return undefined;
    });
    if (problem !== undefined) problems.push(`.env line ${number} ${problem}.`);
  }
  return { values, problems };
}

type Assign = (name: string, value: string) => string | undefined;

/** @returns the problem of the line; undefined when there is none */
function readLine(line: string, assign: Assign): string | undefined {
  if (BLANK_OR_COMMENT.test(line)) return undefined;
  if (CONTROL.test(line)) return 'contains a control character. Remove it';
  const [, name, rest = ''] = ASSIGNMENT.exec(line) ?? [];
  if (name === undefined) return 'is not NAME=value. Begin a comment with #';
  const value = readValue(rest);
  return 'problem' in value ? value.problem : assign(name, value.value);
}

const QUOTED = /^(["'])(.*?)\1(.*)$/;
const COMMENT = /^(?:[ \t]+#.*|[ \t]*)$/;
/** Other white space may be part of a value: `util.parseEnv` keeps it, and dotenv removes it. */
const BLANKS = /^[ \t]+|[ \t]+$/g;
const REFERENCE = /\$[A-Za-z_{(]|`/;

function readValue(rest: string): Value {
  const text = rest.replace(BLANKS, '');
  if (!/^["'`]/.test(text)) return readPlain(rest);
  const [, quote, inside = '', after = ''] = QUOTED.exec(text) ?? [];
  if (quote === undefined) return UNCLOSED;
  if (!COMMENT.test(after)) return AFTER_QUOTE;
  return quote === "'" ? { value: inside } : readDoubleQuoted(inside);
}

/** Expands `\n` to a line ending, as dotenv does. */
function readDoubleQuoted(inside: string): Value {
  if (REFERENCE.test(inside)) return UNEXPANDED;
  if (/\\(?!n)/.test(inside)) return ESCAPED;
  return { value: inside.replaceAll('\\n', '\n') };
}

function readPlain(rest: string): Value {
  const value = rest.replace(/[ \t]#.*$/, '').replace(BLANKS, '');
  if (value.includes('#')) return CUT;
  if (/["']/.test(value)) return STRAY_QUOTE;
  return REFERENCE.test(value) ? UNEXPANDED : { value };
}

const UNCLOSED: Value = {
  problem:
    'has an opening quotation mark without a closing one. ' +
    'Close it on the same line, with " or \'',
};
const AFTER_QUOTE: Value = {
  problem: 'has text after the closing quotation mark. Remove it, or quote the whole value',
};
const CUT: Value = {
  problem:
    'has a # in an unquoted value. Write the value in single quotes, ' +
    'or put a space in front of a comment',
};
const STRAY_QUOTE: Value = {
  problem: 'has a quotation mark in an unquoted value. Quote the whole value, or remove the mark',
};
const UNEXPANDED: Value = {
  problem:
    'refers to a variable or a command, which is not expanded. Write the value itself. ' +
    'Use single quotes for a literal $',
};
const ESCAPED: Value = {
  problem: 'has a backslash in double quotes. Use single quotes, which keep the backslash',
};

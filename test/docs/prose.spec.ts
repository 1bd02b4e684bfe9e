import { ESLint } from 'eslint';
import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../scripts/prose/problems-of.mjs';

/** Sentences of earlier versions of this repository, each with its replacement. */
const REWRITTEN = [
  [
    'Says whether a token of either kind would still do.',
    'Checks whether an access or refresh token is valid. Does not consume it.',
  ],
  ['A fault of ours. It is in the log.', 'Internal server error. See the server log.'],
  [
    "Nothing called 'router' stands beside useFactory: there stand isGlobal, routes",
    "Unknown property 'router' next to useFactory. Expected one of: isGlobal, routes",
  ],
  ['alice is out. Every login was ended.', 'Deactivated alice and revoked all sessions.'],
  [
    'The options with their defaults, checked, in units that are counted with.',
    'Validated options with defaults applied. Durations are in seconds.',
  ],
  [
    'Whether a login lives, believed for at most a second.',
    "Caches a session's status for up to one second.",
  ],
  [
    'What it throws or rejects with is logged, and reaches no request; what it waits for, nobody waits for.',
    'Errors it throws are logged and never affect a request. Promises it returns are not awaited.',
  ],
  [
    'takes nobody for nobody where authentication is optional, and refuses a bad token there',
    'allows a missing token and rejects an invalid one on an @OptionalAuth() route',
  ],
  [
    'Sixty-four at once come again when they are told to: luck decided whether all found a connection',
    'test(e2e): retry 503 responses in the 64-client race',
  ],
  [
    'whoever got hold of a token loses it again, soon, and is noticed',
    'a stolen token stops working quickly, and its use is detected',
  ],
] as const;

describe('prose rules', () => {
  it.each(REWRITTEN)('the prose rules reject "%s" and accept its replacement', (before, after) => {
    expect(problemsOf(before)).not.toEqual([]);
    expect(problemsOf(after)).toEqual([]);
  });

  it('the prose rules ignore code spans, quotations, links and names with an underscore', () => {
    const text =
      'The event `login` and authn_login_fail of https://example.org/login, once "spent"';
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    'The server sends Keep-Alive: timeout=72.',
    'The pool keeps idle connections alive.',
    'Each test has a database of its own.',
    'What to install',
  ])('the prose rules accept "%s"', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    'The session is alive.',
    'The client keeps the session alive.',
    'What the client sends',
    'An error of ours',
    'Not interleaved are the statements of a transaction',
  ])('the prose rules reject "%s"', (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  it('the prose rules find a phrase that continues on the next line', () => {
    expect(problemsOf('It logs what\n   is wrong.')).toHaveLength(1);
  });
});

describe('npm run check:prose', () => {
  const eslint = new ESLint({ overrideConfigFile: 'scripts/prose/config.mjs' });
  const problemsIn = async (code: string, filePath: string) =>
    (await eslint.lintText(code, { filePath })).flatMap(({ messages }) =>
      messages.map(({ line, column, message }) => `${line}:${column} ${message}`),
    );
  const USE = 'Write: consumed, consume.';

  it.each([
    ['a comment', 'src/x.ts', '// It was spent.', '1:11'],
    ['a docstring', 'src/x.ts', '/**\n * It was\n * spent.\n */\nexport const x = 1;', '3:4'],
    ['an error message', 'src/x.ts', "throw new Error('It was spent.');", '1:25'],
    ['a template', 'src/x.ts', 'export const x = (y: string) => `It was spent by ${y}.`;', '1:41'],
    ['a test title', 'test/x.spec.ts', "it('rejects a spent token', () => 1);", '1:15'],
    ['a script', 'bench/x.mjs', '// It was spent.', '1:11'],
    ['a page of documentation', 'docs/x.md', '# Tokens\n\nIt was spent.\n', '3:8'],
    ['a table of documentation', 'docs/x.md', '| a | b |\n| - | - |\n| c | spent |\n', '3:7'],
  ])('npm run check:prose checks %s', async (_, filePath, code, place) => {
    expect(await problemsIn(code, filePath)).toEqual([`${place} "spent": ${USE}`]);
  });

  it.each([
    ['SQL', 'src/x.ts', "export const x = 'SELECT spent FROM login';"],
    ['identifiers', 'src/x.ts', 'export const spent = 1;'],
    ['single words, which are keys and codes', 'src/x.ts', "export const x = 'spent';"],
    ['code blocks of documentation', 'docs/x.md', '```ts\nconst spent = 1;\n```\n'],
  ])('npm run check:prose does not check %s', async (_, filePath, code) => {
    expect(await problemsIn(code, filePath)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeBlocksOf } from './code-blocks.js';
import { compile } from './compile.js';
import { membersOf, rowsUnder } from './documented-options.js';

const MODULE = 'docs/module.md';

/** The package is not installed here: `verification/contexts/docs.spec.ts` compiles its block. */
const GRAPHQL = "from '@nestjs/graphql'";

describe('docs/module.md', () => {
  const text = readFileSync(MODULE, 'utf8');
  const verifier = text.slice(text.indexOf('## Verify in another service'));

  it.each([
    ['AuthModuleOptions', 'option', text, 'src/auth/config/auth.options.ts'],
    ['AuthModuleExtras', 'extra', text, 'src/auth/config/auth.options.ts'],
    ['AuthVerifierOptions', 'option', verifier, 'src/auth/verifier/verifier.options.ts'],
  ])('docs/module.md has exactly one row for each member of %s', (name, head, document, path) => {
    expect(rowsUnder(document, head)).toEqual(membersOf(path, name));
  });
});

describe('code blocks', () => {
  const ofModule = codeBlocksOf(MODULE).filter(({ text }) => !text.includes(GRAPHQL));
  const blocks = { [MODULE]: ofModule, 'README.md': codeBlocksOf('README.md') };
  let problems: Record<string, string[]>;

  beforeAll(() => {
    const text = "import { AuthModule } from 'keyturn';\nAuthModule.forRoot({ sekret: '' });\n";
    problems = compile({ ...blocks, wrong: [{ file: 'wrong.ts', text }] });
  });

  it.each(Object.entries(blocks))('every code block compiles: %s', (name, { length }) => {
    expect(length).toBeGreaterThan(0);
    expect(problems[name]).toEqual([]);
  });

  it('a code block with an unknown option does not compile', () => {
    expect(problems['wrong']).toEqual([
      expect.stringMatching(/^wrong\/wrong\.ts:2 .*'sekret' does not exist/s),
    ]);
  });
});

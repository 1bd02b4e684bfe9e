import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { danglingIn, unknownNamesIn } from './citations.js';
import { DOCUMENTS, FILES } from './files.js';
import { anchorsIn, linksIn } from './links.js';

const read = (path: string) => readFileSync(path, 'utf8');

/** @returns the links of a document whose file or heading does not exist */
function brokenLinksIn(document: string): string[] {
  return linksIn(read(document)).filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : join(dirname(document), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsIn(read(file)).includes(anchor);
  });
}

describe('links of the documentation', () => {
  it.each(DOCUMENTS)('links lead to existing files and headings: %s', (document) => {
    expect(brokenLinksIn(document)).toEqual([]);
  });

  it('finds links in text and images, but not in code', () => {
    const text = '[a](b.md#c), `[no](d.md)`, <img src="e.png" />, [f](https://example.org)\n';
    expect(linksIn(`${text}\`\`\`md\n[no](g.md)\n\`\`\`\n`)).toEqual(['b.md#c', 'e.png']);
  });

  it.each([
    ["Set the client's address", 'set-the-clients-address'],
    ['Auth.js (NextAuth)', 'authjs-nextauth'],
    ['`DATABASE_URL`', 'database_url'],
    ['503 and 500', '503-and-500'],
  ])('links refer to the heading "%s" as #%s', (heading, anchor) => {
    expect(anchorsIn(`## ${heading}\n`)).toEqual([anchor]);
  });
});

/** Their texts are examples. */
const EXAMPLES = ['test/docs/links.spec.ts', 'test/docs/prose.spec.ts'];

describe('citations', () => {
  it('citations name documents, sections and files that exist, in comments, documents and titles', () => {
    const citing = FILES.filter((path) => !EXAMPLES.includes(path));
    const dangling = citing.flatMap((path) =>
      danglingIn(path, read(path)).map((cited) => `${path}: ${cited}`),
    );
    expect(dangling).toEqual([]);
  });

  it.each([
    ['a document', 'src/x.ts', '/** See docs/none.md. */', 'docs/none.md'],
    ['a document without its folder', 'src/x.ts', '// See rotation.md.', 'rotation.md'],
    ['a section', 'src/x.ts', '// docs/rotation.md, No heading', 'docs/rotation.md, No heading'],
    ['a wrapped section', 'src/x.ts', '/**\n * docs/rotation.md, No\n * heading */', /No heading/],
    ['a section in a title', 'x.spec.ts', "it('x (docs/rotation.md, None)', x);", /, None/],
    ['a file', 'src/x.ts', '// See `absent.ts`.', 'absent.ts'],
    ['a moved file', 'docs/x.md', '`src/auth/auth.options.ts`', 'src/auth/auth.options.ts'],
    ['a folder', 'docs/x.md', '```sh\nnpm test -- test/absent\n```\n', 'test/absent'],
  ])('rejects a citation when %s does not exist', (_, path, content, cited) => {
    expect(danglingIn(path, content)).toEqual([
      typeof cited === 'string' ? cited : expect.stringMatching(cited),
    ]);
  });

  it.each([
    [
      'src/x.ts',
      "// docs/rotation.md, One statement decides: it's the statement of `rotation.ts`.",
    ],
    ['src/x.ts', "const path = 'docs/none.md';"],
    ['docs/x.md', '`domain/rotation.ts` and [decisions/README.md](decisions/README.md), Node.js'],
  ])('accepts the citations in %s: %s', (path, content) => {
    expect(danglingIn(path, content)).toEqual([]);
  });
});

describe('names of the source', () => {
  const source = FILES.filter((path) => path.startsWith('src/'))
    .map(read)
    .join('\n');
  const documents = DOCUMENTS.filter((path) => /architecture|rotation|decisions\//.test(path));

  it.each(documents)('names that a document cites exist in the source: %s', (document) => {
    expect(unknownNamesIn(read(document), source)).toEqual([]);
  });

  it('rejects names that the source lacks', () => {
    const text = '`TokenService.refresh`, `TokenService.absentMethod` and `no_column`';
    expect(unknownNamesIn(text, source)).toEqual(['absentMethod', 'no_column']);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorsIn, linksIn } from './links.js';

const markdownIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => normalize(join(folder, name)));

const DOCUMENTS = ['.', 'bench', 'docs', 'docs/proof'].flatMap(markdownIn);

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
  it.each(DOCUMENTS)('lead to existing files and headings: %s', (document) => {
    expect(brokenLinksIn(document)).toEqual([]);
  });

  it('are found in text and images, but not in code', () => {
    const text = '[a](b.md#c), `[no](d.md)`, <img src="e.png" />, [f](https://example.org)\n';
    expect(linksIn(`${text}\`\`\`md\n[no](g.md)\n\`\`\`\n`)).toEqual(['b.md#c', 'e.png']);
  });

  it.each([
    ["Set the client's address", 'set-the-clients-address'],
    ['Auth.js (NextAuth)', 'authjs-nextauth'],
    ['`DATABASE_URL`', 'database_url'],
    ['503 and 500', '503-and-500'],
  ])('refer to the heading "%s" as #%s', (heading, anchor) => {
    expect(anchorsIn(`## ${heading}\n`)).toEqual([anchor]);
  });
});

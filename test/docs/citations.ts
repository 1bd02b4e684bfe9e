import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FILES } from './files.js';
import { headingsIn, withoutFences } from './links.js';

/** The end of each path, from any folder on: `error-response.ts`, `http/error-response.ts`. */
const ENDS: ReadonlySet<string> = new Set(
  FILES.flatMap((path) => {
    const parts = path.split('/');
    return parts.map((_, start) => parts.slice(start).join('/'));
  }),
);

const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);
const isMarkdown = (path: string): boolean => path.endsWith('.md');

/** Comments that begin after white space, so that `'**\/*.ts'` is none. Lines of `//` are joined. */
const COMMENT = /(?<=^|\s)(?:\/\*[^]*?\*\/|\/\/ .*(?:\n\s*\/\/ .*)*)/gm;

/** The title of a `describe` or an `it`, also after `it.each(…)`. */
const TITLE = /(?:\b(?:it|describe)\(|\)\()\s*(['"`])(?<title>.+?)\1/g;

/** Other tests check the targets of links. */
const LINK = /\[[^\]]*\]\([^)]*\)/g;

/** Returns the text of a file that people read: in code, its comments and the titles of tests. */
function proseOf(path: string, content: string): string {
  if (!isCode(path)) return content.replaceAll(LINK, '');
  const comments = content.match(COMMENT) ?? [];
  const titles = [...content.matchAll(TITLE)].map(({ groups }) => groups!['title']!);
  return [...comments, ...titles].join('\n').replaceAll(/\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ');
}

/** A path from the root: `src/auth`, `docs/rotation.md`. */
const FROM_ROOT =
  /(?<![\w/.-])(?:src|test|docs|bench|scripts|deploy|verification|\.ci|\.github)\/[\w./-]*\w/g;

/** The name of a source file or a document, with or without folders. */
const NAME = /(?<![\w/.@:-])(?:\.\.?\/)*(?:[\w-]+\/)*\w[\w.-]*\.(?:ts|mjs|cjs|md)\b(?![\w/])/g;

/** Checks whether a cited path exists. Code cites documents from the root. */
function exists(cited: string, from: string): boolean {
  if (existsSync(cited)) return true;
  if (isMarkdown(cited)) return !isCode(from) && existsSync(join(dirname(from), cited));
  return ENDS.has(cited.replace(/^(?:\.\.?\/)+/, ''));
}

/** A section of a document: `docs/rotation.md, The verdicts`. */
const SECTION = /(?<![\w/])(?<document>[\w./-]+\.md), "?(?=[A-Z])(?<rest>[^]{1,100})/g;

function isSection(document: string, rest: string): boolean {
  if (!existsSync(document)) return false;
  return headingsIn(readFileSync(document, 'utf8')).some(
    (heading) => rest.startsWith(heading) && !/^[\w-]/.test(rest.slice(heading.length)),
  );
}

/**
 * @param path of the file, from the root
 * @returns the documents, sections and files that its text cites, and that do not exist
 */
export function danglingIn(path: string, content: string): string[] {
  const prose = proseOf(path, content);
  // Code blocks, and files such as `package.json`, name files that a reader or a tool creates.
  const unfenced = isMarkdown(path) ? withoutFences(prose) : isCode(path) ? prose : '';
  const paths = [...(prose.match(FROM_ROOT) ?? []), ...(unfenced.match(NAME) ?? [])];
  const sections = [...unfenced.matchAll(SECTION)]
    .map(({ groups }) => ({ document: groups!['document']!, rest: groups!['rest']! }))
    .filter(({ document, rest }) => !isSection(document, rest));
  return [
    ...new Set(paths.filter((cited) => !exists(cited, path))),
    ...sections.map(({ document, rest }) => `${document}, ${rest.slice(0, 30)}`),
  ];
}

/** A name of the source in a code span: `TokenService.refresh`, `token_version`. */
const SOURCE_NAME = /`(?<name>[A-Za-z]\w*(?:\.\w+)*)(?:\(\))?`/g;

/**
 * @param source the text in which names are looked for
 * @returns the names in camel case or with an underscore that a document cites, and that `source` lacks
 */
export function unknownNamesIn(markdown: string, source: string): string[] {
  const cited = [...withoutFences(markdown).matchAll(SOURCE_NAME)]
    .flatMap(({ groups }) => groups!['name']!.split('.'))
    .filter((name) => /[a-z][A-Z]|_/.test(name));
  return [...new Set(cited)].filter((name) => !source.includes(name));
}

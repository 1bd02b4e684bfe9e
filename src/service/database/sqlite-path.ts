import type { Parsed } from '../configuration/parsed.js';

export const IN_MEMORY = ':memory:';

const EXAMPLES =
  'sqlite:./data/keyturn.sqlite, sqlite:/var/lib/keyturn/keyturn.sqlite or sqlite::memory:';

/** SQLAlchemy and Django also read these as a database in memory. */
const MEMORY = [IN_MEMORY, `//${IN_MEMORY}`, `///${IN_MEMORY}`];

/** Forms that other programs read differently or expand. */
const REFUSED: readonly [RegExp, string][] = [
  [
    /^\/\/(?!\/\/[^/])/,
    'has // or /// after sqlite:, which some programs read as a relative path and others as an ' +
      `absolute one. Write ${EXAMPLES}`,
  ],
  [/^~/, 'begins with ~, which is not expanded. Write the whole path'],
  [
    /\$[A-Za-z_{(]|`|\{\{/,
    'refers to a variable or a command, which is not expanded. Write the whole path',
  ],
  [/[?#]/, 'has a ? or # in an SQLite path. Parameters are not supported: write the path alone'],
  [/%/, 'has a % in an SQLite path. Write the character itself instead of its escape'],
  [/^file:/i, `has a file: URI after sqlite:. Write ${EXAMPLES}`],
  [/^:|(?:^|[\\/]):?memory:$/i, `names no SQLite database. Write ${EXAMPLES}`],
  [/^$|^\s|^["']/, `has no SQLite path. Write ${EXAMPLES}`],
  [/(?:^|[\\/])\.{0,2}$/, `names a folder. Write the path of a file, such as ${EXAMPLES}`],
];

/** @param text what follows `sqlite:` @returns a path, or `:memory:` */
export function parseSqlitePath(text: string): Parsed<string> {
  if (MEMORY.includes(text)) return { value: IN_MEMORY };
  const problem = REFUSED.find(([pattern]) => pattern.test(text))?.[1];
  if (problem !== undefined) return { problem };
  return { value: text.replace(/^\/\/\//, '') };
}

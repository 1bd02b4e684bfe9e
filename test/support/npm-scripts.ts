import { readFileSync } from 'node:fs';

const VERIFICATION = 'verification';

function scriptsOf(folder: string): string[] {
  const text = readFileSync(`${folder}/package.json`, 'utf8');
  return Object.keys((JSON.parse(text) as { scripts: object }).scripts);
}

/** The npm scripts of the root, and those of `verification/` as `verification/faults`. */
const SCRIPTS: ReadonlySet<string> = new Set([
  ...scriptsOf('.'),
  ...scriptsOf(VERIFICATION).map((name) => `${VERIFICATION}/${name}`),
]);

const CALL =
  /\bnpm (?:--prefix (?<folder>\S+) )?(?:run(?: --?\w+)* (?<script>[\w:-]+)|(?<short>test|start)\b)/g;

/**
 * @param document the path of the text. Those in `verification/` run the scripts of that folder.
 * @returns the npm scripts that a text runs
 */
export function npmScriptsIn(text: string, document = ''): string[] {
  const own = document.startsWith(`${VERIFICATION}/`) ? VERIFICATION : '';
  return [...text.matchAll(CALL)].map(({ groups = {} }) => {
    const { folder, script, short = '' } = groups;
    const name = script ?? short;
    const of = folder ?? (script === undefined ? '' : own);
    return of === '' ? name : `${of}/${name}`;
  });
}

/** @returns the npm scripts that a text runs, and that no package.json has */
export const missingScriptsIn = (text: string, document?: string): string[] =>
  npmScriptsIn(text, document).filter((name) => !SCRIPTS.has(name));

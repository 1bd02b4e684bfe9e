/**
 * Sections of a Markdown page of the second level. Several commands write one page, each its section.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { pathOf } from './child.mjs';

const NAME = 'performance.md';

/** The headings of the sections that other commands than `npm run bench` write. */
export const SECTIONS = {
  sessions: 'Number of sessions',
  parts: 'Parts of a request',
};

/**
 * @param {string} page
 * @param {string} heading without `## `
 * @returns {string} the section with its heading, or an empty text
 */
export const sectionIn = (page, heading) =>
  page.split(/^(?=## )/m).find((section) => section.startsWith(`## ${heading}\n`)) ?? '';

/**
 * @param {string} page
 * @param {string} heading
 * @param {string} text of the section, without the heading
 * @returns {string} the page with the section in its place, or at the end
 */
export function withSection(page, heading, text) {
  const section = `## ${heading}\n\n${text.trim()}\n\n`;
  const old = sectionIn(page, heading);
  return old === '' ? `${page.trimEnd()}\n\n${section}` : page.replace(old, () => section);
}

/** The page of the figures, docs/performance.md. */
export const readPerformancePage = () => readFileSync(pathOf(`../docs/${NAME}`), 'utf8');

/** @param {string} page */
export const savePerformancePage = (page) => savePage(NAME, page);

/**
 * @param {string} name of the file in `docs`
 * @param {string} page
 */
export const savePage = async (name, page) =>
  writeFileSync(pathOf(`../docs/${name}`), await format(page, OPTIONS));

/** @type {import('prettier').Options} */
const OPTIONS = { parser: 'markdown', printWidth: 100, singleQuote: true };

/**
 * @param {string} name of the file in `docs`
 * @param {string} picture
 */
export const savePicture = (name, picture) => writeFileSync(pathOf(`../docs/${name}`), picture);

/** @param {string} command @returns {string} the line with date, commit and command */
export function measuredLine(command) {
  const commit = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { encoding: 'utf8' });
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} at commit ${commit.trim()} with \`${command}\`.`;
}

/**
 * Writes a section of docs/performance.md with its picture.
 *
 * @param {string} heading one of SECTIONS
 * @param {{ name: string, title: string, svg: string }} picture
 * @param {{ introduction: string, table: string, command: string, conditions: readonly string[] }} content
 */
export async function saveSection(heading, picture, content) {
  savePicture(picture.name, picture.svg);
  const lines = content.conditions.map((line) => `- ${line}`).join('\n');
  const parts = [
    content.introduction,
    `![${picture.title}](${picture.name})`,
    content.table,
    measuredLine(content.command),
    lines,
  ];
  await savePerformancePage(withSection(readPerformancePage(), heading, parts.join('\n\n')));
}

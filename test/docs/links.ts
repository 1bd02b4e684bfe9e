/** A link to another document or to a heading: `[text](target)` or `src="target"`. */
const LINK = /\]\((?<link>[^()\s]+)\)|\bsrc="(?<source>[^"]+)"/g;

/** Text in which a link has no effect. */
const CODE = /^```.*?^```$|`[^`\n]+`/gms;

/** @returns the targets of the links of a Markdown document, without those to other servers */
export function linksIn(markdown: string): string[] {
  const links = [...markdown.replaceAll(CODE, '').matchAll(LINK)];
  return links
    .map(({ groups }) => groups!['link'] ?? groups!['source']!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** @returns a Markdown document without its code blocks */
export const withoutFences = (markdown: string): string =>
  markdown.replaceAll(/^```.*?^```$/gms, '');

/** @returns the headings of a Markdown document */
export const headingsIn = (markdown: string): string[] =>
  [...withoutFences(markdown).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => heading);

/** @returns the anchors of the headings of a Markdown document, as GitHub generates them */
export function anchorsIn(markdown: string): string[] {
  return headingsIn(markdown).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

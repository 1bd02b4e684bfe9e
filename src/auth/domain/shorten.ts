/** @returns at most `maxLength` UTF-16 units of the text; a surrogate pair is kept whole or not at all */
export const shorten = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');

/** @returns at most `maxLength` UTF-16 units of the text, without half of a surrogate pair */
export const shorten = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');

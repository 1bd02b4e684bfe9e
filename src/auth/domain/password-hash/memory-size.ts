/** A whole number of mebibytes: `'19MiB'`. */
export type MemorySize = `${number}MiB`;

/** @returns KiB, or undefined if the text is not a size */
export function parseMemoryKiB(text: string): number | undefined {
  const match = /^([1-9]\d{0,4})MiB$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 1024;
}

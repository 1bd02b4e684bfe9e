/** @returns undefined for text with a sign, a leading zero, or more than ten digits */
export const parseWholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined;

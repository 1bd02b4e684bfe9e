export const PUBLIC_URL_RULE =
  'must be an origin such as https://auth.example.org, in lower case and without a path';

/** @returns null when the text is not the origin of a web site */
export const parsePublicUrl = (text: string): string | null =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text ? text : null;

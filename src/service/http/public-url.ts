import { isPublicUrl } from '../../auth/config/public-url.js';

export const PUBLIC_URL_RULE =
  'must be the origin of one host, such as https://auth.example.org, in lower case and without a ' +
  'path, a *, a final dot or port 0';

/** @returns null when the text is not the origin of a web site */
export const parsePublicUrl = (text: string): string | null => (isPublicUrl(text) ? text : null);

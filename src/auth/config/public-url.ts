const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';

/** A name without a final dot, which would be another origin, or an address. */
const WEB_ORIGIN = new RegExp(
  `^https?://(?:${LABEL}(?:\\.${LABEL})*|\\[[\\da-f:.]+\\])(?::\\d{1,5})?$`,
);

/** Checks whether a text is the origin of a web site, written as browsers send it. */
export const isPublicUrl = (text: string): boolean =>
  WEB_ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;

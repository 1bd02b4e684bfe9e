const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';

/** The host is an IP address, or a name without a final dot, which would make it another origin. */
const WEB_ORIGIN = new RegExp(
  `^https?://(?:${LABEL}(?:\\.${LABEL})*|\\[[\\da-f:.]+\\])(?::[1-9]\\d{0,4})?$`,
);

/** Checks whether a text is an http or https origin, as browsers write it. */
export const isPublicUrl = (text: string): boolean =>
  WEB_ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;

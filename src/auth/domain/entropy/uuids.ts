const UUID =
  /([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f])([0-9a-f]{3})-?([89ab])([0-9a-f]{3})-?([0-9a-f]{12})/gi;

/**
 * Reduces each UUID (RFC 9562) in a text to its random part: version 4 to 30 hex digits,
 * version 7 to 18 without its time, other versions to nothing. Other text stays unchanged.
 */
export const randomPartOfUuids = (text: string): string =>
  isUuids(text)
    ? text.replace(UUID, (_, time: string, mid: string, version: string, ...rest: string[]) =>
        randomPart(version, `${time}${mid}`, `${rest[0]}${rest[2]}${rest[3]}`),
      )
    : text;

/** Requires hyphens: without them, one in 64 random texts of 32 hex digits would match. */
const isUuids = (text: string): boolean => /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i.test(text);

function randomPart(version: string, time: string, random: string): string {
  if (version === '4') return `${time}${random}`;
  return version === '7' ? random : '';
}

/** A text is `part`, repeated `count` times. The last repetition may be incomplete. */
interface Repetition {
  part: string;
  count: number;
}

/**
 * Returns the shortest part of which a text consists, in any case: `abc` for `abcABCab`.
 *
 * @returns the text itself, once, if it repeats nothing
 */
export function repeatedPart(text: string): Repetition {
  const period = periodOf(text.toLowerCase());
  if (text === '' || period > text.length / 2) return { part: text, count: 1 };
  return { part: text.slice(0, period), count: Math.ceil(text.length / period) };
}

/** Takes linear time, with the prefix function of Knuth, Morris and Pratt. */
function periodOf(text: string): number {
  const borders = [0];
  let border = 0;
  for (let index = 1; index < text.length; index++) {
    while (border > 0 && text[index] !== text[border]) border = borders[border - 1]!;
    if (text[index] === text[border]) border++;
    borders.push(border);
  }
  return text.length - border;
}

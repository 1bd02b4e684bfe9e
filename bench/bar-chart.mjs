import { colorAt, picture, text } from './svg.mjs';

/**
 * Draws grouped bars as SVG, for a light and a dark background.
 *
 * @typedef {{ name: string, value: number }} Bar
 * @typedef {{ name: string, bars: readonly Bar[] }} Group of bars, with one for each series
 * @typedef {{ title: string, unit: string, groups: readonly Group[] }} Chart
 */

const WIDTH = 760;
const BAR = { height: 16, gap: 3 };
const GROUP_GAP = 14;
const LEFT = 190;
const RIGHT = 90;
const TOP = 70;

/**
 * @param {Chart} chart
 * @returns {string} the picture, whose text alternative is the title
 */
export function barChart({ title, unit, groups }) {
  const names = [...new Set(groups.flatMap(({ bars }) => bars.map(({ name }) => name)))];
  const max = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const scale = (WIDTH - LEFT - RIGHT) / max;
  let y = TOP;
  const drawn = groups.map((group) => {
    const part = groupAt(y, group, names, scale);
    y += heightOf(group) + GROUP_GAP;
    return part;
  });
  return picture({ width: WIDTH, height: y, title }, [
    ...names.map((name, index) => legendAt(index, name)),
    text(WIDTH - 16, 52, unit, 'text-anchor="end"'),
    ...drawn,
  ]);
}

/** @param {Group} group */
const heightOf = ({ bars }) => bars.length * (BAR.height + BAR.gap);

/**
 * @param {number} top
 * @param {Group} group
 * @param {readonly string[]} names of the series, which determine the colors
 * @param {number} scale pixels for a unit
 */
function groupAt(top, group, names, scale) {
  const bars = group.bars.map(({ name, value }, index) => {
    const y = top + index * (BAR.height + BAR.gap);
    const width = Math.max(1, Math.round(value * scale));
    const color = colorAt(names.indexOf(name));
    const bar = `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR.height}" fill="${color}"/>`;
    return bar + text(LEFT + width + 6, y + 13, String(Math.round(value)));
  });
  const middle = top + heightOf(group) / 2 + 3;
  return [text(LEFT - 10, middle, group.name, 'text-anchor="end"'), ...bars].join('\n');
}

/**
 * @param {number} index
 * @param {string} name
 */
function legendAt(index, name) {
  const x = 16 + index * 110;
  const square = `<rect x="${x}" y="41" width="12" height="12" fill="${colorAt(index)}"/>`;
  return square + text(x + 18, 52, name);
}

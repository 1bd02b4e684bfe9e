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

const COLORS = ['#2563eb', '#94a3b8', '#d97706', '#16a34a'];

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
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escape(title)}" font-family="sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(16, 26, title, 'font-size="16" font-weight="bold"'),
    ...names.map((name, index) => legendAt(index, name)),
    text(WIDTH - 16, 52, unit, 'text-anchor="end"'),
    ...drawn,
    '</svg>\n',
  ].join('\n');
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
    const color = COLORS[names.indexOf(name) % COLORS.length];
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
  const square = `<rect x="${x}" y="41" width="12" height="12" fill="${COLORS[index % COLORS.length]}"/>`;
  return square + text(x + 18, 52, name);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [attributes]
 */
const text = (x, y, content, attributes = '') =>
  `<text x="${x}" y="${y}" fill="#0f172a" ${attributes}>${escape(content)}</text>`;

/** @param {string} content */
const escape = (content) =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

import { colorAt, picture, text } from './svg.mjs';

/**
 * Draws lines on logarithmic axes as SVG, in panels next to each other that share the axes.
 *
 * @typedef {readonly [x: number, y: number]} Point with coordinates above zero
 * @typedef {{ name: string, color: number, isDashed?: boolean, points: readonly Point[] }} Line
 *   `color`: its number in the order of colors
 * @typedef {{ name: string, lines: readonly Line[] }} Panel
 * @typedef {{ title: string, unit: string, xName: string, panels: readonly Panel[] }} LineChart
 *   `unit`: of y
 * @typedef {{ min: number, max: number, ticks: readonly number[] }} Axis
 * @typedef {{ x: (value: number) => number, y: (value: number) => number, left: number }} Scales
 *   from values to pixels; `left`: of the panel
 */

const WIDTH = 760;
const HEIGHT = 360;
const PLOT = { top: 96, bottom: 310, left: 52, right: 16 };
const LEGEND_WIDTH = 180;

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/**
 * @param {LineChart} chart
 * @returns {string} the picture
 */
export function lineChart({ title, unit, xName, panels }) {
  const lines = panels.flatMap((panel) => panel.lines);
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const axes = {
    x: { min: Math.min(...xs), max: Math.max(...xs), ticks: [...new Set(xs)] },
    y: axisOf(lines.flatMap(({ points }) => points.map(([, y]) => y))),
  };
  const width = WIDTH / panels.length;
  const legend = lines.filter(
    ({ name }, index) => lines.findIndex((line) => line.name === name) === index,
  );
  return picture({ width: WIDTH, height: HEIGHT, title }, [
    ...legend.map(legendAt),
    text(WIDTH - 16, 26, unit, 'text-anchor="end"'),
    ...panels.map((panel, index) => panelAt(index * width, width, panel, axes)),
    text(WIDTH / 2, HEIGHT - 14, xName, 'text-anchor="middle"'),
  ]);
}

/**
 * @param {readonly number[]} values
 * @returns {Axis} with ticks at 1, 2 and 5 times the powers of ten, around the values
 */
export function axisOf(values) {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const powers = Array.from({ length: 13 }, (_, index) => 10 ** (index - 6));
  const all = powers.flatMap((power) => [power, 2 * power, 5 * power]);
  const min = all.findLast((tick) => tick <= lowest) ?? lowest;
  const max = all.find((tick) => tick >= highest && tick > min) ?? highest;
  return { min, max, ticks: all.filter((tick) => tick >= min && tick <= max) };
}

/**
 * @param {Axis} axis
 * @param {number} from the pixel of its minimum
 * @param {number} to the pixel of its maximum
 * @returns {(value: number) => number}
 */
function scaleOf({ min, max }, from, to) {
  const span = Math.log(max / min) || 1;
  return (value) => Math.round((from + ((to - from) * Math.log(value / min)) / span) * 10) / 10;
}

/**
 * @param {number} left
 * @param {number} width
 * @param {Panel} panel
 * @param {{ x: Axis, y: Axis }} axes
 */
function panelAt(left, width, { name, lines }, axes) {
  const [from, to] = [left + PLOT.left, left + width - PLOT.right];
  const scales = {
    x: scaleOf(axes.x, from + 10, to - 10),
    y: scaleOf(axes.y, PLOT.bottom, PLOT.top),
    left: from,
  };
  return [
    text((from + to) / 2, PLOT.top - 8, name, 'text-anchor="middle" font-weight="bold"'),
    ...axes.y.ticks.map((tick) => rowAt(tick, scales, to)),
    ...axes.x.ticks.map((tick) =>
      text(scales.x(tick), PLOT.bottom + 18, compact.format(tick), 'text-anchor="middle"'),
    ),
    ...lines.map((line) => lineAt(line, scales)),
  ].join('\n');
}

/**
 * @param {number} tick
 * @param {Scales} scales
 * @param {number} right
 */
function rowAt(tick, { y, left }, right) {
  const grid = `<path d="M${left} ${y(tick)}H${right}" stroke="#e2e8f0"/>`;
  return grid + text(left - 6, y(tick) + 4, String(tick), 'text-anchor="end"');
}

/**
 * @param {Line} line
 * @param {Scales} scales
 */
function lineAt({ points, color, isDashed }, { x, y }) {
  const places = points.map(([a, b]) => /** @type {const} */ ([x(a), y(b)]));
  const path = places.map(([a, b], index) => `${index === 0 ? 'M' : 'L'}${a} ${b}`).join('');
  const dots = places.map(([a, b]) => `<circle cx="${a}" cy="${b}" r="3" fill="${colorAt(color)}"/>`); // prettier-ignore
  return `<path d="${path}" ${strokeOf(color, isDashed)}/>${dots.join('')}`;
}

/**
 * @param {Line} line
 * @param {number} index
 */
function legendAt({ name, color, isDashed }, index) {
  const x = 16 + (index % 4) * LEGEND_WIDTH;
  const y = 48 + Math.floor(index / 4) * 18;
  return `<path d="M${x} ${y}h24" ${strokeOf(color, isDashed)}/>${text(x + 30, y + 4, name)}`;
}

/**
 * @param {number} color
 * @param {boolean} [isDashed]
 */
const strokeOf = (color, isDashed) =>
  `fill="none" stroke="${colorAt(color)}" stroke-width="2"${isDashed ? ' stroke-dasharray="6 4"' : ''}`;

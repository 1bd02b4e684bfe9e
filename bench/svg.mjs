/** The parts that all charts share: colors, text and the frame, for a light and a dark background. */

/** The colors of the series, in order. */
const COLORS = ['#2563eb', '#94a3b8', '#d97706', '#16a34a'];

/** @param {number} index of a series */
export const colorAt = (index) => COLORS[index % COLORS.length] ?? '';

/**
 * @param {{ width: number, height: number, title: string }} frame
 * @param {readonly string[]} parts
 * @returns {string} a picture on white, whose text alternative is the title
 */
export const picture = ({ width, height, title }, parts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}" font-family="sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(16, 26, title, 'font-size="16" font-weight="bold"'),
    ...parts,
    '</svg>\n',
  ].join('\n');

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [attributes]
 */
export const text = (x, y, content, attributes = '') =>
  `<text x="${x}" y="${y}" fill="#0f172a" ${attributes}>${escape(content)}</text>`;

/** @param {string} content */
const escape = (content) =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

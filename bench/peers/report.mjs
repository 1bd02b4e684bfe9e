import { markdown } from '../report.mjs';
import { AT_ONCE } from './probe.mjs';

/** @typedef {import('./probe.mjs').Findings} Findings */

const HEADINGS = [
  'server',
  'commits to the disk before the response',
  `successes of ${AT_ONCE} requests at once with one token`,
  'rejects a consumed token',
  'reuse revokes the session',
  'a repeated request returns the same tokens',
];

/** @param {readonly Findings[]} findings */
export const tableOfFindings = (findings) => markdown([HEADINGS, ...findings.map(rowOf)]);

/** @param {Findings} findings */
const rowOf = ({
  name,
  isDurable,
  successes,
  rejectsConsumed,
  revokesOnReuse,
  repeatsResponse,
}) => [
  name,
  yesOrNo(isDurable),
  String(successes),
  yesOrNo(rejectsConsumed),
  yesOrNo(revokesOnReuse),
  yesOrNo(repeatsResponse),
];

const yesOrNo = (/** @type {boolean} */ value) => (value ? 'yes' : '**no**');

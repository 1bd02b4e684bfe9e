/**
 * Writes docs/performance-peers.md from the results of `npm run bench -- --peers`.
 */
import { measuredLine, savePage } from '../page-section.mjs';
import { tableOf } from '../report.mjs';
import { tableOfFindings } from './report.mjs';

/**
 * @param {readonly import('../contest.mjs').Result[]} results
 * @param {readonly import('./probe.mjs').Findings[]} findings
 * @param {readonly string[]} conditions of the run: machine and method
 */
export async function writePeersPage(results, findings, conditions) {
  const measured = measuredLine('npm run bench -- --peers --write');
  await savePage('performance-peers.md', pageOf(results, findings, conditions, measured));
}

/**
 * @param {readonly import('../contest.mjs').Result[]} results
 * @param {readonly import('./probe.mjs').Findings[]} findings
 * @param {readonly string[]} conditions
 * @param {string} measured
 */
const pageOf = (results, findings, conditions, measured) => `# Comparison with peers

Keyturn is compared with three products that rotate refresh tokens, on PostgreSQL. [The benchmark](../bench/README.md#compare-with-peers) describes their configuration, and runs on your machine. [Performance](performance.md) compares Keyturn with bare servers.

## Rates

Each cell is Keyturn / peer. A ratio above 1 means that Keyturn is faster, or needs less CPU time.

${tableOf(results, 'peer')}

${measured}

${conditions.map((line) => `- ${line}`).join('\n')}

## Guarantees

The same run sends requests to each server to test its guarantees. [The comparison with other products](../verification/peers/README.md) tests this in more situations.

${tableOfFindings(findings)}

${measured}
`;

import { type Finding, finding } from './finding.js';

/** Covers the latency of the network and the query, and has no effect on tokens. */
const NEGLIGIBLE_MS = 1_000;

const REMEDY = 'Synchronize both machines by NTP (chrony, systemd-timesyncd), and check again.';

/**
 * Compares the clocks of this machine and the database.
 *
 * @param aheadMs how far the clock of this machine is ahead; negative when it is behind
 * @param toleranceMs `CLOCK_TOLERANCE`
 */
export function checkClock(aheadMs: number, toleranceMs: number): Finding {
  const apart = Math.abs(aheadMs);
  const seconds = Math.round(apart / 100) / 10;
  const where = aheadMs < 0 ? 'behind' : 'ahead of';
  const text = `This machine's clock is ${seconds} s ${where} the database's`;
  if (apart <= NEGLIGIBLE_MS) return finding('clock', 'ok', `${text}.`);
  if (apart <= toleranceMs) return finding('clock', 'hint', `${text}.`, REMEDY);
  return finding('clock', 'problem', `${text}, more than CLOCK_TOLERANCE.`, REMEDY);
}

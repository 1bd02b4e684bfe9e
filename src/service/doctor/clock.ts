import { type Finding, finding } from './finding.js';

/** What a network and a query take, and what nobody notices. */
const UNNOTICED_MS = 1_000;

const REMEDY = 'Let both machines follow NTP (chrony, systemd-timesyncd), and look again.';

/**
 * @param aheadMs how far this machine's clock is ahead of the database's; below zero: behind
 * @param toleranceMs `CLOCK_TOLERANCE`
 */
export function checkClock(aheadMs: number, toleranceMs: number): Finding {
  const apart = Math.abs(aheadMs);
  const seconds = Math.round(apart / 100) / 10;
  const where = aheadMs < 0 ? 'behind' : 'ahead of';
  const text = `This machine's clock is ${seconds} s ${where} the database's`;
  if (apart <= UNNOTICED_MS) return finding('clock', 'good', `${text}.`);
  if (apart <= toleranceMs) return finding('clock', 'hint', `${text}.`, REMEDY);
  return finding('clock', 'wrong', `${text}, more than CLOCK_TOLERANCE.`, REMEDY);
}

import { describe, expect, it } from '@jest/globals';
import { ExpiryReminder } from './expiry-reminder.js';

const DAY = 86_400_000;
const START = Date.UTC(2030, 0, 1);

/** @returns the day and the warning of each check, every hour from the start */
function remindersOf(validDays: number, observedDays: number): [number, string][] {
  const validUntil = START + validDays * DAY;
  const reminder = new ExpiryReminder({ names: [], validUntil }, START);
  return Array.from({ length: observedDays * 24 + 1 }, (_, hour) => hour).flatMap((hour) => {
    const warning = reminder.takeWarning(START + (hour * DAY) / 24);
    return warning === undefined ? [] : [[hour / 24, warning] as [number, string]];
  });
}

const expires = (left: string) => `The certificate in TLS_CERT_FILE expires in ${left}. Renew it.`;
const EXPIRED = 'The certificate in TLS_CERT_FILE has expired. Renew it.';

describe('ExpiryReminder', () => {
  it('warns once a day when fewer than 30 days remain, and not at the start', () => {
    expect(remindersOf(32, 5)).toEqual([
      [3, expires('29 days')],
      [4, expires('28 days')],
      [5, expires('27 days')],
    ]);
  });

  it('warns of a certificate that has expired', () => {
    expect(remindersOf(2, 3)).toEqual([
      [1, expires('1 day')],
      [2, EXPIRED],
      [3, EXPIRED],
    ]);
  });

  it('does not warn of a certificate that is valid for longer', () => {
    expect(remindersOf(90, 60)).toEqual([]);
  });
});

import { afterEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DropReport } from './drop-report.js';

afterEach(() => void Logger.overrideLogger(false));

it('DropReport logs the first dropped event at once, and the number of later ones together', () => {
  const lines: unknown[] = [];
  const warn = (line: unknown) => void lines.push(line);
  Logger.overrideLogger({ warn, log: warn, error: warn });
  const report = new DropReport();
  for (let count = 0; count < 5; count++) report.add(1, 'queue_full');
  report.add(7, 'rejected');
  report.close();
  const message = 'audit_events_dropped';
  expect(lines).toEqual([
    { message, dropped: 1, reason: 'queue_full' },
    { message, dropped: 4, reason: 'queue_full' },
    { message, dropped: 7, reason: 'rejected' },
  ]);
});

import { expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { TestIo } from '../../../test/support/command-io.js';
import { NO_AUDIT } from '../../service/audit/audit-settings.js';
import { withAuditedEvents } from './with-audited-events.js';

it('returns the result of the work when an event cannot be written', async () => {
  const io = new TestIo();
  jest.spyOn(io.stderr, 'write').mockImplementation(() => {
    throw new Error('broken');
  });
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const result = await withAuditedEvents(io, {} as DataSource, NO_AUDIT, (events) => {
    events.emit({
      type: 'user_deleted',
      userId: 'a user',
      actor: 'command_line',
      client: null,
    });
    return Promise.resolve('done');
  });
  expect(result).toBe('done');
  expect(logged).toHaveBeenCalledWith('AuthEvents.emit failed for user_deleted.');
  logged.mockRestore();
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { ADVISORY_LOCKS } from '../../src/service/database/advisory-lock.js';
import { migrate } from '../../src/service/database/migrate.js';
import { run } from '../../src/cli/run.js';
import { TestIo } from '../support/command-io.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { DAY, prunableNow, rowOf } from '../support/prunable-sessions.js';
import { runCli } from '../support/run-cli.js';

describe.each(DATABASES)('keyturn prune (%s)', (kind) => {
  let DATABASE_URL: string;
  let dataSource: DataSource;

  beforeAll(async () => {
    DATABASE_URL = await emptyDatabase(kind);
    dataSource = await open(DATABASE_URL);
    await migrate(dataSource);
  });

  const prune = (PRUNE_AFTER: string, command = 'prune') =>
    runCli(command, { env: { DATABASE_URL, PRUNE_AFTER } });

  it('prune prints the number of deleted sessions and respects PRUNE_AFTER', async () => {
    const sessions = dataSource.getRepository(RefreshToken);
    const [first] = await sessions.save([prunableNow(), prunableNow()].map(rowOf));
    await sessions.update({ id: first!.id }, { revokedAt: Date.now() - 5 * DAY });
    const asJson = '{"seen":2,"pruned":1,"events":0}\n';
    expect(await prune('6d', 'prune --json')).toEqual({ status: 0, stdout: asJson, stderr: '' });
    const inWords = 'Sessions checked: 1, deleted: 1. Audit events deleted: 0.\n';
    expect(await prune('4d')).toEqual({ status: 0, stdout: inWords, stderr: '' });
    expect(await prune('4 days')).toMatchObject({ status: 78, stdout: '' });
  });

  if (kind === 'postgres') {
    it('prune exits with status 1 while another process prunes', async () => {
      const runner = dataSource.createQueryRunner();
      await runner.query(`SELECT pg_advisory_lock(${ADVISORY_LOCKS.pruning})`);
      const result = await prune('6d');
      await runner.query('SELECT pg_advisory_unlock_all()');
      await runner.release();
      const stderr = 'Another process is already pruning. Nothing was done.\n';
      expect(result).toEqual({ status: 1, stdout: '', stderr });
    });

    it('prune reports the deleted sessions when another process prunes before the audit events', async () => {
      await dataSource.getRepository(RefreshToken).save(rowOf(prunableNow()));
      const io = new TestIo({ env: { DATABASE_URL, PRUNE_AFTER: '0s' } });
      const runner = dataSource.createQueryRunner();
      await runner.connect();
      let locked: Promise<unknown> | undefined;
      io.stderr.isTTY = true;
      io.stderr.onText = () => {
        locked ??= runner.query(`SELECT pg_advisory_lock(${ADVISORY_LOCKS.pruning})`);
      };
      const status = await run(['prune'], io);
      await locked;
      await runner.query('SELECT pg_advisory_unlock_all()');
      await runner.release();
      expect({ status, stdout: io.stdout.text }).toEqual({ status: 1, stdout: '' });
      expect(io.stderr.text).toMatch(
        /^Another process is pruning\. Sessions deleted: [1-9]\. Audit events were not pruned\. Run the command again\.$/m,
      );
    });
  }
});

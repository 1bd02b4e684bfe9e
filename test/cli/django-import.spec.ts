import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { emptyDatabase, open } from '../support/opened.js';
import { DATABASES } from '../support/databases.js';
import { jsonOf, runCli } from '../support/run-cli.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';

/** Dumps of real Djangos, made with test/fixtures/django/dump_users.py. */
const DUMPS = ['3.2', '5.2'];

/** Formats that Django offers for passwords of other programs, and that no password matches here. */
const UNSAFE = ['sha1', 'md5', 'unsalted_sha1', 'unsalted_md5', 'crypt'];

interface Dumped {
  model: string;
  pk: number;
  fields: { username: string; password: string; email: string; is_active: boolean };
}

const fileOf = (version: string) => `test/fixtures/django/users-${version}.json`;

describe.each(DATABASES)('the users of a real Django (%s)', (kind) => {
  let env: Record<string, string>;
  beforeAll(async () => {
    env = { DATABASE_URL: await emptyDatabase(kind) };
    await runCli('migrate', { env });
  });

  it.each(DUMPS)('import with their IDs, hashes and dates: Django %s', async (version) => {
    const dumped = (JSON.parse(readFileSync(fileOf(version), 'utf8')) as Dumped[]).filter(
      ({ model }) => model === 'auth.user',
    );
    const imported = await runCli(`user import ${process.cwd()}/${fileOf(version)} --json`, {
      env,
    });
    const { created, skipped, reports, ignored_fields } = jsonOf(imported) as {
      created: number;
      skipped: number;
      reports: { username: string }[];
      ignored_fields: string[];
    };
    expect({ created, skipped }).toEqual({ created: dumped.length, skipped: 0 });
    const unsafe = dumped.filter(({ fields }) => UNSAFE.includes(fields.username));
    expect(reports.map(({ username }) => username)).toEqual(
      unsafe.map(({ fields }) => fields.username),
    );
    expect(ignored_fields).toContain('is_superuser');
    const users = new TypeOrmUserStore(await open(env['DATABASE_URL']!));
    for (const { pk, fields } of dumped) {
      const { username, password, email, is_active } = fields;
      const hasHash = !unsafe.some((user) => user.pk === pk) && !password.startsWith('!');
      expect(await users.findByUsername(username)).toMatchObject({
        id: String(pk),
        passwordHash: hasHash ? password : '',
        isActive: is_active,
      });
      expect(await users.findByName(username)).toMatchObject({
        email: email === '' ? null : email,
        createdAt: Date.parse('2024-02-03T04:05:06.789Z'),
      });
      await users.delete(String(pk), 0);
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { makeAuthority, makeCertificate } from './certificates.js';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.mjs';

describe('TLS to PostgreSQL', () => {
  let folder: string;
  let plain: PostgresServer;
  let encrypted: PostgresServer;
  let root: string;
  let otherRoot: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-tls-'));
    root = makeAuthority(folder, 'root');
    otherRoot = makeAuthority(folder, 'other');
    const { certificate, key } = makeCertificate(folder, 'root', '127.0.0.1');
    const settings = { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' };
    encrypted = await startPostgres(settings, { 'server.crt': certificate, 'server.key': key });
    plain = await startPostgres();
  });
  afterAll(async () => {
    await Promise.all([encrypted.stop(), plain.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const isEncrypted = async (url: string): Promise<boolean> => {
    const dataSource = await connect(parseDatabaseUrl(url)!, 'service');
    const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    const [row] = await dataSource.query<[{ ssl: boolean }]>(sql);
    await dataSource.destroy();
    return row.ssl;
  };

  it.each([
    ['verify-full and the root certificate', () => `sslmode=verify-full&sslrootcert=${root}`],
    ['require and the root certificate', () => `sslmode=require&sslrootcert=${root}`],
    ['no-verify', () => 'sslmode=no-verify'],
  ])('encrypts a connection with sslmode=%s', async (_, parameters) => {
    expect(await isEncrypted(`${encrypted.url}?${parameters()}`)).toBe(true);
  });

  it.each([
    ['no sslmode', () => ''],
    ['sslmode=disable', () => '?sslmode=disable'],
  ])('does not encrypt a connection with %s', async (_, parameters) => {
    expect(await isEncrypted(encrypted.url + parameters())).toBe(false);
  });

  it.each([
    ['require', 'with an unknown root', () => 'sslmode=require'],
    ['verify-full', 'with another root', () => `sslmode=verify-full&sslrootcert=${otherRoot}`],
    ['require', 'with another root', () => `sslmode=require&sslrootcert=${otherRoot}`],
  ])(
    'rejects sslmode=%s to a server %s, and prints how to name the root certificate',
    async (_, _server, parameters) => {
      await expect(isEncrypted(`${encrypted.url}?${parameters()}`)).rejects.toThrow(
        /cannot be opened: .*certificate.* Add the root certificate .*sslrootcert=FILE$/,
      );
    },
  );

  it('rejects a server whose certificate has another name', async () => {
    const otherName = encrypted.url.replace('127.0.0.1', 'localhost');
    const url = `${otherName}?sslmode=require&sslrootcert=${root}`;
    await expect(isEncrypted(url)).rejects.toThrow(/does not match certificate's altnames/);
  });

  it('rejects an unencrypted server when sslmode is require', async () => {
    await expect(isEncrypted(`${plain.url}?sslmode=require`)).rejects.toThrow(
      'The server does not support SSL connections',
    );
  });
});

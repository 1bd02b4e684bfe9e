import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDatabaseUrl } from '../src/service/database/database-url.js';
import { connect } from '../src/service/database/open-database.js';
import { makeAuthority, makeCertificate } from './support/certificates.js';
import { type PostgresServer, startPostgres } from './support/postgres.mjs';

describe('TLS to a PostgreSQL', () => {
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
    ['verify-full, and the root', () => `sslmode=verify-full&sslrootcert=${root}`],
    ['require, and the root', () => `sslmode=require&sslrootcert=${root}`],
    ['no-verify, whoever answers', () => 'sslmode=no-verify'],
  ])('is there with sslmode=%s', async (_, parameters) => {
    expect(await isEncrypted(`${encrypted.url}?${parameters()}`)).toBe(true);
  });

  it.each([
    ['nothing said', () => ''],
    ['sslmode=disable', () => '?sslmode=disable'],
  ])('is not there with %s', async (_, parameters) => {
    expect(await isEncrypted(encrypted.url + parameters())).toBe(false);
  });

  it.each([
    ['require', 'whose root is unknown', () => 'sslmode=require'],
    ['verify-full', 'of another root', () => `sslmode=verify-full&sslrootcert=${otherRoot}`],
    ['require', 'of another root', () => `sslmode=require&sslrootcert=${otherRoot}`],
  ])('is refused with sslmode=%s to a server %s, with what to do', async (_, _who, parameters) => {
    await expect(isEncrypted(`${encrypted.url}?${parameters()}`)).rejects.toThrow(
      /cannot be opened: .*certificate.* Add the root certificate .*sslrootcert=FILE$/,
    );
  });

  it('is refused to a server that the certificate does not name', async () => {
    const elsewhere = encrypted.url.replace('127.0.0.1', 'localhost');
    const url = `${elsewhere}?sslmode=require&sslrootcert=${root}`;
    await expect(isEncrypted(url)).rejects.toThrow(/does not match certificate's altnames/);
  });

  it('is never left out where it was asked for', async () => {
    await expect(isEncrypted(`${plain.url}?sslmode=require`)).rejects.toThrow(
      'The server does not support SSL connections',
    );
  });
});

import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { createDatabase } from '../support/databases.js';
import { KeyedClient } from '../support/keyed-client.js';
import { describeRestored, type Restorable } from '../support/restored.js';
import { runCli } from '../support/run-cli.js';
import { keyturn, ServerProcess } from '../support/server-process.js';
import { SECRET } from '../support/service.js';

const ALICE = { username: 'alice', password: 'a good password' };

async function sqlite(): Promise<Restorable> {
  const created = await createDatabase('sqlite');
  const { url } = created;
  const drop = () => created.drop();
  const file = url.slice('sqlite:'.length);
  const copy = `${file}.backup`;
  const restore = () => {
    for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
    copyFileSync(copy, file);
  };
  return { url, drop, restore, backUp: () => keyturn(['backup', copy], { DATABASE_URL: url }) };
}

describeRestored('sqlite', sqlite);

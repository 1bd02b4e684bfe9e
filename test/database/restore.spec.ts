import { copyFileSync, rmSync } from 'node:fs';
import { createDatabase } from '../support/databases.js';
import { describeRestored, type Restorable } from '../support/restored.js';
import { keyturn } from '../support/run-cli.js';

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
  return {
    url,
    drop,
    restore,
    backUp: async () => void (await keyturn(['backup', copy], { DATABASE_URL: url })),
  };
}

describeRestored('sqlite', sqlite);

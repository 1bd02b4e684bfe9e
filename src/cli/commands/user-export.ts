import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { ExportFormat } from '../../service/transfer/export-users.js';
import type { CommandIo, CommandOutput } from '../io/command-io.js';
import { type JsonOption, print, write } from '../io/print.js';
import { fileProblem } from '../io/file-problem.js';
import { showProgress } from '../io/progress.js';
import { UsageError } from '../usage-error.js';

export interface Export extends JsonOption {
  format?: ExportFormat;
}

/** The file cannot be written. The message has its name and the reason. */
class ExportFailedError extends OperationalError {
  override readonly name = 'ExportFailedError';
}

const WARNING =
  'Warning: the export contains password hashes. Keep it like a backup of the database, and delete it ' +
  'after use.\n';

/**
 * Exports all users with their hashes.
 *
 * @param file a new file, which only its owner can read; without one: standard output
 */
export async function exportUserFile(
  io: CommandIo,
  file: string | undefined,
  { json, format = file?.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson' }: Export,
): Promise<void> {
  if (file === undefined || file === '-') {
    if (json) throw new UsageError('--json needs a FILE: standard output contains the users.');
    io.stderr.write(WARNING);
    await exportTo(io, io.stdout, format, () => undefined);
    return;
  }
  if (!json) io.stderr.write(WARNING);
  const progress = json
    ? NO_PROGRESS
    : showProgress<number>(io, (count) => `${count} users exported`);
  const users = await exportToFile(io, file, format, progress.show).finally(progress.end);
  print(io, json, { file, users }, () => `Wrote ${users} users to ${file}.`);
}

const NO_PROGRESS = { show: () => undefined, end: () => undefined };

type Show = (exported: number) => void;

async function exportToFile(
  io: CommandIo,
  file: string,
  format: ExportFormat,
  show: Show,
): Promise<number> {
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  const failure = new Promise<never>((_, reject) => output.on('error', reject));
  try {
    const users = await Promise.race([exportTo(io, output, format, show), failure]);
    await Promise.race([finished(output.end()), failure]);
    return users;
  } catch (error) {
    output.destroy();
    const problem = error as NodeJS.ErrnoException;
    // A file that exists is not ours.
    if (problem.code === 'EEXIST') throw new ExportFailedError(existing(file));
    await rm(file, { force: true });
    if (problem.syscall === undefined) throw error;
    const reason = fileProblem(problem, 'the folder does not exist');
    throw new ExportFailedError(`Cannot write ${file}: ${reason}.`);
  }
}

const existing = (file: string): string =>
  `${file} already exists. Choose another name, or delete it.`;

/** @returns the number of users */
async function exportTo(
  io: CommandIo,
  output: CommandOutput,
  format: ExportFormat,
  show: Show,
): Promise<number> {
  const { withUserDatabase } = await import('./user-database.js');
  const { exportUsers } = await import('../../service/transfer/export-users.js');
  const { UserBatchStore } = await import('../../auth/persistence/user-batch.store.js');
  return withUserDatabase(io, 'existing', async ({ dataSource, settings }) => {
    let users = 0;
    const onProgress = (exported: number) => show((users = exported));
    const store = new UserBatchStore(dataSource, settings.rules);
    for await (const text of exportUsers(store, format, onProgress)) {
      // The reader has closed the output.
      if (!(await write(output, text))) break;
    }
    return users;
  });
}

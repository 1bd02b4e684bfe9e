import { createReadStream } from 'node:fs';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { ImportReport, UserImport } from '../../service/transfer/import-users.js';
import type { ImportFormat } from '../../service/transfer/read-users.js';
import { ExitError } from '../exit-error.js';
import type { CommandIo } from '../io/command-io.js';
import { type JsonOption, toJson, write } from '../io/print.js';
import { fileProblem } from '../io/file-problem.js';
import { showProgress } from '../io/progress.js';
import { UsageError } from '../usage-error.js';

export interface Import extends JsonOption {
  format?: ImportFormat;
  model?: string;
  usernameField: string;
  dryRun?: true;
  update?: true;
}

/** Standard input. */
const STDIN = '-';

const EXIT_SKIPPED = 1;

/** The file cannot be opened. The message has its name and the reason. */
class UnreadableFileError extends OperationalError {
  override readonly name = 'UnreadableFileError';
}

/**
 * Imports the users of a file. Exits with status 1 if some were skipped.
 *
 * @param file a path, or `-` for standard input
 */
export async function importUsers(io: CommandIo, file: string, options: Import): Promise<void> {
  const format = options.format ?? (await formatByName(file));
  if (options.model !== undefined && format === 'csv') {
    throw new UsageError('--format csv excludes --model.');
  }
  const output = options.json ? new JsonOutput(io) : new TextOutput(io, options);
  const run = await prepareImport(io, output, options);
  const { readUsers } = await import('../../service/transfer/read-users.js');
  const { model, usernameField: nameField } = options;
  const entries = readUsers(inputOf(io, file), { format, model, nameField });
  const { counts } = await run(entries);
  if (counts.skipped > 0) throw new ExitError(EXIT_SKIPPED);
}

async function formatByName(file: string): Promise<ImportFormat> {
  const { formatOf } = await import('../../service/transfer/read-users.js');
  const format = file === STDIN ? undefined : formatOf(file);
  if (format !== undefined) return format;
  const problem =
    file === STDIN
      ? 'Standard input has no extension.'
      : `Cannot determine the format of ${file} from its extension.`;
  throw new UsageError(`${problem} Add --format ndjson, --format csv or --format django.`);
}

async function* inputOf({ stdin }: CommandIo, file: string): AsyncGenerator<Buffer | string> {
  const input = file === STDIN ? stdin : createReadStream(file);
  try {
    for await (const part of input) yield part as Buffer | string;
  } catch (error) {
    const problem = error as NodeJS.ErrnoException;
    if (problem.syscall === undefined) throw error;
    const reason = fileProblem(problem, 'the file does not exist');
    throw new UnreadableFileError(`Cannot read ${file}: ${reason}.`);
  }
}

type Entries = Parameters<UserImport['run']>[0];

/** Opens the database for the import, which closes it. */
async function prepareImport(io: CommandIo, output: ImportOutput, options: Import) {
  const { withUserDatabase } = await import('./user-database.js');
  const { UserImport } = await import('../../service/transfer/import-users.js');
  const { composeUserImport } = await import('../../service/bootstrap/compose-user-import.js');
  const settings = {
    dryRun: options.dryRun === true,
    update: options.update === true,
    nameField: options.usernameField,
  };
  return (entries: Entries): Promise<UserImport> =>
    withUserDatabase(io, 'existing', async ({ dataSource, events, settings: ofUsers }) => {
      const parts = composeUserImport(dataSource, events, ofUsers);
      const run = new UserImport(parts, settings, (report) => output.report(report));
      const outcome = run.run(entries, (read) => output.progress(read));
      await outcome.then(
        () => output.end(run, true),
        async (error: unknown) => {
          await output.end(run, false);
          throw error;
        },
      );
      return run;
    });
}

interface ImportOutput {
  report(report: ImportReport): Promise<void>;
  progress(read: number): void;
  /** @param isComplete false: the import stopped before the end of the file */
  end(run: UserImport, isComplete: boolean): Promise<void>;
}

/** Writes one JSON object, whose reports are written as they occur. */
class JsonOutput implements ImportOutput {
  private before = '{"reports":[';

  constructor(private readonly io: CommandIo) {}

  async report(report: ImportReport): Promise<void> {
    const { before } = this;
    this.before = ',';
    await write(this.io.stdout, before + toJson(report));
  }

  /** A terminal would show it between the parts of the JSON. */
  progress(): void {}

  async end({ counts, ignoredFields }: UserImport, isComplete: boolean): Promise<void> {
    const summary = { ...counts, ignored_fields: [...ignoredFields], complete: isComplete };
    const start = this.before === ',' ? '' : this.before;
    await write(this.io.stdout, `${start}],${toJson(summary).slice(1)}\n`);
  }
}

/** Writes the summary to standard output, and everything else to standard error. */
class TextOutput implements ImportOutput {
  private readonly bar;

  constructor(
    private readonly io: CommandIo,
    private readonly options: Import,
  ) {
    this.bar = showProgress<number>(io, (count) => `${count} users read`);
  }

  async report({ line, entry, username, outcome, reason }: ImportReport): Promise<void> {
    this.bar.end();
    const place = entry === undefined ? `Line ${line}` : `Entry ${entry} (line ${line})`;
    const name = username === null ? '' : ` ${toJson(username)}`;
    await write(this.io.stderr, `${place}${name}: ${outcome}: ${reason}\n`);
  }

  progress(read: number): void {
    this.bar.show(read);
  }

  async end({ counts, ignoredFields }: UserImport, isComplete: boolean): Promise<void> {
    this.bar.end();
    if (ignoredFields.size > 0) {
      const names = [...ignoredFields].map((name) => toJson(name)).join(', ');
      await write(this.io.stderr, `Fields that were not imported: ${names}.\n`);
    }
    const { created, updated, unchanged, skipped } = counts;
    const numbers = `created ${created}, updated ${updated}, unchanged ${unchanged}, skipped ${skipped}`;
    const start = isComplete ? 'Users' : 'The import stopped. Users until then';
    const suffix = this.options.dryRun ? ' (dry run: nothing was changed)' : '';
    await write(this.io.stdout, `${start}: ${numbers}${suffix}.\n`);
  }
}

import type { Readable, Writable } from 'node:stream';

/** The streams, the environment and the working directory of a command. `process` is one. */
export interface CommandIo {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: CommandOutput;
  readonly stderr: CommandOutput;
  /** The variables of `.env` are added to it. */
  readonly env: Record<string, string | undefined>;
  cwd(): string;
  /** Set when output is lost, which may be after the command has returned its exit status. */
  exitCode?: number | string | null | undefined;
}

export type CommandOutput = Writable & { isTTY?: boolean };

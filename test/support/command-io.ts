import { tmpdir } from 'node:os';
import { PassThrough, Readable, Writable } from 'node:stream';
import type { CommandIo } from '../../src/cli/io/command-io.js';

export interface IoOptions {
  /** All variables of the command. */
  env?: Readonly<Record<string, string>>;
  /** Standard input, which is not a terminal. */
  input?: string | Uint8Array;
  /** The working directory. */
  cwd?: string;
}

/** The streams of a command, without a terminal. */
export class TestIo implements CommandIo {
  readonly stdout = new TextOutput();
  readonly stderr = new TextOutput();
  readonly stdin: CommandIo['stdin'];
  readonly env: CommandIo['env'];
  private readonly folder: string;

  constructor({ env = {}, input = '', cwd = tmpdir() }: IoOptions = {}) {
    this.stdin = Readable.from([Buffer.from(input)]);
    this.env = { ...env };
    this.folder = cwd;
  }

  cwd(): string {
    return this.folder;
  }
}

/** A terminal at which a user types one of these inputs at each prompt. */
export class TestTerminal extends TestIo {
  override readonly stdin = Object.assign(new PassThrough(), { isTTY: true });

  constructor(...inputs: string[]) {
    super();
    this.stderr.isTTY = true;
    this.stderr.onText = (text) => {
      if (/[?:] $/.test(text)) setImmediate(() => this.stdin.write(inputs.shift() ?? CTRL_D));
    };
  }
}

export const CTRL_C = '\x03';
export const CTRL_D = '\x04';

/** A stream that keeps its text. */
class TextOutput extends Writable {
  isTTY = false;
  text = '';
  onText: (text: string) => void = () => undefined;

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    this.text += text;
    this.onText(text);
    done();
  }
}

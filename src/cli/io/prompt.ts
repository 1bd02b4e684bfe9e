import type { CommandIo } from './command-io.js';

interface PromptOptions {
  prompt: string;
  /** Hides the input. */
  silent?: boolean;
}

/**
 * Prompts at the terminal. Writes the prompt to standard error, because standard output is for the
 * output of the command.
 *
 * @throws when the user cancels the prompt with Ctrl-C or Ctrl-D
 */
export async function prompt(
  { stdin, stderr }: CommandIo,
  options: PromptOptions,
): Promise<string> {
  const { read } = await import('read');
  return new Promise((resolve, reject) => {
    // At Ctrl-D `read` pauses the terminal and never settles. It pauses after an input as well, but
    // then it settles in the same turn of the event loop.
    const onPause = () => void setImmediate(reject, new Error('cancelled'));
    stdin.once('pause', onPause);
    void read({ ...options, input: stdin, output: stderr })
      .then(resolve, reject)
      .finally(() => stdin.off('pause', onPause));
  });
}

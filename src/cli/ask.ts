interface Question {
  prompt: string;
  /** What is typed is not shown. */
  silent?: boolean;
}

/**
 * Asks at the terminal, and keeps standard output for the command's answer.
 *
 * @throws when the question is left, by Ctrl-C or Ctrl-D
 */
export async function ask(question: Question): Promise<string> {
  const { read } = await import('read');
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    // At Ctrl-D `read` lets go of the terminal and says nothing more. It does so with an answer, too,
    // which comes at once.
    const onPause = () => void setImmediate(reject, new Error('left'));
    stdin.once('pause', onPause);
    void read({ ...question, output: stderr })
      .then(resolve, reject)
      .finally(() => stdin.off('pause', onPause));
  });
}

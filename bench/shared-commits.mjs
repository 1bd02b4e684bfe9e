/**
 * Collects the calls of one turn of the event loop, and those that arrive while a batch runs, and
 * executes them as one batch. One batch runs at a time.
 *
 * @template Values, Row
 * @param {(batch: readonly Values[]) => Promise<readonly Row[]>} runBatch
 * @returns {(values: Values) => Promise<Row>}
 */
export function shareCommits(runBatch) {
  /** @type {{ values: Values, resolve: (row: any) => void, reject: (error: unknown) => void }[]} */
  let waiting = [];
  let running = false;

  async function runAll() {
    running = true;
    while (waiting.length > 0) {
      await new Promise((resolve) => void setImmediate(resolve));
      const batch = waiting;
      waiting = [];
      try {
        const rows = await runBatch(batch.map(({ values }) => values));
        batch.forEach(({ resolve }, index) => resolve(rows[index]));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (values) =>
    new Promise((resolve, reject) => {
      waiting.push({ values, resolve, reject });
      if (!running) void runAll();
    });
}

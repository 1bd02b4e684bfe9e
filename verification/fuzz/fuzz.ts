import fc from 'fast-check';
import { type Pipeline, pipeline, runPipeline, tcpConnector } from './pipeline.js';

/** The number of concurrent connections. */
const CONNECTIONS = 6;

/**
 * The maximum number of requests per connection. With a marker after each, they stay below the limit
 * of requests in flight, at which the service closes the connection.
 */
const MAX_REQUESTS = 15;

/** The number of pipelines per seed. The next batch uses the next seed. */
const BATCH = 20;

/**
 * Sends random requests on concurrent connections.
 *
 * @param requests the minimum number of requests
 * @param report receives the number of sent requests after each batch
 * @returns the shrunk counterexample of the first violated rule with its seed, or undefined
 */
export async function fuzz(
  url: string,
  seed: number,
  requests: number,
  report: (sent: number) => void,
): Promise<string | undefined> {
  const connect = tcpConnector(url);
  let sent = 0;
  let failure: string | undefined;
  let nextSeed = seed;
  const property = fc.asyncProperty(pipeline(MAX_REQUESTS), async (pipe) => {
    await runPipeline(connect, pipe);
    sent += pipe.requests.length + Number(pipe.malformed !== undefined);
  });
  const worker = async () => {
    while (sent < requests && failure === undefined) {
      const details = await fc.check(property, { seed: nextSeed++, numRuns: BATCH });
      if (details.failed) failure ??= await reportOf(details);
      else report(sent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return failure;
}

async function reportOf(details: fc.RunDetails<[Pipeline]>): Promise<string> {
  const report = await fc.asyncDefaultReportMessage(details);
  return `${report}\n${String(details.errorInstance)}\n\nReproduce with SEED=${details.seed}`;
}

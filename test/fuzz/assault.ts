import fc from 'fast-check';
import { type Conversation, conversation, hold, socketTo } from './conversation.js';

/** So many connections at the same moment. */
const LANES = 6;

/**
 * So many requests on one connection, at most. With a mark behind each they stay below the limit of
 * requests in flight, at which the service closes the connection.
 */
const LENGTH = 15;

/** So many conversations with one seed: then others begin with the next. */
const BATCH = 20;

/**
 * Sends at least so many requests, many at once.
 *
 * @param report is told after each batch how many there were
 * @returns the shrunk counterexample of the first rule that was broken, with its seed; or undefined
 */
export async function assault(
  url: string,
  seed: number,
  requests: number,
  report: (sent: number) => void,
): Promise<string | undefined> {
  const link = socketTo(url);
  let sent = 0;
  let failure: string | undefined;
  let nextSeed = seed;
  const property = fc.asyncProperty(conversation(LENGTH), async (talk) => {
    await hold(link, talk);
    sent += talk.requests.length + Number(talk.spoiled !== undefined);
  });
  const worker = async () => {
    while (sent < requests && failure === undefined) {
      const details = await fc.check(property, { seed: nextSeed++, numRuns: BATCH });
      if (details.failed) failure ??= await described(details);
      else report(sent);
    }
  };
  await Promise.all(Array.from({ length: LANES }, worker));
  return failure;
}

async function described(details: fc.RunDetails<[Conversation]>): Promise<string> {
  const report = await fc.asyncDefaultReportMessage(details);
  return `${report}\n${String(details.errorInstance)}\n\nAgain: FUZZ_SEED=${details.seed}`;
}

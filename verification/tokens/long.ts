import 'reflect-metadata';
import { print } from '../support/print.js';
import { seed } from '../support/seed.js';
import { type TokenGenerator, run } from './run.js';
import { Counters } from './counters.js';
import { type Configuration, CONFIGURATION_NAMES, World } from './world.js';

const TOKENS = Number(process.env['TOKENS_COUNT'] ?? 100_000);

/** Three of four tokens are made without the secret. */
const SHARES: Readonly<Record<TokenGenerator, number>> = { forged: 0.75, misissued: 0.25 };

const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);

print(`SEED=${seed}: ${TOKENS} tokens`);
const counters: Record<TokenGenerator, Counters> = {
  forged: new Counters(),
  misissued: new Counters(),
};
const generators = Object.keys(counters) as TokenGenerator[];

async function runAgainst(configuration: Configuration): Promise<void> {
  const world = await World.start(configuration);
  for (const generator of generators) {
    const share = (TOKENS * SHARES[generator]) / CONFIGURATION_NAMES.length;
    await run(world, counters[generator], generator, Math.ceil(share), seed);
    print(
      `${generator}, with ${configuration}: ${counters[generator].tokens} tokens, ${seconds()} s`,
    );
  }
  await world.stop();
}

function report(generator: TokenGenerator): void {
  const { tokens, acceptedTokens, requests, slowest } = counters[generator];
  print(
    `\n${generator}: ${tokens} tokens, ${acceptedTokens} accepted, ${tokens - acceptedTokens} rejected`,
  );
  print(
    `${requests} requests over HTTP; the slowest token took ${slowest.toFixed(1)} ms to decode`,
  );
  print('accepted rejected  mutation');
  for (const line of counters[generator].lines()) print(line);
}

try {
  for (const configuration of CONFIGURATION_NAMES) await runAgainst(configuration);
  generators.forEach(report);
  print(`\n${TOKENS} tokens in ${seconds()} s. No violations.`);
  process.exit(0);
} catch (error) {
  print(`${String(error)}\n${String((error as Error).cause)}\n\nReproduce with SEED=${seed}`);
  process.exit(1);
}

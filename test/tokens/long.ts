import 'reflect-metadata';
import { type Maker, run } from './run.js';
import { seed } from './seed.js';
import { Counters } from './counters.js';
import { type Configuration, CONFIGURATION_NAMES, World } from './world.js';

const TOKENS = Number(process.env['TOKENS_COUNT'] ?? 100_000);

/** Three of four are made without the secret. */
const SHARES: Readonly<Record<Maker, number>> = { forged: 0.75, misissued: 0.25 };

const say = (text: string) => void process.stdout.write(`${text}\n`);
const begunAt = performance.now();
const seconds = () => Math.round((performance.now() - begunAt) / 1000);

say(`TOKENS_SEED=${seed}: ${TOKENS} tokens`);
const tallies: Record<Maker, Counters> = { forged: new Counters(), misissued: new Counters() };
const makers = Object.keys(tallies) as Maker[];

async function runAgainst(configuration: Configuration): Promise<void> {
  const world = await World.start(configuration);
  for (const maker of makers) {
    const share = (TOKENS * SHARES[maker]) / CONFIGURATION_NAMES.length;
    await run(world, tallies[maker], maker, Math.ceil(share), seed);
    say(`${maker}, with ${configuration}: ${tallies[maker].tokens} tokens, ${seconds()} s`);
  }
  await world.stop();
}

function report(maker: Maker): void {
  const { tokens, acceptedTokens, requests, slowest } = tallies[maker];
  say(
    `\n${maker}: ${tokens} tokens, ${acceptedTokens} accepted, ${tokens - acceptedTokens} refused`,
  );
  say(`${requests} requests over HTTP; the slowest token took the codec ${slowest.toFixed(1)} ms`);
  say('accepted  refused  what was done');
  for (const line of tallies[maker].lines()) say(line);
}

try {
  for (const configuration of CONFIGURATION_NAMES) await runAgainst(configuration);
  makers.forEach(report);
  say(`\n${TOKENS} tokens in ${seconds()} s. Nothing broke.`);
  process.exit(0);
} catch (error) {
  say(`${String(error)}\n${String((error as Error).cause)}\n\nAgain: TOKENS_SEED=${seed}`);
  process.exit(1);
}

import 'reflect-metadata';
import { assault } from './assault.js';
import { MAX_GROWTH_MIB, MemoryRecord } from './memory.js';
import { seed } from './seed.js';
import { Target } from './target.js';
import { CREDENTIALS } from './world.js';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 100_000);

const target = await Target.start();
const memory = new MemoryRecord(target.server.pid);
const problems: string[] = [];
const say = (text: string) => void process.stdout.write(`${text}\n`);
const check = (isRight: boolean, problem: string) => void (isRight || problems.push(problem));

say(`FUZZ_SEED=${seed}: ${REQUESTS} requests to ${target.server.url}`);
const begunAt = performance.now();
const seconds = () => Math.round((performance.now() - begunAt) / 1000);
memory.sample();
let [total, shown] = [0, 0];
const failure = await assault(target.server.url, seed, REQUESTS, (sent) => {
  const resident = target.server.isAlive ? memory.sample() : NaN;
  total = sent;
  if (sent - shown < REQUESTS / 10) return;
  say(`${sent} requests, ${seconds()} s, ${resident.toFixed(0)} MiB`);
  shown = sent;
});
if (failure !== undefined) problems.push(failure);
say(`${total} requests in ${seconds()} s`);

const { start, warm, end } = memory.summary();
const [atStart, atWarm, atEnd] = [start, warm, end].map((mib) => mib.toFixed(1));
say(`Memory: ${atStart} MiB at the start, ${atWarm} warm, ${atEnd} at the end`);
check(end - warm <= MAX_GROWTH_MIB, `The memory grew by more than ${MAX_GROWTH_MIB} MiB.`);

check(target.server.isAlive, 'The service is dead.');
const session = target.server.isAlive
  ? await target.server.post('/api/token/', CREDENTIALS)
  : undefined;
check(session?.status === 200, `The user cannot log in any more: ${session?.status}.`);
check((await target.stop()) === 0, 'The service did not end in peace.');
problems.push(...target.slips());

for (const problem of problems) say(`\n${problem}`);
if (problems.length === 0) say('Nothing broke.');
process.exit(problems.length === 0 ? 0 : 1);

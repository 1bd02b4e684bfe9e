import 'reflect-metadata';
import { print } from '../support/print.js';
import { seed } from '../support/seed.js';
import { fuzz } from './fuzz.js';
import { MAX_GROWTH_MIB, MemoryRecord } from './memory.js';
import { Target } from './target.js';
import { CREDENTIALS } from './world.js';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 100_000);

const target = await Target.start();
const memory = new MemoryRecord(target.server.pid);
const problems: string[] = [];
const check = (isRight: boolean, problem: string) => void (isRight || problems.push(problem));

print(`SEED=${seed}: ${REQUESTS} requests to ${target.server.url}`);
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);
memory.sample();
let [total, shown] = [0, 0];
const failure = await fuzz(target.server.url, seed, REQUESTS, (sent) => {
  const resident = target.server.isAlive ? memory.sample() : NaN;
  total = sent;
  if (sent - shown < REQUESTS / 10) return;
  print(`${sent} requests, ${seconds()} s, ${resident.toFixed(0)} MiB`);
  shown = sent;
});
if (failure !== undefined) problems.push(failure);
print(`${total} requests in ${seconds()} s`);

const { start, warm, end } = memory.summary();
const [atStart, atWarm, atEnd] = [start, warm, end].map((mib) => mib.toFixed(1));
print(`Memory: ${atStart} MiB at the start, ${atWarm} after warm-up, ${atEnd} at the end`);
check(end - warm <= MAX_GROWTH_MIB, `The memory grew by more than ${MAX_GROWTH_MIB} MiB.`);

check(target.server.isAlive, 'The service has crashed.');
const response = target.server.isAlive
  ? await target.server.post('/api/token/', CREDENTIALS)
  : undefined;
check(response?.status === 200, `The user can no longer log in: ${response?.status}.`);
check((await target.stop()) === 0, 'The service did not exit with status 0.');
problems.push(...target.leaks());

for (const problem of problems) print(`\n${problem}`);
if (problems.length === 0) print('No violations.');
process.exit(problems.length === 0 ? 0 : 1);

/**
 * The baseline for log-ins: argon2id alone, with as many hashes at once as there are cores.
 *
 * @typedef {{ seconds: number }} SampleRequest
 */
import { availableParallelism } from 'node:os';
import { verify } from '@node-rs/argon2';
import { sample } from './samples.mjs';
import { hashPassword, PASSWORD } from './users.mjs';

const passwordHash = await hashPassword();
const workers = Array.from(
  { length: availableParallelism() },
  () => () => verify(passwordHash, PASSWORD),
);

process.on('message', (message) => {
  const { seconds } = /** @type {SampleRequest} */ (message);
  void sample(workers, seconds).then((reply) => process.send?.(reply));
});
process.once('disconnect', () => process.exit());

/**
 * The baseline of log-in: argon2id and nothing else, as many at once as Keyturn allows itself.
 *
 * @typedef {{ seconds: number }} Question
 */
import { availableParallelism } from 'node:os';
import { verify } from '@node-rs/argon2';
import { sample } from './samples.mjs';
import { hashPassword, PASSWORD } from './users.mjs';

const passwordHash = await hashPassword();
const workers = Array.from(
  { length: Math.max(1, availableParallelism() - 1) },
  () => () => verify(passwordHash, PASSWORD),
);

process.on('message', (question) => {
  const { seconds } = /** @type {Question} */ (question);
  void sample(workers, seconds).then((response) => process.send?.(response));
});
process.once('disconnect', () => process.exit());

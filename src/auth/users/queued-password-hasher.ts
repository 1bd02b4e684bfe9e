import { PasswordHasher } from '../domain/password-hasher.js';
import type { HashQueue } from './hash-queue.js';
import { APPLICATION_BUCKET } from './queue-bucket.js';

/** Injection token of the hasher without a queue, for work that the hash queue runs already. */
export const UNQUEUED_PASSWORD_HASHER = Symbol('UNQUEUED_PASSWORD_HASHER');

/** Hashes in the hash queue, in the bucket of the application. */
export class QueuedPasswordHasher extends PasswordHasher {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly queue: HashQueue,
  ) {
    super();
    if (hasher.needsRehash) {
      this.needsRehash = (hash, password) => hasher.needsRehash!(hash, password);
    }
    if (hasher.dummyFor) this.dummyFor = (hash) => hasher.dummyFor!(hash);
  }

  hash(password: string): Promise<string> {
    return this.queue.run(() => this.hasher.hash(password), { bucket: APPLICATION_BUCKET });
  }

  verify(hash: string, password: string): Promise<boolean> {
    const work = () => this.hasher.verify(hash, password);
    return this.queue.run(work, { bucket: APPLICATION_BUCKET });
  }
}

import { describe, expect, it } from '@jest/globals';
import { TestPasswordHasher } from '../../testing/index.js';
import { HashQueue } from './hash-queue.js';
import { QueuedPasswordHasher } from './queued-password-hasher.js';

describe('QueuedPasswordHasher', () => {
  it('hashes and verifies like its inner hasher', async () => {
    const hasher = new QueuedPasswordHasher(new TestPasswordHasher(), new HashQueue());
    const hash = await hasher.hash('violet kettle harbor');
    expect(await hasher.verify(hash, 'violet kettle harbor')).toBe(true);
    expect(await hasher.verify(hash, 'wrong')).toBe(false);
  });

  it('rejects with temporarily_unavailable when the queue is full', async () => {
    const full = new HashQueue({ running: 0, waiting: 0 });
    const hasher = new QueuedPasswordHasher(new TestPasswordHasher(), full);
    const refusal = { code: 'temporarily_unavailable', detail: 'the hash queue is full' };
    await expect(hasher.hash('x')).rejects.toMatchObject(refusal);
    await expect(hasher.verify('hash', 'x')).rejects.toMatchObject(refusal);
  });
});

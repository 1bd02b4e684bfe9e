import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { PasswordHasher } from '../domain/password-hasher.js';
import { HashQueue } from './hash-queue.js';

/** Argon2id, as OWASP's Password Storage Cheat Sheet asks: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes in the thread pool, off the event loop. */
@Injectable()
export class Argon2PasswordHasher extends PasswordHasher {
  constructor(private readonly queue: HashQueue) {
    super();
  }

  hash(password: string): Promise<string> {
    return this.queue.run(() => hash(password, PARAMETERS));
  }

  verify(stored: string, password: string): Promise<boolean> {
    return this.queue.run(() => verify(stored, password).catch(() => false));
  }
}

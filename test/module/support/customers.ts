import { Injectable } from '@nestjs/common';
import { PasswordHasher, UserStore } from '../../../src/index.js';

/** A user of an application, with more properties than authentication needs. */
export interface Customer {
  id: string;
  username: string;
  isActive: boolean;
  tokenVersion: number;
  roles: string[];
}

export const CREDENTIALS = { username: 'carol', password: 'a good password' };

const carol = (): Customer => ({
  id: '7',
  username: CREDENTIALS.username,
  isActive: true,
  tokenVersion: 0,
  roles: ['buyer'],
});

/** The user store of an application. */
@Injectable()
export class Customers extends UserStore<Customer> {
  readonly carol = carol();

  findByUsername(username: string) {
    const found = username === this.carol.username;
    return Promise.resolve(
      found ? { ...this.carol, passwordHash: plain(CREDENTIALS.password) } : null,
    );
  }

  findById(id: string) {
    return Promise.resolve(id === this.carol.id ? { ...this.carol } : null);
  }

  recordLogin(id: string): Promise<void> {
    return Promise.resolve(void id);
  }
}

export const plain = (password: string): string => `plain:${password}`;

/** Stores passwords without hashing, so that tests are fast. */
@Injectable()
export class PlainPasswordHasher extends PasswordHasher {
  hash(password: string): Promise<string> {
    return Promise.resolve(plain(password));
  }

  verify(hash: string, password: string): Promise<boolean> {
    return Promise.resolve(hash === plain(password));
  }
}

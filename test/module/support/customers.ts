import { Injectable } from '@nestjs/common';
import {
  AuthModule,
  type AuthModuleExtras,
  type AuthModuleOptions,
  PasswordHasher,
  UserStore,
} from '../../../src/index.js';
import { MemoryRefreshTokenStore } from '../../../src/testing/index.js';
import { SECRET } from '../../support/jwt.js';

/** A user of an application, with more properties than authentication needs. */
export interface Customer {
  id: string;
  username: string;
  isActive: boolean;
  tokenVersion: number;
  roles: string[];
}

export const CREDENTIALS = { username: 'carol', password: 'copper willow stream' };

const customer = (id: string, username: string, ...roles: string[]): Customer => {
  return { id, username, isActive: true, tokenVersion: 0, roles };
};

/** The user store of an application. */
@Injectable()
export class Customers extends UserStore<Customer> {
  readonly carol = customer('7', CREDENTIALS.username, 'buyer');
  readonly ada = customer('8', 'ada', 'buyer', 'admin');

  findByUsername(username: string) {
    const found = this.find('username', username);
    return Promise.resolve(found && { ...found, passwordHash: plain(CREDENTIALS.password) });
  }

  findById(id: string): Promise<Customer | null> {
    return Promise.resolve(this.find('id', id));
  }

  recordLogin(id: string): Promise<void> {
    return Promise.resolve(void id);
  }

  private find(property: 'id' | 'username', value: string): Customer | null {
    const found = [this.carol, this.ada].find((one) => one[property] === value);
    return found === undefined ? null : { ...found };
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

/** Every port that an application can pass, so that it needs no database. */
export const memoryPorts = (userStore = new Customers()) => ({
  userStore,
  refreshTokenStore: new MemoryRefreshTokenStore(userStore),
  passwordHasher: new PlainPasswordHasher(),
});

type Options = Partial<AuthModuleOptions> & Omit<AuthModuleExtras, 'userStore'>;

/** `AuthModule.forRoot` with a secret, and with stores in memory. */
export const memoryAuth = ({ userStore, ...options }: Options & { userStore?: Customers } = {}) =>
  AuthModule.forRoot({ secret: SECRET, ...memoryPorts(userStore), ...options });

import { afterEach, expect, it } from '@jest/globals';
import { type INestApplication, Injectable } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type AuthEvent, AuthEvents, AuthModule, RefreshToken } from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, Customers, PlainPasswords } from './support/customers.js';
import { inMemory } from './support/database.js';
import { Host } from './support/host.js';

@Injectable()
class Collected extends AuthEvents {
  readonly events: AuthEvent[] = [];

  emit(event: AuthEvent): void {
    this.events.push(event);
  }
}

let host: Host;
afterEach(() => host.stop());

it.each([
  ['203.0.113.9:51008', '203.0.113.9'],
  ['192.0.2.66, [2001:db8::17]:4711', '2001:db8::17'],
  ['192.0.2.66, unknown', null],
])(
  'an Express application that trusts one proxy records for %j the address %p',
  async (header, ip) => {
    const collected = new Collected();
    const storage = inMemory({
      entities: [RefreshToken],
      migrations: [CreateRefreshToken1763800000000],
    });
    const ports = {
      userStore: new Customers(),
      passwordHasher: PlainPasswords,
      authEvents: collected,
    };
    host = await Host.start(
      'express',
      { imports: [storage, AuthModule.forRoot({ secret: SECRET, ...ports })] },
      {
        prepare: (app: INestApplication) => {
          (app as NestExpressApplication).set('trust proxy', 1);
        },
      },
    );
    const response = await host.post('/api/token/', CREDENTIALS, { 'X-Forwarded-For': header });
    expect(response.status).toBe(200);
    const session = collected.events.find(({ type }) => type === 'authn_login_success');
    expect(session).toMatchObject({ client: { ip } });
  },
);

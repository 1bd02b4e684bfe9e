import { HttpException, Inject, type Type, UseFilters } from '@nestjs/common';
import { beforeAll, expect, it } from '@jest/globals';
import { AuthErrorFilter, CredentialsService, TokenService } from '../../../src/index.js';
import { GuardedApplication } from './guarded-application.js';
import type { ExpectedError, Transport } from './transports/transport.js';

/** Handlers that throw. */
export function failingHandlers({ handler: handle }: Transport, OwnError: OwnError): Type {
  @UseFilters(AuthErrorFilter)
  class Handlers {
    @Inject(TokenService)
    private readonly tokens!: TokenService;
    @Inject(CredentialsService)
    private readonly credentials!: CredentialsService;

    @handle('refresh')
    refresh() {
      return this.tokens.refresh('garbage');
    }

    @handle('logIn')
    logIn() {
      return this.credentials.authenticate('carol', 'wrong');
    }

    @handle('own')
    own() {
      throw new OwnError('of the application');
    }

    @handle('http')
    http() {
      throw new HttpException('of the application', 418);
    }

    @handle('fault')
    fault() {
      throw new Error('unexpected');
    }
  }
  return Handlers;
}

const INVALID_TOKEN: ExpectedError = {
  status: 401,
  code: 'token_not_valid',
  message: 'Token is invalid or expired',
};
const INVALID_CREDENTIALS: ExpectedError = {
  status: 401,
  code: 'invalid_credentials',
  message: 'No active account found with the given credentials',
};

type OwnError = new (message: string) => Error;

/**
 * Tests the filter over one transport.
 *
 * @param OwnError the errors that Nest sends to clients of this transport
 * @param messages the messages that Nest sends for other errors
 */
export function describeErrorFilter(
  transport: Transport,
  OwnError: OwnError,
  messages: { http: string; fault: string },
): void {
  let application: GuardedApplication;
  beforeAll(async () => {
    application = await GuardedApplication.start(
      transport.serve(failingHandlers(transport, OwnError)),
    );
  });
  const send = (handler: string) => transport.call(application, handler);

  it('sends an AuthError with its code to the client', async () => {
    expect(await send('refresh')).toEqual(transport.error(INVALID_TOKEN));
    expect(await send('logIn')).toEqual(transport.error(INVALID_CREDENTIALS));
  });

  it('leaves every other error to Nest and keeps serving', async () => {
    expect(await send('own')).toMatchObject({ message: 'of the application' });
    expect(await send('http')).toMatchObject({ message: messages.http });
    expect(await send('fault')).toMatchObject({ message: messages.fault });
    expect(await send('refresh')).toEqual(transport.error(INVALID_TOKEN));
  });
}

import { type CanActivate, type Type, UseGuards } from '@nestjs/common';
import {
  type AuthUser,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
} from '../../../../src/index.js';
import type { Parts } from '../../support/application.js';
import type { GuardedApplication } from '../guarded-application.js';

/** How clients call the handlers of an application. */
export interface Transport {
  name: string;
  /** Decorates a method as the handler of calls with this name. */
  handler: (name: string) => MethodDecorator;
  /** Adds a class of handlers to an application. */
  serve: (handlers: Type) => Parts;
  /** @returns the return value of a handler that responds with this value */
  reply: (value: unknown, handler: string) => unknown;
  /** @returns the value with which the handler responds, or the error that the client receives */
  call: (application: GuardedApplication, handler: string, token?: string) => Promise<unknown>;
  /** @returns the error that a client receives, completely */
  error: (error: ExpectedError) => unknown;
  /** @returns the same, when the transport checks the token before the handler's guard does */
  refusal?: (error: ExpectedError) => unknown;
  /** @default JwtAuthGuard */
  guard?: Type<CanActivate>;
}

/** An error in the words of every transport. */
export interface ExpectedError {
  /** The status that HTTP has. */
  status: number;
  code: string;
  message: string;
}

export const MISSING: ExpectedError = {
  status: 401,
  code: 'missing_token',
  message: 'Authentication credentials were not provided.',
};
export const INVALID: ExpectedError = {
  status: 401,
  code: 'token_not_valid',
  message: 'Given token not valid for any token type',
};
export const INSUFFICIENT: ExpectedError = {
  status: 403,
  code: 'insufficient_scope',
  message: 'You do not have permission to perform this action.',
};
export const UNAVAILABLE: ExpectedError = {
  status: 503,
  code: 'temporarily_unavailable',
  message: 'Service temporarily unavailable, try again later.',
};

/** The error in messages of WebSockets and microservices. */
export const messageError = ({ message, code }: Pick<ExpectedError, 'message' | 'code'>) => ({
  status: 'error',
  message,
  code,
});

/** Applies a class decorator to a class that has none. */
export const decorated = <T extends Type>(type: T, decorator: ClassDecorator): T => {
  decorator(type);
  return type;
};

const greet = (user: AuthUser | undefined) => ({ hello: user?.id ?? 'guest' });

/** The same handlers for every transport, with each kind of rule. */
export function guardedHandlers({ handler: handle, reply, guard = JwtAuthGuard }: Transport): Type {
  return decorated(handlersOf(handle, reply), UseGuards(guard));
}

/** Handlers that only a global guard protects. */
export const unguardedHandlers = ({ handler, reply }: Transport): Type =>
  handlersOf(handler, reply);

function handlersOf(handle: Transport['handler'], reply: Transport['reply']): Type {
  class Handlers {
    @handle('user')
    user(@CurrentUser() user: AuthUser) {
      return reply(user, 'user');
    }

    @handle('id')
    id(@CurrentUser('id') id: string) {
      return reply(id, 'id');
    }

    @handle('administration')
    @Roles('admin')
    administration(@CurrentUser() user: AuthUser) {
      return reply(greet(user), 'administration');
    }

    @handle('greeting')
    @OptionalAuth()
    greeting(@CurrentUser() user?: AuthUser) {
      return reply(greet(user), 'greeting');
    }

    @handle('frontPage')
    @Public()
    frontPage(@CurrentUser() user?: AuthUser) {
      return reply(greet(user), 'frontPage');
    }
  }
  return Handlers;
}

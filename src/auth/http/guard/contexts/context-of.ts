import type { ArgumentsHost } from '@nestjs/common';
import { graphqlContext } from './graphql-context.js';
import type { GuardedContext } from './guarded-context.js';
import { httpContext } from './http-context.js';
import { rpcContext } from './rpc-context.js';
import { wsContext } from './ws-context.js';

const CONTEXTS: Readonly<Record<string, GuardedContext>> = {
  graphql: graphqlContext,
  rpc: rpcContext,
  ws: wsContext,
};

/** What is to be known of a context's kind. HTTP is what every other looks like. */
export const contextOf = (context: ArgumentsHost): GuardedContext =>
  CONTEXTS[context.getType<string>()] ?? httpContext;

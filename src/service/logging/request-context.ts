import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line that is logged in the course of a request says of it. */
export interface RequestContext {
  requestId: string;
}

/** The request in whose course the present code runs, if it runs in one. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

import { Logger } from '@nestjs/common';
import type { RequestObserver } from '../http/request-record.js';

/** Asked every few seconds by whoever watches the process: the log would hold nothing else. */
const isHealthCheck = (route: string): boolean => route.startsWith('/health/');

/** A line for each request. */
export function requestLog(): RequestObserver {
  const logger = new Logger('Http');
  return ({ requestId, ...request }) => {
    if (isHealthCheck(request.route)) return;
    logger.log({ message: 'request', requestId, request });
  };
}

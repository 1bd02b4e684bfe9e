import { Logger } from '@nestjs/common';
import type { RequestObserver } from '../http/request-record.js';

/** Probes call these routes every few seconds, and would fill the log. */
const isHealthCheck = (route: string): boolean => route.startsWith('/health/');

/** Creates an observer that logs each request. */
export function requestLog(): RequestObserver {
  const logger = new Logger('Http');
  return ({ requestId, ...request }) => {
    if (isHealthCheck(request.route)) return;
    logger.log({ message: 'request', requestId, request });
  };
}

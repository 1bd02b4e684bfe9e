import { Logger } from '@nestjs/common';
import type { RequestObserver, RequestRecord } from '../http/request-record.js';

/** Probes call these routes every few seconds, and would fill the log. */
const isHealthCheck = (route: string): boolean => route.startsWith('/health/');

/**
 * A gateway calls this route before each request, and logs that request itself. Only the refusals are
 * worth a line at the default level.
 */
const isAllowedCheck = ({ route, status }: RequestRecord): boolean =>
  route === '/api/token/check/' && status === 204;

/** Creates an observer that logs each request. */
export function requestLog(): RequestObserver {
  const logger = new Logger('Http');
  return (record) => {
    if (isHealthCheck(record.route)) return;
    const { requestId, ...request } = record;
    const line = { message: 'request', requestId, request };
    if (isAllowedCheck(record)) logger.debug(line);
    else logger.log(line);
  };
}

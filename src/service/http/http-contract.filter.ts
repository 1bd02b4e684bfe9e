import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JwtAuthGuard } from '../../auth/http/guard/jwt-auth.guard.js';
import type { GuardedRoute } from './guarded-routes.js';
import type { RouteTable } from './route-table.js';

/** Converts all other errors to the responses of docs/http-contract.md. */
@Catch()
export class HttpContractFilter implements ExceptionFilter {
  private readonly logger = new Logger(HttpContractFilter.name);

  constructor(
    private readonly routes: RouteTable,
    private readonly guard: JwtAuthGuard,
    private readonly guardedRoutes: ReadonlyMap<string, GuardedRoute>,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (request.is404) void this.respondUnrouted(request, reply, host);
    else this.respond(error, reply);
  }

  private respond(error: unknown, reply: FastifyReply): void {
    if (error instanceof HttpException)
      void reply.code(error.getStatus()).send(bodyOf(error, reply));
    else if (isClientError(error)) void reply.code(400).send({ detail: 'Malformed request.' });
    else this.respondServerError(error, reply);
  }

  private async respondUnrouted(
    { method, url }: FastifyRequest,
    reply: FastifyReply,
    host: ArgumentsHost,
  ): Promise<void> {
    const allow = this.routes.allowOf(url);
    if (allow === undefined) return void reply.code(404).send({ detail: 'Not found.' });
    if (method === 'OPTIONS') return void reply.code(200).send();
    try {
      await this.guardRoute(url, host);
      void reply.code(405).send({ detail: `Method "${method}" not allowed.` });
    } catch (error) {
      this.respond(error, reply);
    }
  }

  /** Without a valid token, a request with another method is also a 401. */
  private async guardRoute(url: string, host: ArgumentsHost): Promise<void> {
    const route = this.guardedRoutes.get(this.routes.servedPathOf(url) ?? '');
    if (route === undefined) return;
    const { controller, handler } = route;
    await this.guard.canActivate(new ExecutionContextHost(host.getArgs(), controller, handler));
  }

  private respondServerError(error: unknown, reply: FastifyReply): void {
    this.logger.error({ message: 'Internal server error.', requestId: reply.request.id }, error);
    void reply.code(500).send({ detail: 'A server error occurred.' });
  }
}

/** Exceptions of Keyturn contain the response body. Those of the framework contain a message. */
function bodyOf(error: HttpException, { request }: FastifyReply): unknown {
  const type = request.headers['content-type'] ?? '';
  const body = error.getResponse();
  const isFrameworkError = typeof body === 'string' || 'statusCode' in body;
  if (!isFrameworkError) return body;
  const isMediaType = error.getStatus() === 415;
  return { detail: isMediaType ? `Unsupported media type "${type}" in request.` : error.message };
}

/** Checks for an error of the client, such as an incomplete body, which is not logged. */
const isClientError = (error: unknown): boolean =>
  Math.trunc(Number((error as { statusCode?: unknown }).statusCode) / 100) === 4;

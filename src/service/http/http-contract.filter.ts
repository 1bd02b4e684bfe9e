import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JwtAuthGuard } from '../../auth/http/guard/jwt-auth.guard.js';
import { pathOf, type RouteTable } from './route-table.js';

/** Everything that no controller answered, in http-contract.md's words. */
@Catch()
export class WireFilter implements ExceptionFilter {
  private readonly logger = new Logger(WireFilter.name);

  constructor(
    private readonly routes: RouteTable,
    private readonly guard: JwtAuthGuard,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (request.is404) void this.responseUnrouted(request, reply, host);
    else this.response(error, reply);
  }

  private response(error: unknown, reply: FastifyReply): void {
    if (error instanceof HttpException)
      void reply.code(error.getStatus()).send(bodyOf(error, reply));
    else if (isOfClient(error)) void reply.code(400).send({ detail: 'Malformed request.' });
    else this.responseFault(error, reply);
  }

  private async responseUnrouted(
    { method, url }: FastifyRequest,
    reply: FastifyReply,
    host: ArgumentsHost,
  ): Promise<void> {
    const allow = this.routes.allowOf(url);
    if (allow === undefined) return void reply.code(404).send({ detail: 'Not found.' });
    if (method === 'OPTIONS') return void reply.code(200).send();
    try {
      // Whoever may not enter is not told how: 401 comes before 405.
      if (isGuarded(url)) await this.guard.canActivate(withoutHandler(host));
      void reply.code(405).send({ detail: `Method "${method}" not allowed.` });
    } catch (error) {
      this.response(error, reply);
    }
  }

  private responseFault(error: unknown, reply: FastifyReply): void {
    this.logger.error({ message: 'A fault of ours.', requestId: reply.request.id }, error);
    void reply.code(500).send({ detail: 'A server error occurred.' });
  }
}

/** Ours have the wire's body already; the framework's have a message. */
function bodyOf(error: HttpException, { request }: FastifyReply): unknown {
  const type = request.headers['content-type'] ?? '';
  const body = error.getResponse();
  const isFrameworks = typeof body === 'string' || 'statusCode' in body;
  if (!isFrameworks) return body;
  const isOfType = error.getStatus() === 415;
  return { detail: isOfType ? `Unsupported media type "${type}" in request.` : error.message };
}

/** What a guard is asked with where there is no controller. */
const withoutHandler = (host: ArgumentsHost): ExecutionContext =>
  Object.assign(Object.create(host) as ExecutionContext, {
    getHandler: () => withoutHandler,
    getClass: () => WireFilter,
  });

/** What is guarded and may be asked for by the wrong method. */
const isGuarded = (url: string): boolean => /^\/api\/me\/?$/.test(pathOf(url));

/** A client that hung up, or sent half a body: no fault of ours, and nothing for the log. */
const isOfClient = (error: unknown): boolean =>
  Math.trunc(Number((error as { statusCode?: unknown }).statusCode) / 100) === 4;

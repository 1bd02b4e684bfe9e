import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteTable } from './route-table.js';

/** Everything that no controller answered, in wire.md's words. */
@Catch()
export class WireFilter implements ExceptionFilter {
  private readonly logger = new Logger(WireFilter.name);

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (request.is404) this.answerUnrouted(request, reply);
    else if (error instanceof HttpException) void reply.code(error.getStatus()).send(bodyOf(error));
    else this.answerFault(error, reply);
  }

  private answerUnrouted({ method, url }: FastifyRequest, reply: FastifyReply): void {
    if (this.routes.allowOf(url) === undefined) void reply.code(404).send({ detail: 'Not found.' });
    else if (method === 'OPTIONS') void reply.code(200).send();
    else void reply.code(405).send({ detail: `Method "${method}" not allowed.` });
  }

  private answerFault(error: unknown, reply: FastifyReply): void {
    this.logger.error(error);
    void reply.code(500).send({ detail: 'A server error occurred.' });
  }
}

/** Ours have the wire's body already; the framework's have a message. */
function bodyOf(error: HttpException): unknown {
  const body = error.getResponse();
  const isFrameworks = typeof body === 'string' || 'statusCode' in body;
  return isFrameworks ? { detail: error.message } : body;
}

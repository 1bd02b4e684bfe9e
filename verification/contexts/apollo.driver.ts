import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';

interface HttpRequest {
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

/**
 * Nest's Apollo driver without `@as-integrations/express5` and `@as-integrations/fastify`: it
 * passes a request to Apollo and sends the response. Contexts, errors and subscriptions are Nest's.
 */
export class TestApolloDriver extends ApolloDriver {
  override registerExpress(options: ApolloDriverConfig) {
    return this.serve(options, (request, response) => [{ req: request, res: response }]);
  }

  override registerFastify(options: ApolloDriverConfig) {
    return this.serve(options, (request, response) => [request, response]);
  }

  /** @param toContext returns the arguments with which the integration calls `context` */
  private async serve(
    { path = '/graphql', schema, plugins, formatError, context }: ApolloDriverConfig,
    toContext: (request: object, response: object) => unknown[],
  ): Promise<void> {
    const server = new ApolloServer({ schema: schema!, plugins: plugins!, formatError: formatError!, includeStacktraceInErrorResponses: false }); // prettier-ignore
    await server.start();
    this.apolloServer = server as never;
    const makeContext = context as (...args: unknown[]) => Promise<object>;
    const { httpAdapter } = this.httpAdapterHost;
    httpAdapter.post(path, async (request: HttpRequest, response: object) => {
      const { status, body } = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap(Object.entries(request.headers)),
          search: '',
          body: request.body,
        },
        context: () => makeContext(...toContext(request, response)),
      });
      const { string } = body as { string: string };
      return httpAdapter.reply(response, JSON.parse(string), status ?? 200) as unknown;
    });
  }
}

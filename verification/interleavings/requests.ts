import { UNKNOWN_CLIENT } from '../../src/auth/domain/session.js';
import type { Browser } from './actors/browser.js';
import {
  CookieEndpoint,
  type CookieResponse,
  describeCookieResponse,
  keyOfCookieResponse,
  type PageRequest,
} from './cookie-endpoint.js';
import type { TokenOperations } from './instance.js';
import { type Actor, logoutWith, type Operation, refreshOf, revokeOf } from './operation.js';
import { PendingRequest } from './pending-request.js';
import {
  describeResponse,
  keyOfResponse,
  type Outcome,
  readToken,
  responseOf,
  type Token,
} from './response.js';
import type { Task } from './task.js';
import type { World } from './world.js';

/** A response, and its effect on the client when it arrives. */
interface Served<Response> {
  response: Response;
  /** For the log. */
  text: string;
  /** Identifies the response. */
  key: string;
  onArrival?: () => void;
}

const served = (response: Outcome): Served<Outcome> => ({
  response,
  text: describeResponse(response),
  key: keyOfResponse(response),
});

/** Sends requests to the service. Each is a task. */
export class Requests {
  constructor(private readonly world: World) {}

  /** Sends a request to refresh. @param sender the name of the sending task */
  refresh(sender: string, actor: Actor, token: Token, key: string | null): PendingRequest<Outcome> {
    return this.request(sender, `${token.name} ${key}`, async (task) => {
      const response = await this.recordOutcome(task.name, refreshOf(actor, token, key), () =>
        this.world
          .instance(task.statement)
          .tokens.refresh(token.text, key ?? undefined, UNKNOWN_CLIENT),
      );
      return served(response);
    });
  }

  logout(sender: string, token: Token): PendingRequest<Outcome> {
    return this.request(sender, token.name, async (task) => {
      const response = await this.recordOutcome(task.name, logoutWith(token), () =>
        this.world.instance(task.statement).tokens.revoke(token.text),
      );
      return served(response);
    });
  }

  /** Sends a request to refresh with the cookie of a browser, which stores that of the response. */
  refreshFrom(
    browser: Browser,
    sender: string,
    token: Token | undefined,
    request: PageRequest,
  ): PendingRequest<CookieResponse> {
    const carried = `${token?.name} ${this.world.tokenOf(request.jti).name} ${request.key}`;
    return this.request(sender, carried, (task) =>
      this.withCookies(browser, task, (endpoint) => endpoint.refresh(token, request)),
    );
  }

  logoutFrom(
    browser: Browser,
    sender: string,
    token: Token | undefined,
  ): PendingRequest<CookieResponse> {
    return this.request(sender, `${token?.name}`, (task) =>
      this.withCookies(browser, task, (endpoint) => endpoint.logout(token)),
    );
  }

  /**
   * Revokes the earlier session of a browser by its ID. Stands for the log-in of the same user, which
   * reads the ID from a cookie.
   */
  async revokeEarlierSession(task: Task, sid: string): Promise<void> {
    await task.step('revokes the earlier session, as the next log-in does');
    const operation = revokeOf(sid);
    this.world.eventLog.arrive(task.name, operation);
    const { sessionService } = this.world.instance(task.statement);
    await sessionService.revokeOf(this.world.storage.userId, sid);
    this.world.eventLog.revokeOne(task.name, sid);
  }

  private async withCookies(
    browser: Browser,
    task: Task,
    send: (endpoint: CookieEndpoint) => Promise<CookieResponse>,
  ): Promise<Served<CookieResponse>> {
    const { tokens, controllerOf } = this.world.instance(task.statement);
    const controller = controllerOf(this.recordingOperations(tokens, task.name, browser.actor));
    const response = await send(new CookieEndpoint(controller, this.world.clock));
    return {
      response,
      text: describeCookieResponse(response),
      key: keyOfCookieResponse(response, (jti) => this.world.tokenOf(jti).name),
      onArrival: () => browser.receive(response.cookie),
    };
  }

  /** Records the operations that the endpoint requests. */
  private recordingOperations(
    tokens: TokenOperations,
    task: string,
    actor: Actor,
  ): TokenOperations {
    return {
      refresh: async (text, key, client) => {
        const work = () => tokens.refresh(text, key, client);
        return this.recordResult(task, refreshOf(actor, readToken(text), key ?? null), work);
      },
      revoke: async (text, client) => {
        const work = () => tokens.revoke(text, client);
        return this.recordResult(task, logoutWith(readToken(text)), work);
      },
    };
  }

  /** Records an operation. @returns its outcome */
  async recordOutcome(
    task: string,
    operation: Operation,
    run: () => Promise<object | void>,
  ): Promise<Outcome> {
    return responseOf(this.recordResult(task, operation, run));
  }

  /** Records an operation and its outcome. @returns the result, or throws the error */
  private async recordResult<T extends object | void>(
    task: string,
    operation: Operation,
    run: () => Promise<T>,
  ): Promise<T> {
    this.world.eventLog.arrive(task, operation);
    const work = run();
    this.world.eventLog.response(task, await responseOf(work));
    return work;
  }

  /** @param carried identifies the content of the request; @param serve serves it */
  private request<Response>(
    sender: string,
    carried: string,
    serve: (task: Task) => Promise<Served<Response>>,
  ): PendingRequest<Response> {
    const request = new PendingRequest<Response>();
    this.world.start(this.nameRequest(sender), async (task) => {
      request.task = task;
      // The inputs of the sender may be reset before the request arrives.
      task.addInput(carried);
      await task.step('arrives');
      const { response, text, key, onArrival } = await serve(task);
      task.log(`responds with ${text}`);
      task.resetInputs(key);
      await request.deliver(response, onArrival);
    });
    return request;
  }

  /** Returns the first free name, so that names do not depend on earlier requests. */
  private nameRequest(sender: string): string {
    for (let number = 1; ; number++) {
      const name = `request ${number} of ${sender}`;
      if (!this.world.isRunning(name)) return name;
    }
  }
}

/**
 * The part of a passport strategy that is used. The declarations of the package contain only this
 * type, because an application need not have passport's types.
 */
export interface Strategy {
  authenticate(request: object): void;
}

/**
 * For `getPassportInstance()`: keeps a strategy out of passport's registry. The process has only one,
 * in which a strategy replaces another one with the same name, such as one of the application.
 */
export const UNREGISTERED = { use: () => undefined };

/**
 * Runs a strategy on one request. Like passport, it adds the functions that the strategy calls to a
 * copy of the strategy. Unlike passport, it does not change the request.
 *
 * @param request the object that the strategy reads
 * @returns the value that `validate` returns; undefined if the strategy rejects the request
 * @throws the error of `validate`
 */
export const runStrategy = <Result>(
  strategy: Strategy,
  request: object,
): Promise<Result | undefined> =>
  new Promise((resolve, reject) => {
    const actions = { success: resolve, fail: () => resolve(undefined), error: reject };
    const running = Object.assign(Object.create(strategy) as Strategy, actions);
    running.authenticate(request);
  });

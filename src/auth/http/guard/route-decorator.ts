/** What stands on a controller or on one of its handlers. */
export type RouteDecorator = ClassDecorator & MethodDecorator;

/** Nest reads a handler's metadata from its function, a controller's from its class. */
export const routeDecorator =
  (write: (holder: object) => void): RouteDecorator =>
  (target: object, _member?: string | symbol, descriptor?: PropertyDescriptor) =>
    write((descriptor?.value as object | undefined) ?? target);

/** A decorator of a controller or of one of its handlers. */
export type RouteDecorator = ClassDecorator & MethodDecorator;

/** Nest reads a handler's metadata from its function, and a controller's from its class. */
export const routeDecorator =
  (write: (holder: object) => void): RouteDecorator =>
  (target: object, _member?: string | symbol, descriptor?: PropertyDescriptor) =>
    write((descriptor?.value as object | undefined) ?? target);

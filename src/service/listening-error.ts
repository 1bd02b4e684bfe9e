/** Why nobody can be listened to. Another start may succeed: whoever had the port is gone by then. */
class ListeningError extends Error {
  override readonly name = 'ListeningError';

  constructor(
    message: string,
    readonly code: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** What the operator sets. */
interface Names {
  host: string;
  port: string;
}

/** @returns what is to be thrown: what the system said, with the variable that is to be changed */
export function listeningError(error: unknown, names: Names): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const remedy = remedyOf(code, names);
  return remedy === undefined ? error : new ListeningError(`${message}. ${remedy}`, code, error);
}

function remedyOf(code: string, { host, port }: Names): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Set ${port} to one that is free.`;
    case 'EACCES':
      return `Set ${port} to one that this user may have, such as 3000: those below 1024 need rights.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Set ${host} to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
    default:
      return undefined;
  }
}

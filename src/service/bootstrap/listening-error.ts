import { OperationalError } from '../../auth/domain/operational-error.js';

/** The service cannot listen. A later start may succeed, when the port is free. */
class ListeningError extends OperationalError {
  override readonly name = 'ListeningError';

  constructor(
    message: string,
    readonly code: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** The variables of the address. */
interface Names {
  host: string;
  port: string;
}

/** @returns the error to throw, with the variable to change in its message */
export function listeningError(error: unknown, names: Names): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const remedy = remedyOf(code, names);
  return remedy === undefined ? error : new ListeningError(`${message}. ${remedy}`, code, error);
}

function remedyOf(code: string, { host, port }: Names): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Set ${port} to a free port.`;
    case 'EACCES':
      return `Set ${port} to a port that this user may use, such as 3000. Ports below 1024 need privileges.`;
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

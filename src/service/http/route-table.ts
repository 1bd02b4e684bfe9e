/** Which methods each path answers. Filled while routes are registered. */
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();

  add(method: string, path: string): void {
    const known = this.methods.get(withoutSlash(path)) ?? new Set();
    this.methods.set(withoutSlash(path), known.add(method));
  }

  /** For the `Allow` header. @returns undefined for a path that nobody serves */
  allowOf(url: string): string | undefined {
    const known = this.methods.get(withoutSlash(pathOf(url)));
    return known && [...known, 'OPTIONS'].join(', ');
  }
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';
const withoutSlash = (path: string): string => path.replace(/(?<=.)\/$/, '');

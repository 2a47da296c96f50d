/** The routes of the server, so that a wrong method at a right address can be told from a wrong address. */
export class RouteTable {
  private readonly routes: {
    readonly methods: readonly string[];
    readonly path: RegExp;
    readonly pattern: string;
  }[] = [];

  /** Takes a route as Fastify declares it: `/v1/tasks/:id/skip`. */
  add(methods: string | readonly string[], pattern: string): void {
    const path = pattern
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/:\w+/g, '[^/]+');
    this.routes.push({ methods: [methods].flat(), pattern, path: new RegExp(`^${path}$`) });
  }

  /** The methods that an address answers to; none where there is nothing. */
  methodsAt(url: string): string[] {
    const path = url.split('?')[0] ?? '';
    const methods = this.routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }

  /** Every route as `GET /v1/sequences/:key`. */
  all(): string[] {
    return this.routes.flatMap((route) => route.methods.map((method) => `${method} ${route.pattern}`)).sort();
  }
}

import type { Express } from 'express';

/** A route as a room declares it, e.g. `{ method: 'post', path: '/meja/klaim/:id/ambil' }`. */
export interface Route {
  method: string;
  path: string;
}

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
  /** Where `app.use(path, router)` mounts a router. */
  path?: string;
  matchers?: ((path: string) => false | { path: string })[];
}

/** The paths under which this app mounts routers; Express keeps only what matches them. */
const mounts = ['/api/v1'];

/** Every route of the app, whichever room declared it, in the order in which they are tried. */
export function routesOf(app: Express): Route[] {
  const walk = (layers: readonly Layer[], mounted: string): Route[] =>
    layers.flatMap(({ route, handle, matchers = [] }) => {
      if (route) {
        const paths = Array.isArray(route.path) ? route.path : [route.path];
        const methods = Object.keys(route.methods).filter((method) => route.methods[method]);
        return paths.flatMap((path) => methods.map((method) => ({ method, path: `${mounted}${path}` })));
      }
      if (!handle.stack) return [];
      const mount = mounts.find((path) =>
        matchers.some((matches) => matches(path) !== false && !matches('/')),
      );
      return walk(handle.stack, `${mounted}${mount ?? ''}`);
    });
  return walk((app.router as unknown as { stack: Layer[] }).stack, '');
}

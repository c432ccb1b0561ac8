import type { RequestHandler } from 'express';
import { AppError } from '../errors.js';
import type { Config } from '../config.js';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses posts that another site made a browser send: the algorithm of Go's net/http CrossOriginProtection.
 * Browsers since 2023 say where a request comes from (`Sec-Fetch-Site`), older ones give an `Origin`; a request
 * with neither does not come from a browser, so nobody's session is abused by it.
 */
export function refuseCrossSite(config: Config): RequestHandler {
  const ownHost = new URL(config.baseUrl).host;
  return (request, _response, next) => {
    if (harmless.has(request.method)) {
      next();
      return;
    }
    const site = request.get('Sec-Fetch-Site');
    if (site) {
      if (site !== 'same-origin' && site !== 'none') throw new AppError('cross_site');
      next();
      return;
    }
    const origin = request.get('Origin');
    if (origin !== undefined) {
      const host = URL.canParse(origin) ? new URL(origin).host : '';
      if (host !== request.get('Host') && host !== ownHost) throw new AppError('cross_site');
    }
    next();
  };
}

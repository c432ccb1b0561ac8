import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import compression from 'compression';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { agencyApi } from './agencies/api.js';
import { agencyDesk } from './agencies/routes.js';
import { accountPages } from './accounts/routes.js';
import { auditPages } from './audit/routes.js';
import { refuseBlocked } from './blocks/refuse-blocked.js';
import { blockPages } from './blocks/routes.js';
import { recognise } from './accounts/recognise.js';
import { caseworkApi } from './casework/api.js';
import { countTasksWaiting } from './casework/count-tasks.js';
import { caseworkPages } from './casework/routes.js';
import { claimApi } from './claims/api.js';
import { isFilled } from './claims/index-claims.js';
import { deskPages } from './claims/routes.js';
import { tellRefusals } from './claims/tell-refusal.js';
import { countTwinsWaiting } from './claims/twins/twin-pages.js';
import { clarificationApi } from './clarifications/api.js';
import { countWaiting } from './clarifications/count-waiting.js';
import { clarificationDesk } from './clarifications/routes.js';
import type { Context } from './context.js';
import { answerNotFound, handleErrors } from './errors.js';
import { libraryPages } from './library/routes.js';
import { mediaPages } from './media/routes.js';
import { noticeDesk } from './notices/routes.js';
import { presencePages } from './presence/routes.js';
import { privacyApi, privacyPages } from './privacy/routes.js';
import { reportApi } from './reports/api.js';
import { reportPages } from './reports/routes.js';
import { refuseCrossSite } from './web/cross-site.js';
import { loadLanguages } from './web/languages.js';
import { settingPages } from './settings/routes.js';
import { statisticsApi, statisticsPages } from './statistics/routes.js';
import { settleLanguage } from './web/request.js';
import { sessions } from './web/sessions.js';
import { isReady, needStore } from './web/store-guard.js';
import { createViews } from './web/views.js';

const projectFolder = resolve(fileURLToPath(import.meta.url), '../..');
const viewsFolder = join(projectFolder, 'views');
const publicFolder = join(projectFolder, 'public');

/** Middleware, then each room's routes. Never listens. */
export function createApp(context: Context): Express {
  const { config, models } = context;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.set('views', viewsFolder);
  app.set('view engine', 'hbs');
  app.engine('hbs', createViews(viewsFolder, publicFolder).engine);
  Object.assign(app.locals, { siteName: config.siteName, baseUrl: config.baseUrl });

  app.use(pinoHttp({ logger: context.log, autoLogging: false, quietReqLogger: true }));
  app.use(securityHeaders(config.baseUrl.startsWith('https:')));
  app.use(compression());
  app.use(settleLanguage(loadLanguages(join(viewsFolder, 'languages'))));
  app.get('/healthz', (_request, response) => {
    response.type('text').send('ok');
  });
  app.get('/readyz', (_request, response) => {
    const ready = isReady(context);
    if (!ready) response.set('Retry-After', '5');
    // Pages are served while the claims are taken in; who watches a start may want to know how far that is.
    const matching = { ready: isFilled(context), ...context.indexed.filling };
    response.status(ready ? 200 : 503).json({ ready, store: ready ? 'ready' : 'away', matching });
  });
  app.use(express.static(publicFolder, { index: false, redirect: false, maxAge: '365d', immutable: true }));

  app.use(refuseCrossSite(config));
  app.use(needStore(context));
  app.use(sessions(config, models.Session));
  app.use(recognise(context));
  app.use('/api', express.json({ limit: '1mb' }));
  app.use(express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 200 }));
  // A body that no parser took is an empty one: its missing fields are then named.
  app.use((request, _response, next) => {
    request.body ??= {};
    next();
  });

  app.use(refuseBlocked(context));
  app.use('/meja', countWaiting(context), countTwinsWaiting(context), countTasksWaiting(context));
  app.use(
    '/api/v1',
    reportApi(context),
    privacyApi(context),
    claimApi(context),
    clarificationApi(context),
    agencyApi(context),
    caseworkApi(context),
    statisticsApi(context),
  );
  app.use(
    // First: what is not an agency's it keeps from their people.
    agencyDesk(context),
    accountPages(context),
    reportPages(context),
    mediaPages(context),
    noticeDesk(context),
    settingPages(context),
    auditPages(context),
    blockPages(context),
    presencePages(context),
    privacyPages(context),
    clarificationDesk(context),
    caseworkPages(context),
    statisticsPages(context),
    deskPages(context),
    libraryPages(context),
  );
  app.use(tellRefusals(context));
  app.use(answerNotFound);
  app.use(handleErrors);
  return app;
}

function securityHeaders(https: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    crossOriginEmbedderPolicy: false,
  });
}

import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { TestPerson } from './accounts.js';
import { startSaring, type Saring } from './saring.js';

export const sizes = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 900 },
} as const;
export type Size = keyof typeof sizes;

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real Chromium: the one that CHROMIUM names (test/run.mjs finds or installs it), or Debian's. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? places.find((file) => existsSync(file));
  if (!executablePath) throw new Error('No Chromium: install it (apt-get install chromium) or set CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Serves the product on a free port of 127.0.0.1. */
export async function listen(saring: Saring): Promise<{ address: string; close(): Promise<void> }> {
  const server = createServer(saring.app);
  return { address: await openPort(server), close: () => closeServer(server) };
}

/** The product as a browser reaches it. */
export interface Site {
  saring: Saring;
  address: string;
  close(): Promise<void>;
}

/** The whole product on a database and a port of its own. Links that it writes out in full lead back to it. */
export async function openSite(options: Parameters<typeof startSaring>[0] = {}): Promise<Site> {
  const server = createServer();
  const address = await openPort(server);
  const saring = await startSaring({ ...options, env: { BASE_URL: address, ...options.env } });
  server.on('request', saring.app);
  return {
    saring,
    address,
    async close() {
      await closeServer(server);
      await saring.close();
    },
  };
}

async function openPort(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const troubles = new WeakMap<BrowserContext, string[]>();

/** A person's own browser: its cookies, its screen, with or without JavaScript. */
export async function aVisitor(
  browser: Browser,
  address: string,
  options: { size?: Size; javaScript?: boolean; language?: 'id' | 'en' } = {},
): Promise<BrowserContext> {
  const visitor = await browser.newContext({
    baseURL: address,
    viewport: sizes[options.size ?? 'phone'],
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.language === 'en' ? 'en-GB' : 'id-ID',
    // Colours that are on their way to others are no colours to judge.
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  visitor.setDefaultTimeout(20_000);
  const told: string[] = [];
  troubles.set(visitor, told);
  visitor.on('weberror', (error) => told.push(`script: ${error.error().message}`));
  // Chromium also reports every answer above 399 here; those are judged below.
  visitor.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    told.push(`console: ${message.text()}`);
  });
  visitor.on('response', (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() < (isPage ? 500 : 400)) return;
    told.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  return visitor;
}

/** Script errors, what the content security policy stopped, missing files, and failures of the server, so far. */
export function troublesOf(visitor: BrowserContext): readonly string[] {
  return troubles.get(visitor) ?? [];
}

/**
 * Chromium and the product, for the suite that calls this. A suite whose visitor had trouble (see troublesOf) fails.
 *
 * @param stay whether visitors keep their browsers until the end, for tests that go on where the one before ended.
 */
export function useChromium({ stay = false } = {}) {
  let chromium: Browser;
  let site: Site;
  const visitors: BrowserContext[] = [];
  const leave = async () => {
    const told = visitors.flatMap(troublesOf);
    await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
    expect(told, 'trouble in the browser').to.deep.equal([]);
  };
  before(async () => {
    [chromium, site] = await Promise.all([launchChromium(), openSite()]);
  });
  (stay ? after : afterEach)(leave);
  after(async () => {
    await chromium.close();
    await site.close();
  });
  return {
    get saring() {
      return site.saring;
    },
    get address() {
      return site.address;
    },
    /** Somebody comes, with a browser of their own. */
    async visit(options: Parameters<typeof aVisitor>[2] = {}): Promise<Page> {
      const visitor = await aVisitor(chromium, site.address, options);
      visitors.push(visitor);
      return visitor.newPage();
    },
  };
}

/** Signs somebody in by the form. */
export async function signInAt(page: Page, { person, password }: TestPerson): Promise<void> {
  await page.goto('/masuk');
  await page.getByLabel('Surel').fill(person.email);
  await page.getByLabel('Kata sandi').fill(password);
  await page.getByRole('button', { name: 'Masuk' }).click();
  await page.waitForURL('**/meja');
}

/** Whatever has the keyboard now: its id, or else its text. Nothing: the page itself. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { activeElement, body } = document;
    return activeElement === body ? '' : activeElement.id || activeElement.textContent.trim();
  })()`);
}

/** WCAG 2.2 A and AA, by axe; and nothing sticks out of the screen to the side. Axe needs a page with JavaScript. */
export async function expectAccessible(page: Page): Promise<void> {
  // Legacy mode: axe otherwise opens a page of its own to put frames together, and no page here has frames. Details
  // of what is well are left out. Both make it twice as fast.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  });
  const { violations } = await axe.analyze();
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
  expect(told, `axe on ${page.url()}`).to.deep.equal([]);
  expect(await sidewaysOverflow(page), `sideways scrolling on ${page.url()}`).to.equal(0);
}

/** How many pixels the page is wider than the screen. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

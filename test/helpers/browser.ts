import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Saring } from './saring.js';

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
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A person's own browser: its cookies, its screen, with or without JavaScript. */
export function aVisitor(
  browser: Browser,
  address: string,
  options: { size?: Size; javaScript?: boolean; language?: 'id' | 'en' } = {},
): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: address,
    viewport: sizes[options.size ?? 'phone'],
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.language === 'en' ? 'en-GB' : 'id-ID',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}

/** WCAG 2.2 A and AA, by axe; and nothing sticks out of the screen to the side. Axe needs a page with JavaScript. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
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

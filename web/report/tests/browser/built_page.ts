// The built page with a document inside, opened in Chromium; whatever the page complains of or asks for is kept.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export interface OpenPage {
  page: Page;
  complaints: string[]; // errors, console messages, and requests that leave the file
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

export function writePage(document: unknown): string {
  const template = readFileSync(new URL('../../dist/index.html', import.meta.url), 'utf8');
  const data = typeof document === 'string' ? document : gzipSync(JSON.stringify(document)).toString('base64');
  const file = join(mkdtempSync(join(tmpdir(), 'pio-report-')), 'report.html');
  writeFileSync(
    file,
    template.replace('@REPORT_DATA@', () => data),
  );
  return pathToFileURL(file).href;
}

export async function openPage(
  browser: Browser,
  document: unknown,
  hash = '',
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    acceptDownloads: true,
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  const address = writePage(document);
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url()))
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address + hash);
  await page.waitForSelector('html[data-ready]');
  return { page, complaints };
}

// Charts are drawn when they come near: goes through the whole page.
export async function seeAll(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 700) {
    await page.evaluate((to) => scrollTo(0, to), y);
    await page.waitForTimeout(40);
  }
  await page.waitForTimeout(400);
}

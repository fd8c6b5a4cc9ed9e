// The built page with a document inside, opened in Chromium; whatever the page complains of or asks for is kept.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';

const CHROMIUM = process.env.PIO_CHROMIUM ?? '/usr/bin/chromium';
const TEMPLATE = new URL('../../dist/index.html', import.meta.url);

export interface OpenPage {
  page: Page;
  complaints: string[]; // errors, console messages, and requests that leave the file
}

let browser: Browser;
let folder: string;
let count = 0;

// A suite with a browser of its own; skipped, with the reason in its name, where there is no Chromium.
export function describePages(name: string, tests: () => void): void {
  if (!existsSync(CHROMIUM)) {
    describe.skip(`${name} (skipped: no Chromium at ${CHROMIUM}; PIO_CHROMIUM names another one)`, tests);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      if (!existsSync(TEMPLATE)) throw new Error(`${fileURLToPath(TEMPLATE)} is missing: run npm run build first`);
      folder = mkdtempSync(join(tmpdir(), 'pio-report-'));
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });
    tests();
  });
}

// As `piobench report --html` fills the template; text goes in as it is, to try damaged data.
export function filledPage(document: unknown): string {
  const data =
    typeof document === 'string' ? document : gzipSync(JSON.stringify(document), { level: 9 }).toString('base64');
  return readFileSync(TEMPLATE, 'utf8').replace('@REPORT_DATA@', () => data);
}

export async function openPage(
  document: unknown,
  hash = '',
  options: BrowserContextOptions = {},
  before: (page: Page) => Promise<void> = async () => {},
): Promise<OpenPage> {
  const file = join(folder, `report_${count++}.html`);
  writeFileSync(file, filledPage(document));
  return openAddress(pathToFileURL(file).href, hash, options, before);
}

export async function openAddress(
  address: string,
  hash = '',
  options: BrowserContextOptions = {},
  before: (page: Page) => Promise<void> = async () => {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url()))
      complaints.push(`request: ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  await before(page);
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

// How far the page is wider than its window; tables scroll by themselves.
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

export const caseRows = (page: Page): Promise<string[]> => page.locator('#cases tbody tr').allTextContents();

// Pictures of the page of the real fixture, for README and docs: npm run shots (after npm run build).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const MAX_BYTES = 300_000;
const SHOTS = [
  { name: 'desktop', width: 1280, height: 1500 },
  { name: 'phone', width: 390, height: 1700, from: '#scaling' },
  { name: 'dark', width: 1280, height: 1600, from: '#scaling', colorScheme: 'dark' },
  { name: 'print', width: 718, height: 1400, media: 'print' },
];

const output = process.argv[2] ?? at('../../../../docs/images');
const executablePath = process.env.PIO_CHROMIUM ?? '/usr/bin/chromium';
const folder = mkdtempSync(join(tmpdir(), 'pio-shots-'));
const file = join(folder, 'report.html');
const data = gzipSync(readFileSync(at('../fixtures/real_report.json'))).toString('base64');
writeFileSync(
  file,
  readFileSync(at('../../dist/index.html'), 'utf8').replace('@REPORT_DATA@', () => data),
);
mkdirSync(output, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const { name, width, height, from = 'body', colorScheme = 'light', media } of SHOTS) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready=true]');
    if (media) {
      await page.emulateMedia({ media });
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    }
    const full = await page.evaluate(() => document.documentElement.scrollHeight);
    for (let y = 0; y < full; y += 700) {
      await page.evaluate((to) => scrollTo(0, to), y);
      await page.waitForTimeout(60);
    }
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(1200); // charts move into place
    const path = join(output, `report_${name}.png`);
    const y = Math.max(0, Math.round((await page.locator(from).boundingBox()).y));
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y, width, height: Math.min(height, full - y) } });
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new Error(`${path}: ${size} bytes, over ${MAX_BYTES}: clip it lower in SHOTS`);
    console.log(`${path}: ${size} bytes of a page ${full} px high`);
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

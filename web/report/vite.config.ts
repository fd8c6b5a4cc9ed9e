import { createHash } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

// The page is one file that asks nobody for anything: script and style go into the HTML, and the content security
// policy names the script by its hash, so that nothing else can run, whatever the data say.
function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('one-file: the build has no index.html');
      let html = String(page.source);
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === 'chunk') {
          html = html.replace(/<script type="module"[^>]*><\/script>/, '');
          // A closing tag inside of a string would end the script early.
          const code = part.code
            .trim()
            .replace(/<\/script/gi, '<\\/script')
            .replace(/<!--/g, '<\\!--');
          const hash = createHash('sha256').update(code).digest('base64');
          html = html.replace('</body>', () => `<script type="module">${code}</script>\n</body>`);
          html = html.replace("script-src 'none'", () => `script-src 'sha256-${hash}'`);
          delete bundle[name];
        } else if (name.endsWith('.css')) {
          html = html.replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${String(part.source).trim()}</style>`);
          delete bundle[name];
        }
      }
      // The program puts the data into the one, and lets a page that it serves ask itself for news by the other.
      for (const place of ['@REPORT_DATA@', "connect-src 'none'"]) {
        const found = html.split(place).length - 1;
        if (found !== 1) throw new Error(`one-file: ${place} stands ${found} times in the page, not once`);
      }
      page.source = html;
    },
  };
}

export default defineConfig({
  plugins: [oneFile()],
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
  },
  test: {
    include: ['tests/**/*_test.ts'],
    exclude: ['tests/browser/**'],
    environment: 'node',
    testTimeout: 120_000, // machines that test are busy; what hangs still ends
  },
});

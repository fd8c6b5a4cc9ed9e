import { defineConfig } from 'vitest/config';

// The built page in a real browser: slower, and only where there is a Chromium.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*_test.ts'],
    environment: 'node',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});

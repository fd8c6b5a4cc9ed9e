import { defineConfig } from 'vite';

// One script for Node.js that draws the charts as files: all that it needs is inside.
export default defineConfig({
  // ECharts in its development form speaks to the console.
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: { noExternal: true },
  build: {
    ssr: 'svg/draw_svg.ts',
    target: 'node18',
    minify: true,
    emptyOutDir: false,
    reportCompressedSize: false,
    rollupOptions: { output: { entryFileNames: 'draw_svg.mjs' } },
  },
});

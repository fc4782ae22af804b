import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/store/front/",
  plugins: [react()],
  build: {
    outDir: "../store/static/store/front",
    emptyOutDir: true,
    sourcemap: true,
    rollupOptions: {
      input: { catalogue: "src/catalogue.jsx", cart: "src/cart.jsx" },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});

// Builds js/, css/ and the icons into src/seismo/web/static/seismo/, or into the folder that is named.
// The same sources give the same bytes, so the result is committed and nobody needs Node to install
// or to run Seismo.
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, '../src/seismo/web/static/seismo');
const LAYERS = '@layer tokens, reset, base, layout, components, pages, utilities;\n';
const TARGET = ['es2022', 'chrome123', 'firefox128', 'safari17.5'];
const SHIPPED = ['htmx.org', 'lucide-static'];

const manifest = {};
rmSync(out, {recursive: true, force: true});
mkdirSync(out, {recursive: true});

function write(name, content) {
  writeFileSync(join(out, name), content);
  if (name === 'manifest.json') return;
  const bytes = Buffer.from(content);
  const quality = {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length};
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, {params: quality}));
  const gzipped = gzipSync(bytes, {level: 9});
  gzipped[9] = 255; // the byte that names the operating system
  writeFileSync(join(out, `${name}.gz`), gzipped);
}

function writeHashed(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  manifest[name] = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  write(manifest[name], content);
}

async function bundle(options) {
  const result = await build({
    bundle: true, minify: true, write: false, legalComments: 'none', logLevel: 'warning', target: TARGET, ...options,
  });
  return result.outputFiles[0].text;
}

function sprite() {
  const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(Boolean);
  const symbols = names.sort().map((name) => {
    const source = readFileSync(join(here, `node_modules/lucide-static/icons/${name}.svg`), 'utf8');
    const shapes = source.slice(source.indexOf('>', source.indexOf('<svg')) + 1, source.lastIndexOf('</svg>'));
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, '').replaceAll(' />', '/>')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

function licenses() {
  const texts = SHIPPED.map((name) => {
    const folder = join(here, 'node_modules', name);
    const {version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
  });
  return `What the pages of Seismo ship besides Seismo itself.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

const sheets = readdirSync(join(here, 'css')).filter((name) => name.endsWith('.css')).sort();
const css = LAYERS + sheets.map((name) => `@import "./${name}";`).join('\n');
writeHashed('app.css', await bundle({stdin: {contents: css, resolveDir: join(here, 'css'), loader: 'css'}}));
writeHashed('app.js', await bundle({entryPoints: [join(here, 'js/app.js')], format: 'esm'}));
writeHashed('icons.svg', sprite());
writeHashed('favicon.svg', readFileSync(join(here, 'favicon.svg'), 'utf8'));
write('prefetch.speculationrules', readFileSync(join(here, 'prefetch.json'), 'utf8'));
write('LICENSES.txt', licenses());
write('manifest.json', `${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`);

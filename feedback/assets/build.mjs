// Builds feedback/static from the sources here: stylesheets, one sprite of pictures, the mark and the scripts.
// The output is committed, so that nobody needs Node to run the service; the same sources give the same bytes.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { build, transform } from 'esbuild'
import { compile } from 'sass'

const here = fileURLToPath(new URL('.', import.meta.url))
const staticFolder = join(here, '..', 'static')

// The oldest browsers a donated phone is likely to have. esbuild rewrites what it can for them.
const oldestBrowsers = ['chrome64', 'firefox67', 'safari12']

mkdirSync(staticFolder, { recursive: true })
await buildStylesheet('public')
await buildStylesheet('staff')
await buildStylesheet('poster')
buildSprite()
copyMark()
await buildScript('public')
await buildScript('talk')
await buildScript('kiosk')
await buildScript('staff')
await buildScript('interview')
await buildScript('reading')

async function buildStylesheet(name) {
  const sass = compile(join(here, 'css', `${name}.scss`), {
    charset: false,
    loadPaths: [join(here, 'node_modules')]
  })
  const mirrored = withLogicalSides(sass.css)
  checkStylesheet(name, mirrored)
  const { code } = await transform(mirrored, {
    loader: 'css',
    minify: true,
    target: oldestBrowsers
  })
  write(`${name}.css`, code)
}

// GOV.UK Frontend names left and right and has no right-to-left stylesheet. Start and end serve Arabic and English alike.
function withLogicalSides(css) {
  return css
    .replace(/\b(margin|padding|border)-left\b/g, '$1-inline-start')
    .replace(/\b(margin|padding|border)-right\b/g, '$1-inline-end')
    .replace(/\btext-align: left\b/g, 'text-align: start')
    .replace(/\btext-align: right\b/g, 'text-align: end')
}

// The font and the crown belong to GOV.UK alone, the content security policy allows no other file, and a left or right
// that slipped through would stand on the wrong side in Arabic.
function checkStylesheet(name, css) {
  for (const unwanted of [/@font-face/, /GDS Transport/i, /crown|crest/i, /url\(/, /[;{]\s*(left|right|float):/]) {
    if (unwanted.test(css)) {
      throw new Error(`${name}.css must not contain ${unwanted}`)
    }
  }
}

// One file for all pictures: a phone fetches it once, and a page names a picture by its id.
function buildSprite() {
  const folder = join(here, 'pictures')
  const symbols = readdirSync(folder)
    .filter((file) => file.endsWith('.svg'))
    .sort()
    .map((file) => asSymbol(file.replace(/\.svg$/, ''), readFileSync(join(folder, file), 'utf8')))
  write('pictures.svg', `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`)
}

function asSymbol(name, svg) {
  const whole = svg.match(/^<svg xmlns="[^"]+" viewBox="(0 0 64 64)">(.*)<\/svg>\s*$/s)
  if (!whole || /<style|<script|\sstyle=|\sid=|href/.test(svg)) {
    throw new Error(`${name}.svg must be one plain 64 by 64 drawing without styles, scripts, ids or links`)
  }
  return `<symbol id="${name}" viewBox="${whole[1]}">${whole[2].replace(/>\s+</g, '><')}</symbol>`
}

// The icon of the page in a browser's tab cannot come out of the sprite.
function copyMark() {
  write('mark.svg', readFileSync(join(here, 'pictures', 'mark.svg'), 'utf8'))
}

async function buildScript(name) {
  const entry = join(here, 'js', `${name}.js`)
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2017',
    legalComments: 'none'
  })
  write(`${name}.js`, outputFiles[0].text)
}

// The compressed copies are served as they are, so that no server spends time on it.
function write(name, text) {
  const packed = gzipSync(text, { level: 9 })
  writeFileSync(join(staticFolder, name), text)
  writeFileSync(join(staticFolder, `${name}.gz`), packed)
  writeFileSync(join(staticFolder, `${name}.br`), brotliCompressSync(text))
  console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${packed.length} compressed`)
}

// Gzips the built pages and writes what puts them into the program: one assembler file with their
// bytes, one table for src/main/page_files.cc.
// Usage: node embed.mjs DIST OUT      DIST: what vite made; OUT: a folder for page_files.{S,inc}
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { constants, gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".yaml": "application/yaml",
};
const [dist, out] = process.argv.slice(2).map((path) => resolve(path));
mkdirSync(join(out, "pages"), { recursive: true });

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)))
  .sort();
const bytes = [];
const rows = [];
for (const [index, path] of files.entries()) {
  const type = TYPES[extname(path)];
  if (!type) throw new Error(`embed: ${path}: no content type for ${extname(path)}; add it to embed.mjs`);
  const packed = join(out, "pages", `${index}.gz`);
  writeFileSync(packed, gzipSync(readFileSync(join(dist, path)), { level: constants.Z_BEST_COMPRESSION }));
  const name = `likely_page_${index}`;
  bytes.push(`.global ${name}\n${name}:\n.incbin "${packed}"\n.global ${name}_end\n${name}_end:\n`);
  rows.push({ path, type, name });
}

writeFileSync(join(out, "page_files.S"),
  `.section .rodata\n${bytes.join("")}.section .note.GNU-stack,"",%progbits\n`);
writeFileSync(join(out, "page_files.inc"), `#include <array>

extern "C" {
${rows.map(({ name }) => `extern const char ${name}[];\nextern const char ${name}_end[];`).join("\n")}
}

namespace {

struct Embedded {
  const char* path;
  const char* content_type;
  const char* begin;
  const char* end;
};

const Embedded kEmbedded[] = {
${rows.map(({ path, type, name }) => `    {${JSON.stringify(path)}, ${JSON.stringify(type)}, ${name}, ${name}_end},`).join("\n")}
};

}  // namespace
`);

const { copyFileSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { brotliCompressSync, gzipSync } = require('node:zlib');

const out = join(__dirname, 'public');
const page = join(__dirname, 'src/page');

/** Puts the demo page beside the bundle, and beside every text its compressed forms, which the origin serves as they are. */
const withPage = {
  apply: (compiler) =>
    compiler.hooks.afterEmit.tap('page', () => {
      for (const name of readdirSync(page)) copyFileSync(join(page, name), join(out, name));
      for (const name of readdirSync(out, { recursive: true }).filter((file) => /\.(js|css|html|svg)$/.test(file))) {
        const text = readFileSync(join(out, name));
        writeFileSync(join(out, `${name}.br`), brotliCompressSync(text));
        writeFileSync(join(out, `${name}.gz`), gzipSync(text, { level: 9 }));
      }
    }),
};

/** @type {import('webpack').Configuration} */
module.exports = {
  mode: 'production',
  entry: { 'perchoir-chat': './src/loader.ts' },
  output: {
    path: out,
    filename: '[name].js',
    chunkFilename: 'assets/[name].[contenthash].js',
    clean: true,
    publicPath: 'auto',
  },
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: 'swc-loader',
        options: {
          jsc: { target: 'es2022', parser: { syntax: 'typescript' }, transform: { useDefineForClassFields: false } },
        },
      },
    ],
  },
  devtool: 'source-map',
  performance: { hints: 'error', maxAssetSize: 200_000, maxEntrypointSize: 200_000 },
  plugins: [withPage],
};

const block = 512;

/** A file or folder of an archive. */
export interface TarEntry {
  readonly name: string;
  /** @default - it is a folder */
  readonly content?: Buffer;
  readonly mode: number;
}

/** A tar archive (POSIX ustar) of root's files from 1970: the same entries are the same bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => [header(entry), ...padded(entry.content ?? Buffer.alloc(0))]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * block)]);
}

function header({ name, content, mode }: TarEntry): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name}: names in these archives have at most 100 bytes`);
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0);
  bytes.write(octal(mode, 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  bytes.write(octal(content?.length ?? 0, 11), 124);
  bytes.write(octal(0, 11), 136);
  bytes.write(' '.repeat(8), 148);
  bytes.write(content === undefined ? '5' : '0', 156);
  bytes.write('ustar\x0000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 6)}\0 `, 148);
  return bytes;
}

function padded(content: Buffer): readonly Buffer[] {
  const rest = content.length % block;
  return rest === 0 ? [content] : [content, Buffer.alloc(block - rest)];
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

// Files to attach, made here so that none lies in the repository.

import { deflateSync } from 'node:zlib';

interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture of one colour, 40 by 30. */
export function picture(name: string): File {
  const [width, height] = [40, 30];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7a)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
  return { name, mimeType: 'image/png', buffer };
}

/** A text. */
export function textFile(name: string, text: string): File {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
}

/** An archive, whatever its name says. */
export function zipFile(name: string): File {
  return { name, mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60, 7)]) };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

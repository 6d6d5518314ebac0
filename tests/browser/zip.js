// A ZIP archive of stored entries, made in memory.

import { crc32 } from "node:zlib";

/** The archive of these files: names to texts. */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const path = Buffer.from(name);
    const data = Buffer.from(text);
    const local = header(0x04034b50, 30, path, data);
    const central = header(0x02014b50, 46, path, data);
    central.writeUInt32LE(offset, 42);
    parts.push(local, path, data);
    directory.push(central, path);
    offset += local.length + path.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** The fields both kinds of header share stand two bytes later in the central one. */
function header(signature, length, path, data) {
  const bytes = Buffer.alloc(length);
  const at = length === 46 ? 2 : 0;
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(20, 4);
  if (at) bytes.writeUInt16LE(20, 6);
  bytes.writeUInt32LE(crc32(data), 14 + at);
  bytes.writeUInt32LE(data.length, 18 + at);
  bytes.writeUInt32LE(data.length, 22 + at);
  bytes.writeUInt16LE(path.length, 26 + at);
  return bytes;
}

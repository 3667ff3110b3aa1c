// The part of Protocol Buffers' wire format that Weft uses. Numbers are written from numbers or bigints, and read as
// bigints, because ids and stamps have 64 bits; bytes are shown where they lie, without a copy.

const toUtf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", {ignoreBOM: true});

const VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5;

export const utf8 = text => toUtf8.encode(text);
export const text = bytes => fromUtf8.decode(bytes);

/** Many arrays as one. */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Writes fields in the order of the calls; defaults (0, empty, false) are left out, as proto3 does. */
export class Writer {
  #parts = [];

  number(field, value) {
    if (value) {
      this.#tag(field, VARINT);
      this.#varint(BigInt(value));
    }
    return this;
  }

  fixed64(field, eightBytes) {
    this.#tag(field, FIXED64);
    this.#parts.push(eightBytes);
    return this;
  }

  bytes(field, bytes) {
    return bytes.length === 0 ? this : this.#block(field, bytes);
  }

  string(field, value) {
    return this.bytes(field, utf8(value));
  }

  /** Each of them, empty ones too. */
  all(field, blocks) {
    for (const each of blocks) {
      this.#block(field, each);
    }
    return this;
  }

  /** A message inside, which is there even if it is empty. */
  message(field, fill) {
    const inner = new Writer();
    fill(inner);
    return this.#block(field, inner.done());
  }

  done() {
    return concat(...this.#parts);
  }

  #block(field, bytes) {
    this.#tag(field, BYTES);
    this.#varint(BigInt(bytes.length));
    this.#parts.push(bytes);
    return this;
  }

  #tag(field, type) {
    this.#varint(BigInt(field << 3 | type));
  }

  #varint(value) {
    const bytes = [];
    let left = BigInt.asUintN(64, value);
    while (left > 127n) {
      bytes.push(Number(left & 127n) | 128);
      left >>= 7n;
    }
    bytes.push(Number(left));
    this.#parts.push(Uint8Array.from(bytes));
  }
}

/** The fields of a message, one after the other: `[number, value]`, the value a bigint or bytes. */
export function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= bytes.length) {
        break;
      }
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new RangeError("a number in a message is cut off or too long");
  };
  const block = length => {
    if (length > bytes.length - at) {
      throw new RangeError(`a field of ${length} bytes in a message with ${bytes.length - at} left`);
    }
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    switch (tag & 7) {
      case VARINT: yield [tag >>> 3, varint()]; break;
      case FIXED64: yield [tag >>> 3, block(8)]; break;
      case BYTES: yield [tag >>> 3, block(Number(varint()))]; break;
      case FIXED32: yield [tag >>> 3, block(4)]; break;
      default: throw new RangeError(`a field of the unknown type ${tag & 7} in a message`);
    }
  }
}

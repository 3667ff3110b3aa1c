// Reads CBOR (RFC 8949), in which nodes write the values of events. Pages write JSON.

import {concat, text} from "./protobuf.js";

const BREAK = Symbol("break");
const SIMPLE = [false, true, null, undefined];

/** The value in these bytes; byte strings are Uint8Arrays, and numbers beyond 2^53 bigints. */
export function readCbor(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;

  const argument = low => {
    switch (low) {
      case 24: return view.getUint8(at++);
      case 25: return view.getUint16((at += 2) - 2);
      case 26: return view.getUint32((at += 4) - 4);
      case 27: {
        const long = view.getBigUint64((at += 8) - 8);
        return long > BigInt(Number.MAX_SAFE_INTEGER) ? long : Number(long);
      }
      default: return low;
    }
  };

  const number = low => {
    switch (low) {
      case 25: return half(argument(low));
      case 26: return view.getFloat32((at += 4) - 4);
      case 27: return view.getFloat64((at += 8) - 8);
      case 31: return BREAK;
      default: return SIMPLE[low - 20];
    }
  };

  /** So many items, or all up to the break. */
  const items = low => {
    const all = [];
    for (let left = low === 31 ? Infinity : argument(low); left > 0; left--) {
      const each = item();
      if (each === BREAK) {
        break;
      }
      all.push(each);
    }
    return all;
  };

  const block = low => {
    if (low === 31) {
      return concat(...items(low).map(each => typeof each === "string" ? new TextEncoder().encode(each) : each));
    }
    const length = argument(low);
    if (length > bytes.length - at) {
      throw new RangeError(`CBOR with a string of ${length} bytes and ${bytes.length - at} left`);
    }
    return bytes.slice(at, at += length);
  };

  const map = low => {
    const all = {};
    for (let left = low === 31 ? Infinity : argument(low); left > 0; left--) {
      const key = item();
      if (key === BREAK) {
        break;
      }
      Object.defineProperty(all, String(key), {value: item(), enumerable: true, writable: true, configurable: true});
    }
    return all;
  };

  const item = () => {
    const head = view.getUint8(at++);
    const low = head & 31;
    switch (head >> 5) {
      case 0: return argument(low);
      case 1: {
        const value = argument(low);
        return typeof value === "bigint" ? -1n - value : -1 - value;
      }
      case 2: return block(low);
      case 3: return text(block(low));
      case 4: return items(low);
      case 5: return map(low);
      case 6: argument(low); return item(); // a tag says what the value means; the value is shown as it is
      default: return number(low);
    }
  };
  return item();
}

function half(bits) {
  const exponent = bits >> 10 & 31, fraction = bits & 1023;
  const value = exponent === 31 ? (fraction ? NaN : Infinity)
      : exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -value : value;
}

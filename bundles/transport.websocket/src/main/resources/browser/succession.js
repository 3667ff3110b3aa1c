// The keys that a node has had before its present one. Each has signed for the next, and the node's id is the hash of
// the first; the proof stands in its certificate.

import {concat, utf8} from "./protobuf.js";
import {SIGNING, P256, WeftError, nodeId} from "./identity.js";

const DOMAIN = utf8("weft.v1.Succession\0");
const POINT_BYTES = 33, STEP_BYTES = 33 + 64, MAX_STEPS = 16;

/** What stands before the two coordinates of a key of P-256 (RFC 5480). */
const SPKI_HEAD = Uint8Array.from([0x30, 0x59, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1,
  6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7, 3, 0x42, 0, 4]);

/** P-256 (SEC 2, section 2.4.2): the prime, and the constant of the curve. */
const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/**
 * The id of the node that holds this key.
 *
 * @param spki its present key
 * @param steps the bytes of the keys before it, oldest first, each with its signature for the next; may be empty
 */
export async function idOf(spki, steps) {
  if (steps.length === 0) {
    return nodeId(spki);
  }
  const count = steps.length / STEP_BYTES;
  if (!Number.isInteger(count) || count > MAX_STEPS || spki.length !== SPKI_HEAD.length + 64) {
    throw new WeftError("refused", "the node there shows keys before its own that are none");
  }
  const y = spki[spki.length - 1];
  const present = concat([2 + (y & 1)], spki.subarray(SPKI_HEAD.length, SPKI_HEAD.length + 32));
  const points = [];
  for (let at = 0; at < steps.length; at += STEP_BYTES) {
    points.push(steps.subarray(at, at + POINT_BYTES));
  }
  points.push(present);
  const first = spkiOf(points[0]);
  for (let i = 0; i < count; i++) {
    const key = await crypto.subtle.importKey("spki", spkiOf(points[i]), P256, false, ["verify"]);
    const signature = steps.subarray(i * STEP_BYTES + POINT_BYTES, (i + 1) * STEP_BYTES);
    if (!await crypto.subtle.verify(SIGNING, key, signature, concat(DOMAIN, ...points.slice(0, i + 2)))) {
      throw new WeftError("refused", `key ${i + 1} of the node there has not signed for the next one`);
    }
  }
  return nodeId(first);
}

function spkiOf(point) {
  const x = number(point.subarray(1));
  const square = (x * x * x - 3n * x + B) % PRIME;
  // The prime is 3 modulo 4, so this power is a square root.
  let y = power((square + PRIME) % PRIME, (PRIME + 1n) / 4n);
  if ((y & 1n) !== BigInt(point[0] & 1)) {
    y = PRIME - y;
  }
  const digits = y.toString(16).padStart(64, "0");
  return concat(SPKI_HEAD, point.subarray(1), digits.match(/../g).map(pair => parseInt(pair, 16)));
}

function number(bytes) {
  return BigInt("0x" + Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join(""));
}

function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = result * result % PRIME;
    if (bit === "1") {
      result = result * base % PRIME;
    }
  }
  return result;
}

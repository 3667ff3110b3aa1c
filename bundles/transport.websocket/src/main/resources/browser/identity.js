// Who this page is: a key that cannot be taken out of the browser, and a certificate for it, issued by the network's
// key as every node's is. All of it can be kept in IndexedDB; the ticket is needed once.

import {concat, text, utf8} from "./protobuf.js";

export const P256 = {name: "ECDSA", namedCurve: "P-256"};
export const SIGNING = {name: "ECDSA", hash: "SHA-256"};
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const SUCCESSION = [105, 129, 164, 145, 253, 166, 204, 182, 218, 163, 171, 172, 150, 197, 220, 142, 153, 240, 227, 123];
const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a page's certificate lasts (days); it is joined again then. Clocks may differ by one. */
const VALID_DAYS = 365, BACK_DATED_DAYS = 1;

/** Something that a person can act on. `code` is for programs. */
export class WeftError extends Error {
  /**
   * @param mayHaveRun whether a request may have been run although it failed
   * @param details what an error of the application is about: names and texts
   */
  constructor(code, message, mayHaveRun = false, details = {}) {
    super(message);
    this.name = "WeftError";
    this.code = code;
    this.mayHaveRun = mayHaveRun;
    this.details = details;
  }
}

export const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/**
 * Makes this page a member of the ticket's network.
 *
 * @param ticket what `weft invite` prints
 * @returns the identity: {id, network, authority, key, certificates}
 */
export async function join(ticket) {
  demandCrypto();
  const network = await networkKey(await scalarOf(ticket));
  const own = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", own.publicKey));
  const id = await nodeId(spki);
  return {
    id,
    network: network.id,
    authority: network.spki,
    key: own.privateKey,
    certificates: [await issue(network, id, spki)],
  };
}

/** Signs with this key: ECDSA with SHA-256, DER. */
export async function sign(key, message) {
  const raw = new Uint8Array(await crypto.subtle.sign(SIGNING, key, message));
  return der(0x30, unsigned(raw.subarray(0, 32)), unsigned(raw.subarray(32)));
}

/** Whether the key (SPKI, EC P-256) has signed the message so. */
export async function isSigned(spki, message, signature) {
  const key = await crypto.subtle.importKey("spki", spki, P256, false, ["verify"]);
  const raw = new Uint8Array(64);
  let at = 0;
  for (const each of children(element(signature, 0))) {
    const number = each.content.subarray(Math.max(0, each.content.length - 32));
    raw.set(number, (at += 32) - number.length);
  }
  return crypto.subtle.verify(SIGNING, key, raw, message);
}

/** The id of whoever holds this key: base32 of the SHA-256 of its SPKI. */
export async function nodeId(spki) {
  return base32(await sha256(spki));
}

/** A node id as frames carry it. */
export function rawId(id) {
  const raw = new Uint8Array(32);
  let bits = 0, held = 0, filled = 0;
  for (const letter of id) {
    bits = (bits << 5 | ALPHABET.indexOf(letter)) & 0xfff;
    held += 5;
    if (held >= 8) {
      raw[filled++] = bits >> (held -= 8);
    }
  }
  return raw;
}

export function base32(bytes) {
  let out = "", bits = 0, held = 0;
  for (const byte of bytes) {
    bits = (bits << 8 | byte) & 0xfff;
    held += 8;
    while (held >= 5) {
      out += ALPHABET[bits >> (held -= 5) & 31];
    }
  }
  return held > 0 ? out + ALPHABET[bits << (5 - held) & 31] : out;
}

/**
 * Checks that the authority has issued this certificate and that it is in date.
 *
 * @returns {spki, steps}: its key, and what proves the keys that the node had before
 */
export async function admitted(certificate, authority) {
  const [signed, , signature] = children(element(certificate, 0));
  const parts = children(signed);
  const [from, until] = children(parts[4]).map(time);
  const spki = parts[6].whole;
  if (!await isSigned(authority, signed.whole, signature.content.subarray(1))) {
    throw new WeftError("refused", "the node there is not of this page's network");
  }
  if (Date.now() < from || Date.now() > until) {
    throw new WeftError("refused", `the certificate of the node there is valid from ${new Date(from).toISOString()}`
        + ` until ${new Date(until).toISOString()}; are the clocks right?`);
  }
  return {spki, steps: keysBefore(parts[7])};
}

/** What is in the extension 2.25.109090047535264848749072952742828061179; nothing if there is none. */
function keysBefore(extensions) {
  for (const each of extensions ? children(children(extensions)[0]) : []) {
    const [name, ...rest] = children(each);
    if (name.content.length === SUCCESSION.length && SUCCESSION.every((byte, i) => byte === name.content[i])) {
      return element(rest.at(-1).content, 0).content;
    }
  }
  return new Uint8Array(0);
}

function demandCrypto() {
  if (!globalThis.crypto?.subtle) {
    throw new WeftError("insecure", "this page has no WebCrypto: browsers give it to pages that came by https or from"
        + ` localhost only, and this one is of ${globalThis.origin}`);
  }
}

async function scalarOf(ticket) {
  const line = String(ticket).trim();
  if (!line.startsWith("weft1:")) {
    throw new WeftError("ticket", 'not a ticket: it does not begin with "weft1:"');
  }
  let bytes;
  try {
    const base64 = line.slice(6).replaceAll("-", "+").replaceAll("_", "/");
    bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  } catch {
    throw new WeftError("ticket", "the ticket is damaged: it holds characters that no ticket has");
  }
  const content = bytes.subarray(0, Math.max(0, bytes.length - 4));
  const sum = (await sha256(content)).subarray(0, 4);
  if (content.length < 34 || sum.some((byte, i) => byte !== bytes[content.length + i]) || content[0] !== 1) {
    throw new WeftError("ticket", "the ticket is damaged or cut off: copy the whole line");
  }
  return content.subarray(1, 33);
}

/** The browser works out the public key, which the ticket does not have, and hands it back with the private one. */
async function networkKey(scalar) {
  const pkcs8 = der(0x30, der(2, [0]), EC_P256, der(4, der(0x30, der(2, [1]), der(4, scalar))));
  let jwk;
  try {
    const whole = await crypto.subtle.importKey("pkcs8", pkcs8, P256, true, ["sign"]);
    jwk = await crypto.subtle.exportKey("jwk", whole);
  } catch (e) {
    throw new WeftError("ticket", `this browser cannot use the ticket's key (${e.name})`);
  }
  const key = await crypto.subtle.importKey("jwk", jwk, P256, false, ["sign"]);
  const {x, y} = jwk;
  const open = await crypto.subtle.importKey("jwk", {kty: "EC", crv: "P-256", x, y}, P256, true, ["verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", open));
  return {key, spki, id: await nodeId(spki)};
}

// ---- certificates: DER (X.690), X.509 version 3 (RFC 5280)

const EC_P256 = der(0x30, oid(42, 134, 72, 206, 61, 2, 1), oid(42, 134, 72, 206, 61, 3, 1, 7));
const ECDSA_WITH_SHA256 = der(0x30, oid(42, 134, 72, 206, 61, 4, 3, 2));

async function issue(network, id, spki) {
  const serial = crypto.getRandomValues(new Uint8Array(16));
  serial[0] = serial[0] & 0x7f | 0x40;
  const now = Date.now();
  const critical = (name, value) => der(0x30, name, der(1, [0xff]), der(4, value));
  const signed = der(0x30,
      der(0xa0, der(2, [2])), der(2, serial), ECDSA_WITH_SHA256, commonName(network.id),
      der(0x30, utcTime(now - BACK_DATED_DAYS * DAY_MS), utcTime(now + VALID_DAYS * DAY_MS)),
      commonName(id), spki,
      der(0xa3, der(0x30,
          critical(oid(85, 29, 19), der(0x30)),
          critical(oid(85, 29, 15), der(3, [7, 0x80])),
          der(0x30, oid(85, 29, 37), der(4, der(0x30, oid(43, 6, 1, 5, 5, 7, 3, 1), oid(43, 6, 1, 5, 5, 7, 3, 2)))))));
  return der(0x30, signed, ECDSA_WITH_SHA256, der(3, [0], await sign(network.key, signed)));
}

function der(tag, ...parts) {
  const content = concat(...parts);
  const length = content.length < 128 ? [content.length]
      : content.length < 256 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 255];
  return concat([tag, ...length], content);
}

function oid(...arcs) {
  return der(6, arcs);
}

function commonName(name) {
  return der(0x30, der(0x31, der(0x30, oid(85, 4, 3), der(0x0c, utf8(name)))));
}

function unsigned(bytes) {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) {
    start++;
  }
  return der(2, bytes[start] & 128 ? [0] : [], bytes.subarray(start));
}

function utcTime(millis) {
  return der(0x17, utf8(new Date(millis).toISOString().slice(2, 19).replace(/[-:T]/g, "") + "Z"));
}

function time({tag, content}) {
  const digits = text(content);
  const full = tag === 0x18 ? digits : (digits < "5" ? "20" : "19") + digits;
  return Date.parse(full.replace(/^(....)(..)(..)(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function element(bytes, at) {
  let length = bytes[at + 1], start = at + 2;
  if (length > 127) {
    const more = length & 127;
    length = 0;
    for (let i = 0; i < more; i++) {
      length = length * 256 + bytes[start++];
    }
  }
  if (!(start + length <= bytes.length)) {
    throw new WeftError("refused", "the node there shows a certificate or signature that is none");
  }
  return {tag: bytes[at], content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length)};
}

function children({content}) {
  const found = [];
  for (let at = 0; at < content.length; at += found.at(-1).whole.length) {
    found.push(element(content, at));
  }
  return found;
}

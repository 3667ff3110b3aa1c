// NodeMessage (bundles/node/src/main/proto/weft/v1/node.proto): what a page says, and what it reads.

import {readCbor} from "./cbor.js";
import {Writer, fields, text, utf8} from "./protobuf.js";
import {sign} from "./identity.js";

const REQUEST = 10, RESPONSE = 11, EVENT = 12, HELLO = 13, ADVERTISEMENT = 14, HEARTBEAT = 15, GOAWAY = 16;
const NO_SERVICE = 2;
const RECORD_LABEL = utf8("weft.v1.Record\0");
const JSON_TYPE = "application/json", CBOR_TYPE = "application/cbor";

/** A record is renewed with each link, and a link may last for a day of show (seconds). */
const RECORD_SECONDS = 24 * 60 * 60;

/** The largest frame that is taken (bytes): the default of nodes. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export const LAST = 0, NO_NEW_REQUESTS = 1, NO_NEW_REQUESTS_ACK = 2, LEAVING = 3;

/** Names of `Failure`, by number. */
const FAILURES = ["", "application", "no_service", "no_action", "overloaded", "stopping", "too_large", "not_encodable",
  "deadline", "answer_lost", "forbidden"];

/** After these no handler has run. */
export const NOT_RUN = new Set(["no_service", "no_action", "overloaded", "stopping", "forbidden"]);

function message(kind, fill, id = 0) {
  return new Writer().number(1, id).message(kind, fill).done();
}

/** Bytes go as they are, everything else as JSON. */
function content(to, typeField, value) {
  if (value === undefined) {
    return;
  }
  const raw = value instanceof Uint8Array;
  to.string(typeField, raw ? "" : JSON_TYPE);
  to.bytes(typeField + 1, raw ? value : utf8(JSON.stringify(value)));
}

/** JSON and CBOR as values, no value as null, everything else as bytes of their own. */
function value(type, bytes) {
  switch (type) {
    case JSON_TYPE: return JSON.parse(text(bytes));
    case CBOR_TYPE: return readCbor(bytes);
    default: return bytes.length === 0 ? null : bytes.slice();
  }
}

export async function hello(identity, name, epoch) {
  const now = Date.now();
  const record = new Writer().string(1, identity.id).string(2, name).string(3, identity.network)
      .number(8, now).number(9, Math.floor(now / 1000) + RECORD_SECONDS).done();
  const toSign = new Uint8Array([...RECORD_LABEL, ...record]);
  const signed = new Writer().bytes(1, record).all(2, identity.certificates)
      .bytes(3, await sign(identity.key, toSign)).done();
  return message(HELLO, to => to.number(1, 1).number(2, 1).bytes(3, signed).fixed64(4, epoch)
      .number(6, MAX_FRAME_BYTES).all(7, [utf8(JSON_TYPE), utf8(CBOR_TYPE)]));
}

export function request(id, path, action, params, deadlineMs) {
  return message(REQUEST, to => {
    to.string(1, path).string(2, action).message(3, options => options.number(1, deadlineMs));
    content(to, 4, params);
  }, id);
}

export function event(topic, publisher, sequence, data) {
  return message(EVENT, to => {
    to.string(1, topic).bytes(2, publisher).number(3, sequence);
    content(to, 5, data);
  });
}

export function advertisement(revision, patterns) {
  return message(ADVERTISEMENT, to => to.number(1, revision).all(3, patterns.map(utf8)));
}

export function heartbeat(stamp, answer) {
  return message(HEARTBEAT, to => to.number(1, stamp).number(2, answer ? 1 : 0));
}

export function goaway(kind) {
  return message(GOAWAY, to => to.number(1, kind));
}

/** A page offers no services. */
export function noService(id) {
  return message(RESPONSE, to => to.string(3, "pages of browsers offer no services").number(4, NO_SERVICE), id);
}

/** What a frame says: {kind, id, …}; the kind is "other" for what a page does not need. */
export function read(frame) {
  const found = {kind: "other", id: 0n};
  for (const [number, inner] of fields(frame)) {
    if (number === 1) {
      found.id = inner;
    } else if (READERS[number]) {
      Object.assign(found, READERS[number](Object.fromEntries(fields(inner)), inner));
    }
  }
  return found;
}

const string = bytes => bytes ? text(bytes) : "";
const none = new Uint8Array(0);

const READERS = {
  [REQUEST]: () => ({kind: "request"}),
  [RESPONSE]: (f, inner) => ({
    kind: "response",
    success: Boolean(f[1]),
    code: string(f[2]) || FAILURES[Number(f[4] ?? 0n)] || "failed",
    failure: FAILURES[Number(f[4] ?? 0n)] ?? "failed",
    text: string(f[3]),
    details: entries(7, inner),
    value: f[1] ? value(string(f[5]), f[6] ?? none) : undefined,
  }),
  [EVENT]: f => ({
    kind: "event",
    topic: string(f[1]),
    publisher: f[2] ?? none,
    sequence: Number(f[3] ?? 0n),
    data: value(string(f[5]), f[6] ?? none),
  }),
  [HELLO]: f => ({kind: "hello", major: Number(f[1] ?? 0n), epoch: String(f[4] ?? ""), max: Number(f[6] ?? 0n)}),
  [ADVERTISEMENT]: (f, inner) => ({kind: "advertisement", services: services(inner)}),
  [HEARTBEAT]: f => ({kind: "heartbeat", stamp: f[1] ?? 0n, answer: Boolean(f[2])}),
  [GOAWAY]: f => ({kind: "goaway", step: Number(f[1] ?? 0n), reason: string(f[2])}),
};

/** A map of texts, with no prototype: its names are a stranger's. */
function entries(field, message) {
  const all = Object.create(null);
  for (const [number, inner] of fields(message)) {
    if (number === field) {
      const {1: name, 2: value} = Object.fromEntries(fields(inner));
      all[string(name)] = string(value);
    }
  }
  return all;
}

function services(advertisement) {
  const all = [];
  for (const [number, inner] of fields(advertisement)) {
    if (number === 2) {
      const service = {path: "", version: "", description: "", actions: []};
      for (const [field, bytes] of fields(inner)) {
        const name = [, "path", "version", "description"][field];
        if (name) {
          service[name] = text(bytes);
        } else if (field === 4) {
          service.actions.push(text(bytes));
        }
      }
      all.push(service);
    }
  }
  return all;
}

// The signed greeting by which a page and a node prove their keys to each other before the first frame: a type of one
// byte, a length of two, the body. The node speaks first.

import {concat, text, utf8} from "./protobuf.js";
import {MAX_FRAME_BYTES} from "./messages.js";
import {WeftError, admitted, isSigned, sha256, sign} from "./identity.js";
import {idOf} from "./succession.js";

const CHALLENGE = 1, PROOF = 2, WELCOME = 3, REFUSAL = 4;
const VERSION = utf8("WEFT\u0001");
const LABEL = utf8("weft websocket greeting 1\0");
const NONCE_BYTES = 32;

/** What has come of a stream and is not yet taken; put together only when something whole is there. */
export class Incoming {
  #chunks = [];
  #length = 0;

  push(bytes) {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** The next greeting, or undefined while more is needed. */
  greeting() {
    const head = this.#first(3);
    return head && this.#take(3, head[1] << 8 | head[2]);
  }

  /** The next frame, or undefined while more is needed. */
  frame() {
    const head = this.#first(4);
    const length = head && head[0] * 0x1000000 + (head[1] << 16 | head[2] << 8 | head[3]);
    if (length > MAX_FRAME_BYTES) {
      throw new WeftError("protocol", `a frame of ${length} bytes (limit ${MAX_FRAME_BYTES}) from the node`);
    }
    return head && this.#take(4, length)?.body;
  }

  #take(header, length) {
    const bytes = this.#first(header + length);
    if (!bytes) {
      return undefined;
    }
    this.#chunks[0] = bytes.subarray(header + length);
    this.#length -= header + length;
    return {type: bytes[0], body: bytes.subarray(header, header + length)};
  }

  /** At least so many bytes in one piece, or undefined. */
  #first(count) {
    if (this.#length < count) {
      return undefined;
    }
    if (this.#chunks[0].length < count) {
      this.#chunks = [concat(...this.#chunks)];
    }
    return this.#chunks[0];
  }
}

/** The page's end of one greeting. */
export class Greeting {
  #identity;
  #send;
  #own = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  #other;

  constructor(identity, send) {
    this.#identity = identity;
    this.#send = send;
  }

  /** Takes a message; the id of the node when all is proven, else undefined. */
  async take({type, body}) {
    if (type === REFUSAL) {
      throw new WeftError("refused", "the node does not admit this page: " + text(body));
    } else if (type === CHALLENGE && !this.#other) {
      if (body.length !== VERSION.length + NONCE_BYTES || VERSION.some((byte, i) => byte !== body[i])) {
        throw new WeftError("protocol", "whoever is there does not greet as Weft does");
      }
      this.#other = body.slice(VERSION.length);
      const {key, certificates} = this.#identity;
      const proof = await sign(key, await this.#signed("D", certificates));
      const blocks = [...certificates, proof].flatMap(each => [[each.length >> 8, each.length & 255], each]);
      this.#say(CHALLENGE, VERSION, this.#own);
      this.#say(PROOF, [certificates.length], ...blocks);
    } else if (type === PROOF && this.#other) {
      const peer = await this.#check(body);
      this.#say(WELCOME);
      return peer;
    } else {
      throw new WeftError("protocol", `whoever is there does not greet as Weft does: a message of type ${type}`);
    }
    return undefined;
  }

  async #check(body) {
    const blocks = [];
    for (let at = 1; at < body.length;) {
      const length = body[at] << 8 | body[at + 1];
      blocks.push(body.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    const signature = blocks.pop();
    if (blocks.length !== body[0] || blocks.length === 0) {
      throw new WeftError("protocol", "the node's proof is cut off");
    }
    const {spki, steps} = await admitted(blocks[0], this.#identity.authority);
    if (!await isSigned(spki, await this.#signed("L", blocks), signature)) {
      throw new WeftError("refused", "the node's signature is not by the key of its certificate");
    }
    return idOf(spki, steps);
  }

  async #signed(role, chain) {
    const lengths = chain.flatMap(each => [[0, 0, each.length >> 8, each.length & 255], each]);
    return concat(LABEL, utf8(role), this.#other, this.#own, await sha256(concat(...lengths)));
  }

  #say(type, ...parts) {
    const body = concat(...parts);
    this.#send(concat([type, body.length >> 8, body.length & 255], body));
  }
}

// A page as a peer of a Weft node: requests, events, and links that come back. No build step:
//
//   import {connect} from "http://127.0.0.1:7080/weft/client.js";
//   const weft = await connect({ticket, name: "panel"});
//   const reply = await weft.request("hello", "greet", {name: "world"});
//   const stop = weft.subscribe("lights/**", ({topic, data}) => show(topic, data));
//   weft.publish("lights/stage", {level: 0.8});

import {Greeting, Incoming} from "./greeting.js";
import {WeftError, base32, join, rawId} from "./identity.js";
import * as messages from "./messages.js";

export {WeftError, join};

/** How long an answer is waited for unless a request says otherwise (milliseconds). */
const PATIENCE_MS = 30_000;

/** To become a link (milliseconds). */
const OPENING_MS = 10_000;

/** Pauses before a lost link is made again, doubled each time (milliseconds). */
const FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 5_000;

/** A page knocks this often, and takes a link for dead that was silent for so long (milliseconds). */
const KNOCK_MS = 5_000, SILENCE_MS = 16_000;

/** Requests that may wait for their answers: a node tells that many apart (node.proto, message_id). */
const MAX_PENDING = 1 << 15;

/** Answers that only mean that the page has to try elsewhere, or again. */
const FINAL = new Set(["refused", "version"]);

/**
 * Links this page with a node.
 *
 * @param address of the node, such as ws://127.0.0.1:7080/weft; without it the node that this file came from
 * @param ticket what `weft invite` prints, for a page that is not in the network yet
 * @param identity what `weft.identity` was before, instead of a ticket
 * @param name for people who list peers
 * @returns a Weft, linked; rejects with a WeftError if that cannot be
 */
export async function connect({address = ownAddress(), ticket, identity, name = "browser"} = {}) {
  if (!identity && !ticket) {
    throw new WeftError("ticket", "a ticket (weft invite) or an identity is needed");
  }
  const weft = new Weft(address, identity ?? await join(ticket), name);
  await weft.open();
  return weft;
}

function ownAddress() {
  const here = new URL(".", import.meta.url);
  return `${here.protocol === "https:" ? "wss" : "ws"}://${here.host}/weft`;
}

/** Events: "linked", "unlinked", "refused" (it will not be tried again), "services". */
class Weft extends EventTarget {
  /** Kept by the page, in IndexedDB, it takes the place of a ticket. */
  identity;
  /** The id of the node, once linked. */
  node;
  /** What the node offers: [{path, version, description, actions}]. */
  services = [];

  #address;
  #name;
  #socket;
  #closed = false;
  #pause = FIRST_PAUSE_MS;
  #epoch = crypto.getRandomValues(new Uint8Array(8));
  #nodeEpoch;
  #maxFrame = messages.MAX_FRAME_BYTES;
  #lastId = 0;
  #pending = new Map();
  #subscriptions = new Map();
  #revision = 0;
  #sequences = new Map();

  constructor(address, identity, name) {
    super();
    this.#address = address;
    this.identity = identity;
    this.#name = name;
    this.#epoch[0] |= 1;
  }

  get linked() {
    return this.#socket !== undefined;
  }

  /**
   * Calls an action of a service that the node offers. Waits for a link if there is none.
   *
   * @returns the result; rejects with a WeftError, whose `mayHaveRun` says whether trying again is safe
   */
  request(path, action, params, {timeoutMs = PATIENCE_MS} = {}) {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        throw new WeftError("closed", "this connection was closed");
      }
      if (this.#pending.size >= MAX_PENDING) {
        throw new WeftError("overloaded", `${MAX_PENDING} requests wait for their answers`);
      }
      do {
        this.#lastId++;
      } while (this.#pending.has(this.#lastId % 65536));
      const id = this.#lastId;
      const frame = messages.request(id, path, action, params, timeoutMs);
      this.#demandFits(frame);
      const what = `${path} ${action}`;
      const timer = setTimeout(() => this.#settle(id, call => call.reject(new WeftError("deadline",
          `no answer to ${what} within ${timeoutMs} ms` + (call.sent ? "" : "; there was no link"), call.sent))), timeoutMs);
      const call = {id, frame, what, resolve, reject, timer, sent: false};
      this.#pending.set(id % 65536, call);
      this.#transmit(call);
    });
  }

  /** Publishes to those who listen on the node; without a link it goes nowhere, and false is returned. */
  publish(topic, data) {
    const sequence = (this.#sequences.get(topic) ?? 0) + 1;
    this.#sequences.set(topic, sequence);
    const frame = messages.event(topic, rawId(this.identity.id), sequence, data);
    this.#demandFits(frame);
    return this.#send(frame);
  }

  /**
   * Listens to topics: `*` is one segment, a last `**` any number.
   *
   * @param handler gets {topic, data, publisher, sequence}
   * @returns ends it
   */
  subscribe(pattern, handler) {
    const key = Symbol(pattern);
    this.#subscriptions.set(key, {pattern, handler, matches: matcher(pattern)});
    this.#advertise();
    return () => {
      if (this.#subscriptions.delete(key)) {
        this.#advertise();
      }
    };
  }

  /** Says goodbye. What still waits fails. */
  close() {
    this.#closed = true;
    this.#send(messages.goaway(messages.LEAVING));
    this.#socket?.close(1000);
    this.#failAll(() => true, "closed", "this connection was closed");
  }

  /** One try to make a link. */
  open() {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#address);
      socket.binaryType = "arraybuffer";
      const link = {socket, incoming: new Incoming(), heard: Date.now(), resolve, reject, work: Promise.resolve()};
      link.say = bytes => socket.send(bytes);
      link.greeting = new Greeting(this.identity, link.say);
      const late = setTimeout(() => this.#fail(link, new WeftError("unreachable",
          `${this.#address} did not become a link within ${OPENING_MS} ms`)), OPENING_MS);
      link.opened = () => clearTimeout(late);
      socket.onmessage = ({data}) => {
        link.heard = Date.now();
        link.work = link.work.then(() => this.#take(link, data)).catch(e => this.#fail(link, e));
      };
      socket.onclose = ({code, reason}) => link.work.then(() => this.#ended(link, code, reason));
    });
  }

  async #take(link, data) {
    if (link.failure) {
      return;
    }
    if (!(data instanceof ArrayBuffer)) {
      throw new WeftError("protocol", "whoever is there sends text");
    }
    link.incoming.push(new Uint8Array(data));
    while (link.greeting) {
      const message = link.incoming.greeting();
      if (!message) {
        return;
      }
      const peer = await link.greeting.take(message);
      if (peer) {
        this.node = peer;
        link.greeting = undefined;
        send(link.socket, await messages.hello(this.identity, this.#name, this.#epoch));
      }
    }
    for (let frame = link.incoming.frame(); frame; frame = link.incoming.frame()) {
      this.#message(link, messages.read(frame));
    }
  }

  #message(link, message) {
    switch (message.kind) {
      case "hello": this.#greeted(link, message); break;
      case "response": this.#answered(message); break;
      case "event": this.#arrived(message); break;
      case "request": send(link.socket, messages.noService(message.id)); break;
      case "advertisement":
        this.services = message.services;
        this.dispatchEvent(new Event("services"));
        break;
      case "heartbeat":
        if (!message.answer) {
          send(link.socket, messages.heartbeat(message.stamp, true));
        }
        break;
      case "goaway": this.#goaway(link, message); break;
      default: break;
    }
  }

  #greeted(link, hello) {
    if (hello.major !== 1) {
      throw new WeftError("version", `the node speaks version ${hello.major} of the protocol, this page version 1`);
    }
    if (this.#nodeEpoch !== undefined && this.#nodeEpoch !== hello.epoch) {
      this.#failAll(call => call.sent, "lost", "the node has restarted", true);
    }
    this.#nodeEpoch = hello.epoch;
    this.#maxFrame = Math.min(hello.max || messages.MAX_FRAME_BYTES, messages.MAX_FRAME_BYTES);
    this.#socket = link.socket;
    this.#pause = FIRST_PAUSE_MS;
    link.opened();
    link.timer = setInterval(() => this.#watch(link), KNOCK_MS);
    this.#advertise();
    for (const call of [...this.#pending.values()].sort((a, b) => a.id - b.id)) {
      this.#transmit(call); // what a broken link carried goes again: the node runs nothing twice
    }
    link.resolve();
    this.dispatchEvent(new Event("linked"));
  }

  #answered(message) {
    this.#settle(Number(message.id), call => {
      if (message.success) {
        call.resolve(message.value);
      } else {
        call.reject(new WeftError(message.code, `${call.what}: ${message.text || message.failure}`,
            !messages.NOT_RUN.has(message.failure), message.details));
      }
    });
  }

  #arrived({topic, data, publisher, sequence}) {
    for (const {matches, handler} of [...this.#subscriptions.values()]) {
      if (matches(topic)) {
        try {
          handler({topic, data, publisher: base32(publisher), sequence});
        } catch (e) {
          reportError(e); // whatever a page's handler did, the link goes on
        }
      }
    }
  }

  #goaway(link, {step, reason}) {
    if (step === messages.NO_NEW_REQUESTS) {
      send(link.socket, messages.goaway(messages.NO_NEW_REQUESTS_ACK));
    } else if (step === messages.LAST) {
      if (this.#socket !== link.socket) {
        throw new WeftError("not_taken", `the node does not take this page in: ${reason}`);
      }
      this.#socket = undefined; // nothing follows the goodbye
      send(link.socket, messages.goaway(messages.LAST));
      link.socket.close(1000);
    }
  }

  #watch(link) {
    if (Date.now() - link.heard > SILENCE_MS) {
      this.#fail(link, new WeftError("lost", `nothing was heard of the node for ${SILENCE_MS} ms`));
    } else {
      send(link.socket, messages.heartbeat(Math.floor(performance.now()), false));
    }
  }

  #fail(link, failure) {
    link.failure ??= failure;
    link.socket.close();
    this.#ended(link, 1006, "");
  }

  #ended(link, code, reason) {
    if (link.ended) {
      return;
    }
    link.ended = true;
    link.opened();
    clearInterval(link.timer);
    const failure = link.failure ?? new WeftError("unreachable", `${this.#address} closed the WebSocket (${code}`
        + `${reason ? " " + reason : ""}); does the node run there, and may pages of ${globalThis.origin} make links`
        + " (allowed_origins)?");
    const first = this.#nodeEpoch === undefined;
    if (this.#socket === link.socket) {
      this.#socket = undefined;
    }
    link.reject(failure);
    if (FINAL.has(failure.code)) {
      this.#closed = true;
      this.#failAll(() => true, failure.code, failure.message);
      this.dispatchEvent(new CustomEvent("refused", {detail: failure}));
      return;
    }
    this.dispatchEvent(new CustomEvent("unlinked", {detail: failure}));
    if (!first && !this.#closed) {
      setTimeout(() => this.#closed || this.open().catch(() => {}), this.#pause * (0.5 + Math.random() / 2));
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    }
  }

  #advertise() {
    const patterns = [...new Set([...this.#subscriptions.values()].map(each => each.pattern))];
    this.#send(messages.advertisement(++this.#revision, patterns));
  }

  #transmit(call) {
    call.sent = this.#send(call.frame) || call.sent;
  }

  #send(frame) {
    return this.#socket !== undefined && send(this.#socket, frame);
  }

  #demandFits(frame) {
    if (frame.length > this.#maxFrame) {
      throw new WeftError("too_large", `a message of ${frame.length} bytes (limit ${this.#maxFrame})`);
    }
  }

  #settle(id, how) {
    const call = this.#pending.get(id % 65536);
    if (call?.id === id) {
      this.#pending.delete(id % 65536);
      clearTimeout(call.timer);
      how(call);
    }
  }

  #failAll(which, code, why, mayHaveRun) {
    for (const call of [...this.#pending.values()].filter(which)) {
      this.#settle(call.id, () => call.reject(new WeftError(code, `${call.what}: ${why}`, mayHaveRun ?? call.sent)));
    }
  }
}

/** A frame behind its length. */
function send(socket, frame) {
  if (socket.readyState !== WebSocket.OPEN) {
    return false;
  }
  const bytes = new Uint8Array(4 + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, 4);
  socket.send(bytes);
  return true;
}

function matcher(pattern) {
  const segments = pattern.split("/");
  const rest = segments.at(-1) === "**";
  const fixed = rest ? segments.slice(0, -1) : segments;
  if (fixed.some(each => each !== "*" && (each === "" || each.includes("*")))) {
    throw new WeftError("pattern", `topic pattern "${pattern}": segments are names, *, or a last **`);
  }
  return topic => {
    const given = topic.split("/");
    return (rest ? given.length >= fixed.length : given.length === fixed.length)
        && fixed.every((each, i) => each === "*" || each === given[i]);
  };
}

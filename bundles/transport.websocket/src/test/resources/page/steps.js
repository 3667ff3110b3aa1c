// Does one step after the other, and tells what came of each.

let client, weft;
const events = [];
const waiting = [];

const steps = {
  async load({from}) {
    client = await import(from);
  },
  async connect(options) {
    weft = await client.connect(options);
    return {id: weft.identity.id, node: weft.node};
  },
  async keep() {
    await store("readwrite", kept => kept.put(weft.identity, "identity"));
  },
  async connectAsBefore({address}) {
    const identity = await store("readonly", kept => kept.get("identity"));
    weft = await client.connect({address, identity, name: "again"});
    return {id: weft.identity.id, extractable: identity.key.extractable};
  },
  request({path, action, params, timeoutMs}) {
    return weft.request(path, action, params, {timeoutMs});
  },
  async echo({bytes}) {
    const sent = new Uint8Array(bytes);
    for (let i = 0; i < bytes; i++) {
      sent[i] = i * 31;
    }
    const back = await weft.request("test", "echo", sent);
    return {bytes: back.length, same: back.every((byte, i) => byte === sent[i])};
  },
  async burst({count}) {
    const all = await Promise.all(
        Array.from({length: count}, (_, i) => weft.request("test", "greet", {name: String(i)})));
    return all.filter((reply, i) => reply === `Hello, ${i}`).length;
  },
  subscribe({pattern}) {
    weft.subscribe(pattern, event => {
      events.push(event);
      waiting.forEach(look => look());
    });
  },
  events({count}) {
    return new Promise(resolve => {
      const look = () => events.length >= count && resolve(events);
      waiting.push(look);
      look();
    });
  },
  publish({topic, data}) {
    return weft.publish(topic, data);
  },
  services() {
    return weft.services.map(({path, actions}) => ({path, actions}));
  },
  close() {
    weft.close();
  },
};

function store(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("weft-test", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const done = work(opening.result.transaction("kept", mode).objectStore("kept"));
      done.onsuccess = () => resolve(done.result);
      done.onerror = () => reject(done.error);
    };
  });
}

const post = (path, body) => fetch(path, {method: "POST", body});

await post("/loaded");
for (;;) {
  const {call, step, args} = await (await post("/step")).json();
  if (step === "reload") {
    location.reload();
    break;
  }
  let outcome;
  try {
    outcome = {call, value: await steps[step](args) ?? null};
  } catch ({code = "script", message, mayHaveRun = false, details = {}}) {
    outcome = {call, error: {code, message, mayHaveRun, details}};
  }
  await post("/outcome", JSON.stringify(outcome));
}

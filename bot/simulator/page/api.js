/** What a person can do with their phone, as calls to the simulator. Each rejects when refused. */
export function phoneApi(id) {
  const post = (action, body) =>
    postJson(`/control/phones/${encodeURIComponent(id)}/${action}`, body);
  return {
    send: (text) => post("send", { text }),
    press: (messageId, data) => post("press", { message_id: messageId, data }),
    edit: (messageId, text) => post("edit", { message_id: messageId, text }),
    remove: (messageId) => post("delete", { message_id: messageId }),
    photo: () => post("photo", { caption: "" }),
    kind: (kind) => post("kind", { kind }),
    upload: async (file) =>
      post("upload", { name: file.name, mime: file.type, data: await base64(file) }),
    block: (blocked) => post("block", { blocked }),
  };
}

/** A file's bytes, for a body of JSON. */
async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Name and commands of the bot as they are now. */
export async function fetchBot() {
  const response = await fetch("/control/state");
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()).bot;
}

async function postJson(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.text()) || `HTTP ${response.status}`);
}

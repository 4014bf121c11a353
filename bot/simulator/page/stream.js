const RETRY_MS = 2000;

/**
 * Follow /control/events for as long as the page lives.
 * The browser reconnects by itself after a cut, but gives up after an HTTP error; then we start anew.
 * Each new connection begins with a `state` event, so nothing missed in between is lost.
 */
export function follow({ state, chat, toast, up, down }) {
  const source = new EventSource("/control/events");
  const listen = (name, handle) =>
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  listen("state", state);
  listen("chat", chat);
  listen("toast", toast);
  source.addEventListener("open", up);
  source.addEventListener("error", () => {
    down();
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => follow({ state, chat, toast, up, down }), RETRY_MS);
  });
}

/** Entry of the page: joins the live stream, the wall of phones, the top bar and the URL hash. */
import { Bar } from "./bar.js";
import { follow } from "./stream.js";
import { ViewState } from "./view-state.js";
import { Wall } from "./wall.js";
import { wordsFor } from "./words.js";

const view = new ViewState();
const wall = new Wall(document.getElementById("wall"), view);
const banner = document.getElementById("banner");
const bar = new Bar(document.getElementById("bar"), {
  language: (code) =>
    change(() => {
      view.language = code;
    }),
  toggle: (id) => change(() => view.toggle(id)),
  activate: (id) =>
    change(() => {
      view.active = id;
    }),
});

function change(edit) {
  edit();
  view.write();
  render();
}

function render() {
  const words = wordsFor(view.language);
  document.documentElement.lang = view.language;
  banner.textContent = words.reconnecting;
  wall.layout(words);
  bar.render({ words, language: view.language, phones: wall.states.map(summary) });
}

function summary({ id, name }) {
  return {
    id,
    name,
    shown: !view.hidden.has(id),
    active: id === wall.active(),
    unread: wall.isUnread(id),
  };
}

window.addEventListener("hashchange", () => {
  view.read();
  render();
});
wall.onLayoutChange(render);
render();

follow({
  state({ bot, phones }) {
    wall.reset(bot, phones);
    render();
  },
  chat(phone) {
    wall.put(phone);
    render();
  },
  toast: (toast) => wall.answer(toast),
  up: () => {
    banner.hidden = true;
  },
  down: () => {
    banner.hidden = false;
  },
});

import { avatar, button, el, KeyedList, onChange } from "./dom.js";
import { directionOf } from "./words.js";
import { UI_LANGUAGES } from "./view-state.js";

const NATIVE_NAMES = { da: "Dansk", ar: "العربية", en: "English" };

/** The top bar: product, what this is, language of the page, and which phones to see. */
export class Bar {
  #node;
  #tagline = el("p", { class: "bar__tagline" });
  #languages = el("div", { class: "segments", role: "group" });
  // Left to right like the wall below, whatever the language of the bar.
  #chips = el("div", { class: "chips", role: "group", dir: "ltr" });
  #tabs = el("div", { class: "tabs", role: "tablist" });
  #chipList;
  #tabList;

  /** on: {language(code), toggle(id), activate(id)} */
  constructor(node, on) {
    this.#node = node;
    this.#chipList = new KeyedList(this.#chips, ({ id, name }) => chip(id, name, on));
    this.#tabList = new KeyedList(this.#tabs, ({ id, name }) => tab(id, name, on));
    this.#languages.append(
      ...UI_LANGUAGES.map((code) =>
        button(
          { class: "segment", lang: code, "data-language": code, onclick: () => on.language(code) },
          NATIVE_NAMES[code],
        ),
      ),
    );
    this.#tabs.addEventListener("keydown", (event) => this.#steerTabs(event));
    const brand = el(
      "div",
      { class: "bar__brand" },
      el("img", { class: "bar__logo", src: "icon.svg", alt: "", width: "32", height: "32" }),
      el("h1", { class: "bar__name" }, "Nabodialog"),
    );
    node.append(brand, this.#tagline, this.#chips, this.#languages, this.#tabs);
  }

  /** phones: [{id, name, shown, active, unread}] */
  render({ phones, language, words }) {
    this.#node.lang = language;
    this.#node.dir = directionOf(language);
    this.#tagline.textContent = words.tagline;
    this.#languages.setAttribute("aria-label", words.uiLanguage);
    this.#chips.setAttribute("aria-label", words.phones);
    this.#tabs.setAttribute("aria-label", words.phones);
    for (const segment of this.#languages.children)
      segment.setAttribute("aria-pressed", String(segment.dataset.language === language));
    const items = phones.map((phone) => ({ ...phone, unreadWord: words.unread }));
    this.#chipList.render(items);
    this.#tabList.render(items);
  }

  #steerTabs(event) {
    const forward = this.#node.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = this.#node.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const tabs = [...this.#tabs.children];
    const here = tabs.indexOf(document.activeElement);
    const moves = { [forward]: here + 1, [backward]: here - 1, Home: 0, End: -1 };
    if (here < 0 || !(event.key in moves)) return;
    event.preventDefault();
    const next = tabs.at(moves[event.key] % tabs.length);
    next.click();
    next.focus();
  }
}

function chip(id, name, on) {
  const dot = el("span", { class: "dot", role: "img", hidden: true });
  const node = button(
    { class: "chip", "data-chip": id, onclick: () => on.toggle(id) },
    avatar(name, id, "avatar--small"),
    el("span", { dir: "auto" }, name),
    dot,
  );
  return {
    node,
    update({ shown, unread, unreadWord }) {
      node.setAttribute("aria-pressed", String(shown));
      paintDot(dot, unread, unreadWord);
    },
  };
}

function tab(id, name, on) {
  const dot = el("span", { class: "dot", role: "img", hidden: true });
  const node = button(
    {
      class: "tab",
      role: "tab",
      id: `tab-${id}`,
      "data-tab": id,
      "aria-controls": `phone-${id}`,
      onclick: () => on.activate(id),
    },
    el("span", { dir: "auto" }, name),
    dot,
  );
  const select = onChange((active) => {
    node.setAttribute("aria-selected", String(active));
    node.tabIndex = active ? 0 : -1;
    if (active) node.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  return {
    node,
    update({ active, unread, unreadWord }) {
      select(active);
      paintDot(dot, unread, unreadWord);
    },
  };
}

function paintDot(dot, unread, word) {
  dot.hidden = !unread;
  dot.setAttribute("aria-label", word);
}

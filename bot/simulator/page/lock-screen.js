import { button, el, onChange } from "./dom.js";
import { icon } from "./icons.js";
import { baseLanguage } from "./words.js";

const CLOCK_MS = 5000;
const APP_NAME = "Telegram";

/** The locked phone as a bystander sees it: clock and the newest notification, nothing else. */
export class LockScreen {
  #clock = el("time", { class: "lock__clock" });
  #date = el("span", { class: "lock__date" });
  #note = el("div", { class: "lock__note" });
  #words;
  #locale;
  #draw;

  constructor({ id, language, words, folded }) {
    this.#words = words;
    this.#locale = `${baseLanguage(language)}-u-nu-latn`;
    this.#draw = onChange((parts) => this.#paint(parts));
    const body = el(
      "div",
      { class: "lock__body", id: `lock-${id}` },
      el("div", { class: "lock__now" }, this.#clock, this.#date),
      this.#note,
    );
    this.node = el(
      "section",
      { class: "lock", "aria-label": words.lock, "data-testid": "lock" },
      this.#foldButton(folded),
      body,
    );
    this.node.classList.toggle("lock--folded", folded);
    this.#tick();
    setInterval(() => this.#tick(), CLOCK_MS);
  }

  update({ lock, messages }) {
    const newest = messages.findLast(({ out }) => !out);
    this.#draw({
      ...lock,
      text: lock.text && this.#shown(lock.text, newest),
      time: newest?.time ?? "",
    });
  }

  /** A picture without words is announced by what it is, in the phone's language. */
  #shown(text, newest) {
    if (!newest || newest.text) return text;
    return this.#words.kinds[newest.photo ? "photo" : newest.kind] ?? text;
  }

  #foldButton(folded) {
    const { lock, lockToggle } = this.#words;
    const toggle = button(
      {
        class: "lock__fold",
        "aria-expanded": String(!folded),
        title: lockToggle,
        "data-testid": "lock-toggle",
      },
      icon("lock"),
      el("span", { class: "lock__label" }, lock),
      icon("chevron", "lock__chevron"),
    );
    toggle.addEventListener("click", () => {
      const now = this.node.classList.toggle("lock--folded");
      toggle.setAttribute("aria-expanded", String(!now));
    });
    return toggle;
  }

  #paint({ title, text, silent, time }) {
    this.#note.classList.toggle("lock__note--none", !text);
    if (!text) {
      this.#note.replaceChildren(this.#words.noNotification);
      return;
    }
    this.#note.replaceChildren(
      el(
        "div",
        { class: "lock__app" },
        el("span", { class: "lock__app-name" }, APP_NAME),
        silent
          ? el(
              "span",
              {
                class: "lock__silent",
                role: "img",
                "aria-label": this.#words.silent,
                title: this.#words.silent,
              },
              icon("bellOff"),
            )
          : null,
        el("time", {}, time),
      ),
      el("b", { class: "lock__title" }, el("bdi", {}, title)),
      el("div", { class: "lock__text", dir: "auto" }, text),
    );
  }

  #tick() {
    const now = new Date();
    const twoDigits = (number) => String(number).padStart(2, "0");
    this.#clock.textContent = `${twoDigits(now.getHours())}:${twoDigits(now.getMinutes())}`;
    this.#date.textContent = now.toLocaleDateString(this.#locale, {
      weekday: "long",
      day: "numeric",
      month: "long",
    });
  }
}

import { button, el, KeyedList, onChange } from "./dom.js";
import { icon } from "./icons.js";
import { messageView } from "./message.js";

const NEAR_END_PX = 48;

/** The scrolling list of messages of one chat. Follows the newest unless the person scrolled up. */
export class MessageLog {
  #chat;
  #scroller;
  #list;
  #typing;
  #empty;
  #jump;
  #messages;
  #atEnd = true;
  #newestId = 0;
  #offset = 0;

  constructor(chat) {
    this.#chat = chat;
    this.#build(chat.words);
    this.#messages = new KeyedList(this.#list, (message) => messageView(message, chat));
    this.#scroller.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
    // Photos, fonts and a growing composer change heights after the fact; stay at the end through all that.
    const follow = new ResizeObserver(() => this.#keepPlace());
    follow.observe(this.#list);
    follow.observe(this.#scroller);
  }

  #build(words) {
    this.#list = el("div", {
      class: "log__list",
      role: "log",
      "aria-live": "polite",
      "aria-label": `${words.chat} ${this.#chat.botName()}`,
      tabindex: "0",
    });
    this.#typing = el(
      "div",
      { class: "typing", role: "img", "aria-label": words.typing, hidden: true },
      el("i"),
      el("i"),
      el("i"),
    );
    this.#empty = el(
      "div",
      { class: "log__empty", hidden: true },
      el("p", {}, words.empty),
      button({ class: "log__start", onclick: () => this.#chat.send("/start") }, words.start),
    );
    this.#jump = button(
      { class: "log__jump", "aria-label": words.newest, hidden: true, onclick: () => this.toEnd() },
      icon("down"),
    );
    this.#scroller = el("div", { class: "log__scroller" }, this.#empty, this.#list, this.#typing);
    this.node = el("div", { class: "log" }, this.#scroller, this.#jump);
  }

  update({ messages, typing }) {
    const hadFocus = this.#list.contains(document.activeElement);
    const newest = messages.at(-1);
    const ownNew = Boolean(newest?.out) && newest.id > this.#newestId;
    const botNew = !ownNew && (newest?.id ?? 0) > this.#newestId;
    this.#newestId = Math.max(this.#newestId, newest?.id ?? 0);
    this.#messages.render(messages);
    this.#typing.hidden = !typing;
    this.#empty.hidden = messages.length > 0;
    if (ownNew || this.#atEnd) this.toEnd();
    else if (botNew) this.#jump.classList.add("log__jump--new");
    // A deleted message must not throw a keyboard user out of the chat.
    if (hadFocus && !this.#list.contains(document.activeElement))
      this.#list.focus({ preventScroll: true });
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#noteScroll();
  }

  /** A phone that was hidden comes back scrolled to its top; put it where the person left it. */
  #keepPlace() {
    if (this.#atEnd) this.toEnd();
    else if (this.#scroller.scrollTop === 0) this.#scroller.scrollTop = this.#offset;
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (!clientHeight) return; // hidden phone: keep what we knew
    // Only a move upwards is the person's will; being off the end may also mean that content grew meanwhile.
    if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) this.#atEnd = true;
    else if (scrollTop < this.#offset) this.#atEnd = false;
    this.#offset = scrollTop;
    this.#jump.hidden = this.#atEnd;
    if (this.#atEnd) this.#jump.classList.remove("log__jump--new");
  }
}

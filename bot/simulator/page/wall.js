import { fetchBot } from "./api.js";
import { el, KeyedList } from "./dom.js";
import { Phone } from "./phone.js";

const NARROW = window.matchMedia("(max-width: 699.98px)");
const BOT_BEFORE_FIRST_STATE = { username: "", name: "Nabodialog", commands: {} };

/** All phones: side by side on a wide screen, one at a time on a narrow one. Knows which have unseen messages. */
export class Wall {
  #view;
  #empty = el("p", { class: "wall__empty" });
  #bot = BOT_BEFORE_FIRST_STATE;
  #states = new Map();
  #phones;
  #seen = new Map();

  constructor(node, view) {
    this.#view = view;
    node.append(this.#empty);
    // A person who changes language gets a new phone: every word and the direction change with it.
    this.#phones = new KeyedList(
      node,
      (state) => this.#create(state),
      ({ id, language }) => `${id} ${language}`,
    );
  }

  get states() {
    return [...this.#states.values()];
  }

  onLayoutChange(run) {
    NARROW.addEventListener("change", run);
  }

  reset(bot, states) {
    this.#states = new Map(states.map((state) => [state.id, state]));
    this.#phones.render(this.states);
    this.#setBot(bot);
  }

  put(state) {
    const known = this.#states.has(state.id) && this.#phones.get(state);
    this.#states.set(state.id, state);
    if (known) known.update(state);
    else this.#phones.render(this.states);
  }

  answer(toast) {
    const state = this.#states.get(toast.phone);
    if (state) this.#phones.get(state).answer(toast);
  }

  /** The phone shown on a narrow screen. */
  active() {
    return this.#states.has(this.#view.active) ? this.#view.active : this.states[0]?.id;
  }

  isUnread(id) {
    return newestFromBot(this.#states.get(id)) > (this.#seen.get(id) ?? 0);
  }

  /** Show what the view asks for; whatever is shown counts as read. */
  layout(words) {
    for (const state of this.states) this.#layoutPhone(state, this.#phones.get(state).node);
    this.#empty.hidden = this.states.some(({ id }) => this.#isShown(id));
    this.#empty.textContent = this.#states.size ? words.noneShown : words.waiting;
  }

  #layoutPhone(state, node) {
    const shown = this.#isShown(state.id);
    node.hidden = !shown;
    node.setAttribute("role", NARROW.matches ? "tabpanel" : "region");
    if (shown) this.#seen.set(state.id, newestFromBot(state));
  }

  #isShown(id) {
    return NARROW.matches ? id === this.active() : !this.#view.hidden.has(id);
  }

  #setBot(bot) {
    this.#bot = { ...bot, name: bot.name || BOT_BEFORE_FIRST_STATE.name };
    for (const phone of this.#phones.values()) phone.setBot(this.#bot);
  }

  /** The stream tells of chats only; a bot may set its commands long after this page opened. */
  async #refreshBot() {
    try {
      this.#setBot(await fetchBot());
    } catch {
      // The banner tells that the simulator is away; what we know of the bot still serves.
    }
  }

  #create(state) {
    // What was there when the page opened is not news.
    if (!this.#seen.has(state.id)) this.#seen.set(state.id, newestFromBot(state));
    return new Phone(state, this.#bot, {
      foldLock: NARROW.matches,
      refreshBot: () => this.#refreshBot(),
    });
  }
}

function newestFromBot(state) {
  return state.messages.findLast(({ out }) => !out)?.id ?? 0;
}

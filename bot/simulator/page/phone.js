import { phoneApi } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, button, el } from "./dom.js";
import { icon } from "./icons.js";
import { readLink } from "./links.js";
import { LockScreen } from "./lock-screen.js";
import { MessageLog } from "./message-log.js";
import { menuButton, showDialog, showToast, toggleMenu } from "./popup.js";
import { baseLanguage, directionOf, wordsFor } from "./words.js";

const PENDING_MS = 4000;

/** One person's phone: who it is, the lock screen, and the chat with the bot. */
export class Phone {
  #bot;
  #words;
  #api;
  #state;
  #log;
  #composer;
  #lock;
  #who;
  #chat = el("div", { class: "chat" });
  #name = el("b", { class: "chat__name" });
  #status = el("span", { class: "chat__status", "aria-live": "off" });
  #avatar = el("span");
  #pending = new Map();
  #refreshBot;

  constructor(state, bot, { foldLock, refreshBot }) {
    this.#refreshBot = refreshBot;
    this.#state = state;
    this.#bot = bot;
    this.#words = wordsFor(state.language);
    this.#api = phoneApi(state.id);
    const deeds = this.#deeds();
    this.#log = new MessageLog(deeds);
    this.#composer = new Composer(deeds);
    this.#lock = new LockScreen({ ...state, words: this.#words, folded: foldLock });
    this.#who = el("header", { class: "who" });
    this.#chat.append(this.#buildHeader(), this.#log.node, this.#composer.node);
    this.node = el(
      "section",
      {
        class: "phone",
        id: `phone-${state.id}`,
        "data-phone": state.id,
        "data-role": state.role,
        lang: state.language,
        dir: directionOf(state.language),
        "aria-label": this.#words.phoneOf(state.name),
      },
      this.#who,
      this.#lock.node,
      this.#chat,
    );
    this.#paintWho();
    this.setBot(bot);
  }

  get language() {
    return this.#state.language;
  }

  update(state) {
    this.#state = state;
    this.#settlePresses();
    this.#paintStatus();
    this.#chat.classList.toggle("chat--blocked", state.blocked);
    this.#log.update(state);
    this.#composer.update(state);
    this.#lock.update(state);
  }

  setBot(bot) {
    this.#bot = bot;
    this.#name.textContent = bot.name;
    this.#avatar.replaceChildren(avatar(bot.name, bot.username, "avatar--bot"));
  }

  /** The bot's answer to a pressed button: a fleeting note, or a card with an OK button. */
  answer({ text, alert }) {
    this.#settlePresses();
    if (!text) return;
    if (alert)
      showDialog(this.#chat, { text, choices: [{ text: this.#words.ok }], testId: "toast" });
    else showToast(this.#log.node, text);
  }

  /** Everything the parts of the chat may ask of this phone. */
  #deeds() {
    const api = this.#api;
    return {
      words: this.#words,
      host: () => this.#chat,
      botName: () => this.#bot.name,
      commands: () => this.#commands(),
      send: (text) => this.#attempt(api.send(text)),
      edit: (id, text) => this.#attempt(api.edit(id, text)),
      photo: () => this.#attempt(api.photo()),
      kind: (kind) => this.#attempt(api.kind(kind)),
      upload: (file) => this.#attempt(api.upload(file)),
      block: (blocked) => this.#attempt(api.block(blocked)),
      press: (message, item, node) => this.#press(message, item, node),
      openLink: (href) => this.#openLink(href),
      openMessageMenu: (message, anchor) => this.#openMessageMenu(message, anchor),
    };
  }

  async #attempt(request) {
    try {
      await request;
      return true;
    } catch (error) {
      showToast(this.#log.node, `${this.#words.failed} ${error.message}`);
      return false;
    }
  }

  /** The pressed button waits, like Telegram's, until the bot answers or changes something. */
  async #press(message, item, node) {
    if (this.#pending.has(node)) return;
    node.setAttribute("aria-disabled", "true");
    this.#pending.set(
      node,
      setTimeout(() => this.#settle(node), PENDING_MS),
    );
    if (!(await this.#attempt(this.#api.press(message.id, item.data)))) this.#settle(node);
  }

  #settle(node) {
    clearTimeout(this.#pending.get(node));
    this.#pending.delete(node);
    node.removeAttribute("aria-disabled");
  }

  #settlePresses() {
    for (const node of [...this.#pending.keys()]) this.#settle(node);
  }

  #openLink(href) {
    const link = readLink(href, this.#bot.username);
    if (link.kind === "start") this.#attempt(this.#api.send(`/start ${link.payload}`));
    else if (link.kind === "telegram")
      showToast(this.#log.node, `${this.#words.telegramOnly} ${href}`);
    else this.#askToOpen(link.href);
  }

  #askToOpen(href) {
    showDialog(this.#chat, {
      text: this.#words.openLink,
      detail: href,
      testId: "link-question",
      choices: [
        { text: this.#words.cancel },
        { text: this.#words.open, run: () => window.open(href, "_blank", "noopener,noreferrer") },
      ],
    });
  }

  #openMessageMenu(message, anchor) {
    const words = this.#words;
    const edit = {
      icon: "edit",
      text: words.edit,
      run: () => this.#composer.startEditing(message),
    };
    const remove = {
      icon: "trash",
      text: words.remove,
      danger: true,
      run: () => this.#attempt(this.#api.remove(message.id)),
    };
    const editable = !message.kind && !message.photo;
    toggleMenu({
      host: this.#chat,
      anchor,
      label: words.messageMenu,
      items: editable ? [edit, remove] : [remove],
    });
  }

  /** Telegram's choice: the list for the person's language, else the one for everybody. */
  async #commands() {
    await this.#refreshBot();
    const { commands = {} } = this.#bot;
    return (
      commands[baseLanguage(this.language)] ?? commands[""] ?? commands.default ?? commands.en ?? []
    );
  }

  #buildHeader() {
    const more = menuButton({
      label: this.#words.chatMenu,
      testId: "chat-menu",
      face: icon("more", "icon--dots"),
    });
    const label = this.#words.chatMenu;
    more.addEventListener("click", () =>
      toggleMenu({ host: this.#chat, anchor: more, label, items: [this.#blockItem()] }),
    );
    return el(
      "div",
      { class: "chat__header" },
      this.#avatar,
      el("div", { class: "chat__title" }, this.#name, this.#status),
      more,
    );
  }

  #blockItem() {
    const { blocked } = this.#state;
    const text = blocked ? this.#words.unblock : this.#words.block;
    return {
      icon: "block",
      text,
      danger: !blocked,
      run: () => this.#attempt(this.#api.block(!blocked)),
    };
  }

  #paintStatus() {
    const { blocked, typing } = this.#state;
    const { blocked: blockedWord, typing: typingWord, bot } = this.#words;
    this.#status.textContent = blocked ? blockedWord : typing ? typingWord : bot;
    this.#status.classList.toggle("chat__status--typing", typing && !blocked);
  }

  #paintWho() {
    const { id, name, role, note } = this.#state;
    this.#who.replaceChildren(
      avatar(name, id),
      el(
        "div",
        { class: "who__words" },
        el(
          "div",
          { class: "who__line" },
          el("h2", { class: "who__name", dir: "auto" }, name),
          el("span", { class: "who__role" }, this.#words.roles[role] ?? role),
        ),
        el("p", { class: "who__note", dir: "auto", title: note }, note),
      ),
    );
  }
}

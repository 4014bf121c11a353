import { button, el, onChange } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton, toggleMenu } from "./popup.js";

const MAX_HEIGHT = 132;
const KINDS = ["voice", "contact", "sticker", "location", "document"];

/**
 * What lies under the messages: text field, attach and command menus, reply keyboard,
 * and the unblock button in place of them all.
 * chat: {words, host(), async commands(), send, edit, photo, kind, upload, block}; the last six resolve to true when accepted.
 */
export class Composer {
  #chat;
  #field;
  #sendButton;
  #editBar;
  #form;
  #unblock;
  #keyboard;
  #editing = null;
  #drawKeyboard;

  constructor(chat) {
    this.#chat = chat;
    this.#form = this.#buildForm(chat.words);
    this.#editBar = this.#buildEditBar(chat.words);
    this.#keyboard = el("div", {
      class: "reply-keyboard",
      role: "group",
      "aria-label": chat.words.keyboard,
      hidden: true,
    });
    this.#unblock = button(
      { class: "composer__unblock", hidden: true, onclick: () => chat.block(false) },
      chat.words.unblock,
    );
    this.#drawKeyboard = onChange((rows) => this.#paintKeyboard(rows));
    this.node = el(
      "div",
      { class: "composer" },
      this.#editBar,
      this.#form,
      this.#keyboard,
      this.#unblock,
    );
  }

  update({ blocked, keyboard, messages }) {
    this.#form.hidden = blocked;
    this.#unblock.hidden = !blocked;
    this.#drawKeyboard(keyboard);
    this.#keyboard.hidden = blocked || !keyboard?.length;
    const gone = this.#editing && !messages.some(({ id }) => id === this.#editing.id);
    if (blocked || gone) this.#stopEditing();
  }

  startEditing(message) {
    this.#editing = message;
    this.#editBar.hidden = false;
    this.#editBar.querySelector(".edit-bar__text").textContent = message.text;
    this.#sendButton.replaceChildren(icon("check"));
    this.#sendButton.setAttribute("aria-label", this.#chat.words.save);
    this.#setText(message.text);
    this.#field.focus();
  }

  #stopEditing() {
    if (!this.#editing) return;
    this.#editing = null;
    this.#editBar.hidden = true;
    this.#sendButton.replaceChildren(icon("send", "icon--mirrored"));
    this.#sendButton.setAttribute("aria-label", this.#chat.words.send);
    this.#setText("");
  }

  #buildForm(words) {
    this.#field = el("textarea", {
      class: "composer__field",
      rows: "1",
      dir: "auto",
      placeholder: words.placeholder,
      "aria-label": words.placeholder,
      enterkeyhint: "send",
      autocomplete: "off",
      "data-testid": "composer",
      oninput: () => this.#grow(),
      onkeydown: (event) => this.#onKey(event),
    });
    this.#sendButton = el(
      "button",
      {
        class: "round round--send",
        type: "submit",
        "aria-label": words.send,
        "data-testid": "send",
      },
      icon("send", "icon--mirrored"),
    );
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    return el(
      "form",
      { class: "composer__row", onsubmit: submit },
      this.#commandsButton(words),
      this.#attachButton(words),
      this.#field,
      this.#sendButton,
    );
  }

  #buildEditBar(words) {
    return el(
      "div",
      { class: "edit-bar", hidden: true },
      icon("edit"),
      el(
        "div",
        { class: "edit-bar__words" },
        el("b", {}, words.editing),
        el("span", { class: "edit-bar__text", dir: "auto" }),
      ),
      button(
        { class: "round", "aria-label": words.cancel, onclick: () => this.#stopEditing() },
        icon("close"),
      ),
    );
  }

  #commandsButton(words) {
    const node = menuButton({
      label: words.commands,
      testId: "menu",
      extra: "round round--slash",
      face: "/",
    });
    node.addEventListener("click", async () => {
      const items = (await this.#chat.commands()).map(({ command, description }) => ({
        text: `/${command}`,
        hint: description,
        run: () => this.#chat.send(`/${command}`),
      }));
      toggleMenu({
        host: this.#chat.host(),
        anchor: node,
        items,
        label: words.commands,
        testId: "commands",
        wide: true,
        emptyText: words.noCommands,
      });
    });
    return node;
  }

  #attachButton(words) {
    const node = menuButton({ label: words.attach, testId: "attach", face: icon("attach") });
    const photo = { icon: "photo", text: words.kinds.photo, run: () => this.#chat.photo() };
    const own = { icon: "photo", text: words.ownFile, run: () => this.#chooseFile() };
    const others = KINDS.map((kind) => ({
      icon: kind,
      text: words.kinds[kind],
      run: () => this.#chat.kind(kind),
    }));
    node.addEventListener("click", () =>
      toggleMenu({
        host: this.#chat.host(),
        anchor: node,
        label: words.attach,
        items: [photo, own, ...others],
      }),
    );
    return node;
  }

  /** A picture or PDF from the player's own computer, sent as a file. */
  #chooseFile() {
    const input = el("input", { type: "file", accept: "image/*,application/pdf" });
    input.addEventListener("change", () => {
      if (input.files[0]) this.#chat.upload(input.files[0]);
    });
    input.click();
  }

  #onKey(event) {
    if (event.key === "Escape") this.#stopEditing();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  /** The field empties at once, as on a phone; refused text comes back unless something new was typed. */
  async #submit() {
    const text = this.#field.value.trim();
    if (!text) return;
    const editing = this.#editing;
    this.#stopEditing();
    this.#setText("");
    const accepted = editing
      ? await this.#chat.edit(editing.id, text)
      : await this.#chat.send(text);
    if (!accepted && !this.#field.value) this.#setText(text);
  }

  #setText(text) {
    this.#field.value = text;
    this.#grow();
  }

  #grow() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, MAX_HEIGHT)}px`;
  }

  #paintKeyboard(rows) {
    this.#keyboard.replaceChildren(
      ...(rows ?? []).map((row) =>
        el(
          "div",
          { class: "reply-keyboard__row" },
          ...row.map((label) =>
            button(
              { class: "reply-button", dir: "auto", onclick: () => this.#chat.send(label) },
              label,
            ),
          ),
        ),
      ),
    );
  }
}

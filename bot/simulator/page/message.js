import { button, el, onChange } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./popup.js";
import { safeFragment } from "./safe-html.js";

const LONG_PRESS_MS = 500;
const ICON_OF_KIND = { audio: "voice", video_note: "video", animation: "video", venue: "location" };

/**
 * One message: bubble and inline keyboard.
 * chat: {words, botName, press(message, button, node), openLink(href), openMessageMenu(message, anchor)}
 */
export function messageView(first, chat) {
  let message = first;
  const bubble = el("div", { class: "bubble" });
  const keyboard = el("div", { class: "inline-keyboard" });
  const node = el(
    "article",
    {
      class: `message message--${first.out ? "out" : "in"}`,
      "data-message": first.id,
    },
    bubble,
    keyboard,
  );
  node.addEventListener("click", (event) => followLink(event, chat));
  if (first.out) offerMenu(node, bubble, chat, () => message);

  const drawBubble = bubblePainter(bubble, chat);
  const drawKeyboard = onChange((rows) => paintKeyboard(keyboard, rows, chat, () => message));
  const drawState = onChange(({ guarded, wide }) => {
    node.classList.toggle("message--protected", guarded);
    node.classList.toggle("message--wide", wide);
  });
  return {
    node,
    update(next) {
      message = next;
      const rows = next.buttons ?? [];
      node.setAttribute(
        "aria-label",
        `${next.out ? chat.words.you : chat.botName()}, ${next.time}`,
      );
      drawState({ guarded: Boolean(next.protected), wide: rows.length > 0 });
      drawBubble(next);
      drawKeyboard(rows);
    },
  };
}

/** Each part of a bubble is redrawn only when it changed, so an uncovered spoiler or a loaded photo stays. */
function bubblePainter(bubble, { words }) {
  const media = el("div", { class: "bubble__media" });
  const text = el("span", { class: "bubble__text" });
  const meta = el("span", { class: "bubble__meta" });
  bubble.append(media, el("div", { class: "bubble__body", dir: "auto" }, text, meta));
  const drawMedia = onChange((parts) => paintMedia(media, parts, words));
  const drawText = onChange((html) => text.replaceChildren(safeFragment(html, words.covered)));
  const drawMeta = onChange((parts) => paintMeta(meta, parts, words));
  return (message) => {
    const wordless = !message.html;
    bubble.classList.toggle("bubble--bare", wordless && Boolean(message.photo));
    bubble.classList.toggle("bubble--kind", wordless && Boolean(message.kind) && !message.photo);
    bubble.classList.toggle("bubble--turned", turnsDirection(message.text ?? ""));
    drawMedia({ photo: message.photo, kind: message.kind, covered: message.covered });
    drawText(message.html ?? "");
    drawMeta({ time: message.time, edited: message.edited, guarded: Boolean(message.protected) });
  };
}

/** Whether the last line runs against the first; the time then gets a line of its own, off the letters' way. */
function turnsDirection(text) {
  const directions = text.split("\n").map(firstStrong).filter(Boolean);
  return directions.length > 0 && directions[0] !== directions.at(-1);
}

function firstStrong(line) {
  const letter = line.match(/\p{L}/u)?.[0];
  if (!letter) return null;
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(letter) ? "rtl" : "ltr";
}

function paintMedia(media, { photo, kind, covered }, words) {
  media.replaceChildren();
  if (photo) media.append(covered ? coveredPicture(photo, words) : picture(photo, words));
  else if (kind) media.append(kindLine(kind, words));
}

function picture(src, words) {
  return el("img", { class: "bubble__photo", src, alt: words.kinds.photo, draggable: "false" });
}

/** Blurred until it is tapped, as Telegram covers a spoiler. */
function coveredPicture(src, words) {
  const image = picture(src, words);
  const cover = button({ class: "bubble__cover", "aria-label": words.coveredPicture }, image);
  cover.addEventListener("click", () => cover.replaceWith(image), { once: true });
  return cover;
}

function kindLine(kind, words) {
  return el(
    "div",
    { class: "kind", dir: "auto", "data-kind": kind },
    el("span", { class: "kind__icon" }, icon(ICON_OF_KIND[kind] ?? kind)),
    el("span", {}, words.kinds[kind] ?? words.kinds.other),
  );
}

function paintMeta(meta, { time, edited, guarded }, words) {
  meta.replaceChildren();
  if (guarded) meta.append(guardMark(words.protected));
  if (edited) meta.append(el("span", { class: "bubble__edited", dir: "auto" }, words.edited), " ");
  meta.append(el("time", {}, time));
}

function guardMark(label) {
  const names = { "aria-label": label, title: label, "data-testid": "protected" };
  return el("span", { role: "img", ...names }, icon("lock"));
}

/** Redraw the inline keyboard; whoever had the focus in it finds it at the same place. */
function paintKeyboard(keyboard, rows, chat, current) {
  const place = [...keyboard.querySelectorAll("button")].indexOf(document.activeElement);
  keyboard.replaceChildren(
    ...rows.map((row) =>
      el(
        "div",
        { class: "inline-keyboard__row" },
        ...row.map((item) => inlineButton(item, chat, current)),
      ),
    ),
  );
  if (place < 0) return;
  const buttons = keyboard.querySelectorAll("button");
  const next = buttons[Math.min(place, buttons.length - 1)] ?? keyboard.closest("[role=log]");
  next?.focus({ preventScroll: true });
}

function inlineButton(item, chat, current) {
  const node = button(
    { class: "inline-button", "data-url": item.url },
    el("span", { class: "inline-button__label", dir: "auto" }, item.text),
    item.url ? icon("outside", "inline-button__corner") : null,
  );
  node.addEventListener("click", () => {
    if (item.url) chat.openLink(item.url);
    else chat.press(current(), item, node);
  });
  return node;
}

function followLink(event, chat) {
  const link = event.target.closest("a[href]");
  if (!link) return;
  event.preventDefault();
  chat.openLink(link.getAttribute("href"));
}

/** Own messages can be edited and deleted: by a small button, a right click or a long press. */
function offerMenu(node, bubble, chat, current) {
  const anchor = menuButton({
    label: chat.words.messageMenu,
    extra: "message__more",
    face: icon("more", "icon--dots"),
  });
  const open = () => chat.openMessageMenu(current(), anchor);
  anchor.addEventListener("click", open);
  bubble.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    if (anchor.getAttribute("aria-expanded") !== "true") open();
  });
  onLongPress(bubble, () => anchor.getAttribute("aria-expanded") !== "true" && open());
  node.prepend(anchor);
}

/** iOS sends no contextmenu event for a long press, so touches are timed here. */
function onLongPress(node, run) {
  let timer;
  const cancel = () => clearTimeout(timer);
  node.addEventListener("pointerdown", (event) => {
    cancel();
    if (event.pointerType === "touch") timer = setTimeout(run, LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave", "pointermove"])
    node.addEventListener(name, cancel);
}

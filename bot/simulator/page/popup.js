import { button, el } from "./dom.js";
import { icon } from "./icons.js";

const EDGE = 8;
const TOAST_MS = 3200;
const TOAST_MS_PER_LETTER = 45;

let closeCurrent = null; // one open menu on the whole page, as on a real phone

/** The button a menu hangs on. `face` is what it shows, `label` what it is called. */
export function menuButton({ label, testId, extra = "round", face }) {
  const state = { "aria-haspopup": "menu", "aria-expanded": "false" };
  const names = { "aria-label": label, title: label, "data-testid": testId };
  return button({ class: extra, ...names, ...state }, face);
}

/**
 * A menu beside `anchor` inside `host`. Opening it again from the same anchor closes it.
 * items: [{icon, text, hint, danger, run}]; an empty list shows `emptyText`.
 */
export function toggleMenu({ host, anchor, items, label, testId, wide = false, emptyText = "" }) {
  const wasOpen = anchor.getAttribute("aria-expanded") === "true";
  closeCurrent?.();
  if (wasOpen) return;
  const menu = el("div", {
    class: `menu ${wide ? "menu--wide" : ""}`,
    role: "menu",
    "aria-label": label,
    "data-testid": testId,
    tabindex: "-1",
  });
  menu.append(...items.map((item) => menuItem(item)));
  if (!items.length) menu.append(el("p", { class: "menu__empty" }, emptyText));
  openBeside(menu, anchor, host);
}

function menuItem({ icon: iconName, text, hint, danger, run }) {
  const choose = () => {
    closeCurrent?.({ refocus: true });
    run();
  };
  return button(
    {
      class: `menu__item ${danger ? "menu__item--danger" : ""}`,
      role: "menuitem",
      tabindex: "-1",
      onclick: choose,
    },
    iconName ? icon(iconName) : null,
    el("span", { class: "menu__text" }, el("bdi", {}, text)),
    hint ? el("span", { class: "menu__hint" }, el("bdi", {}, hint)) : null,
  );
}

function openBeside(menu, anchor, host) {
  const stop = new AbortController();
  const close = ({ refocus = false } = {}) => {
    stop.abort();
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    closeCurrent = null;
    if (refocus) anchor.focus();
  };
  closeCurrent = close;
  anchor.setAttribute("aria-expanded", "true");
  host.append(menu);
  place(menu, anchor, host);
  closeOnLeave(menu, anchor, close, stop.signal);
  menu.addEventListener("keydown", (event) => steer(event, menu, close));
  (menu.querySelector("[role=menuitem]") ?? menu).focus();
}

function closeOnLeave(menu, anchor, close, signal) {
  const outside = (event) => !menu.contains(event.target) && !anchor.contains(event.target);
  document.addEventListener("pointerdown", (event) => outside(event) && close(), { signal });
  document.addEventListener(
    "keydown",
    (event) => event.key === "Escape" && close({ refocus: true }),
    { signal },
  );
  window.addEventListener("resize", () => close(), { signal });
}

function steer(event, menu, close) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const here = items.indexOf(document.activeElement);
  const moves = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
  if (event.key === "Tab") close({ refocus: true });
  if (!(event.key in moves) || !items.length) return;
  event.preventDefault();
  items.at(moves[event.key] % items.length).focus();
}

/** Above or below the anchor, whichever has room; on the anchor's own side; never outside the host. */
function place(menu, anchor, host) {
  const frame = host.getBoundingClientRect();
  const spot = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = spot.bottom - frame.top + EDGE / 2;
  const above = spot.top - frame.top - height - EDGE / 2;
  menu.style.top = `${clamp(below + height + EDGE > frame.height ? above : below, frame.height - height)}px`;
  const onLeftHalf = spot.left + spot.right < frame.left + frame.right;
  const left = onLeftHalf ? spot.left - frame.left : spot.right - frame.left - width;
  menu.style.left = `${clamp(left, frame.width - width)}px`;
}

function clamp(value, room) {
  return Math.max(EDGE, Math.min(value, room - EDGE));
}

/** A short note over the chat that goes by itself. */
export function showToast(host, text) {
  host.querySelector(".toast")?.remove();
  const toast = el(
    "div",
    { class: "toast", role: "status", dir: "auto", "data-testid": "toast" },
    text,
  );
  host.append(toast);
  setTimeout(() => toast.remove(), TOAST_MS + text.length * TOAST_MS_PER_LETTER);
}

/**
 * A question over one chat; the other phones stay usable, so it is not modal.
 * choices: [{text, run}], the first is the default. Escape closes without choosing.
 */
export function showDialog(host, { text, detail, choices, testId }) {
  const cameFrom = host.contains(document.activeElement) ? document.activeElement : null;
  host.querySelector(".dialog")?.remove();
  const close = () => {
    dialog.remove();
    cameFrom?.focus();
  };
  const dialog = el(
    "div",
    {
      class: "dialog",
      role: "alertdialog",
      "aria-label": text,
      "data-testid": testId,
      onkeydown: (event) => event.key === "Escape" && close(),
    },
    el(
      "div",
      { class: "dialog__card" },
      el("p", { class: "dialog__text", dir: "auto" }, text),
      detail ? el("p", { class: "dialog__detail", dir: "ltr" }, detail) : null,
      dialogChoices(choices, close),
    ),
  );
  host.append(dialog);
  // Only take the focus from someone who is using this very phone.
  if (cameFrom) dialog.querySelector("button").focus();
}

function dialogChoices(choices, close) {
  const row = el("div", { class: "dialog__choices" });
  for (const { text, run } of choices) {
    row.append(
      button(
        {
          class: "dialog__choice",
          onclick: () => {
            close();
            run?.();
          },
        },
        text,
      ),
    );
  }
  return row;
}

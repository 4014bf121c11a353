/**
 * Message HTML, copied node by node through an allow-list.
 * The server has cleaned it already; this second fence means a slip there cannot become markup here.
 */
const COPIED = new Set(["B", "STRONG", "I", "EM", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "BR"]);
const DROPPED = new Set([
  "SCRIPT",
  "STYLE",
  "TEMPLATE",
  "IFRAME",
  "OBJECT",
  "NOSCRIPT",
  "TITLE",
  "TEXTAREA",
]);
const SCHEMES = new Set(["http:", "https:", "tg:"]);

/** `spoilerLabel` is what a screen reader says in place of text that is still covered. */
export function safeFragment(html, spoilerLabel) {
  // An explicit <body> keeps leading white space, which the parser would drop otherwise.
  const parsed = new DOMParser().parseFromString(`<!doctype html><body>${html}`, "text/html");
  return copyChildren(parsed.body, document.createDocumentFragment(), spoilerLabel);
}

function copyChildren(source, target, spoilerLabel) {
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) target.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && !DROPPED.has(child.tagName)) {
      target.append(copyChildren(child, shellFor(child, spoilerLabel), spoilerLabel));
    }
  }
  return target;
}

/** The empty copy of an element; a fragment for unknown ones, so that only their text stays. */
function shellFor(element, spoilerLabel) {
  if (COPIED.has(element.tagName)) return document.createElement(element.tagName);
  if (element.tagName === "A" && hasSafeTarget(element)) return linkShell(element);
  if (element.matches("span.tg-spoiler, span.spoiler")) return spoilerShell(spoilerLabel);
  return document.createDocumentFragment();
}

function hasSafeTarget(anchor) {
  return URL.canParse(anchor.getAttribute("href") ?? "") && SCHEMES.has(anchor.protocol);
}

function linkShell(anchor) {
  const link = document.createElement("a");
  link.setAttribute("href", anchor.getAttribute("href"));
  link.rel = "noopener noreferrer";
  return link;
}

function spoilerShell(label) {
  const cover = document.createElement("span");
  cover.className = "tg-spoiler";
  cover.tabIndex = 0;
  cover.setAttribute("role", "button");
  cover.setAttribute("aria-label", label);
  cover.addEventListener("click", () => uncover(cover));
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      uncover(cover);
    }
  });
  return cover;
}

function uncover(cover) {
  cover.classList.add("tg-spoiler--open");
  for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
}

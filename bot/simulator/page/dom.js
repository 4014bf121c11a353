/** Build an element: el("button", {class: "x", onclick: run}, "label"). Null and false props are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** A real <button> that never submits a form by accident. */
export function button(props, ...children) {
  return el("button", { type: "button", ...props }, ...children);
}

/**
 * Call `render` only when the value differs from the last one.
 * The server sends whole phones; this keeps untouched parts of the page untouched.
 */
export function onChange(render) {
  let last;
  return (value) => {
    const key = JSON.stringify(value) ?? "undefined";
    if (key === last) return;
    last = key;
    render(value);
  };
}

/** Children of one container, kept in step with a list of items; a node lives as long as its item's key. */
export class KeyedList {
  #container;
  #create;
  #keyOf;
  #views = new Map();

  /** `create(item)` gives {node, update(item)}. */
  constructor(container, create, keyOf = ({ id }) => id) {
    this.#container = container;
    this.#create = create;
    this.#keyOf = keyOf;
  }

  get(item) {
    return this.#views.get(this.#keyOf(item));
  }

  values() {
    return this.#views.values();
  }

  render(items) {
    this.#dropAllBut(new Set(items.map(this.#keyOf)));
    let cursor = this.#container.firstElementChild;
    for (const item of items) {
      const { node } = this.#show(item);
      if (node === cursor) cursor = cursor.nextElementSibling;
      else this.#container.insertBefore(node, cursor);
    }
  }

  #show(item) {
    const view = this.get(item) ?? this.#create(item);
    this.#views.set(this.#keyOf(item), view);
    view.update(item);
    return view;
  }

  #dropAllBut(keys) {
    for (const [key, view] of this.#views) {
      if (keys.has(key)) continue;
      view.node.remove();
      this.#views.delete(key);
    }
  }
}

export function initial(name) {
  return Array.from(name.trim())[0]?.toLocaleUpperCase() ?? "?";
}

/** One of a few avatar colours, the same each time for the same id. */
export function tint(id) {
  const sum = Array.from(id).reduce((total, letter) => total + letter.codePointAt(0), 0);
  return `avatar--${sum % 6}`;
}

export function avatar(name, id, extra = "") {
  return el("span", { class: `avatar ${tint(id)} ${extra}`, "aria-hidden": "true" }, initial(name));
}

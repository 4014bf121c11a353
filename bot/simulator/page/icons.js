const SVG = "http://www.w3.org/2000/svg";

/** Stroked 24x24 paths; own drawings, so that no icon or emoji font is needed. */
const PATHS = {
  attach:
    "M19.5 11.5 11.8 19a5 5 0 0 1-7-7.1l8-7.9a3.3 3.3 0 0 1 4.7 4.7l-7.9 7.8a1.6 1.6 0 0 1-2.3-2.3l7-6.9",
  bellOff:
    "M6.5 9.5A5.6 5.6 0 0 1 7 7.6M9.5 5A5.5 5.5 0 0 1 17.5 10v3.5M18 17H4.5l2-3v-2M10 20h4M4 4l16 16",
  block: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12",
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M6 9.5l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  document: "M6.5 3.5h7l4.5 4.5v12.5h-11.5zM13.5 3.5v4.5h4.5M9.5 13h5M9.5 16.5h5",
  down: "M12 5v13M6 12.5l6 6 6-6",
  edit: "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM14 6.5l3.5 3.5",
  location:
    "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  lock: "M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  more: "M12 5.5v.1M12 12v.1M12 18.5v.1",
  outside: "M8 16L17 7M10 7h7v7",
  photo: "M4 5.5h16v13H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 4.5M15.5 9v.1",
  poll: "M5 19.5v-6M10 19.5v-14M15 19.5v-9M20 19.5v-12",
  send: "M4.5 5l16 7-16 7 2.2-7zM6.7 12H13",
  sticker:
    "M12.5 20.5A8.5 8.5 0 1 1 20.5 12.5c-3 0-8 5-8 8zM9 10v.1M15 10v.1M8.5 13.5c1 1.3 2.5 2 4 1.8",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  video: "M4 6.5h11v11H4zM15 10.5l5-3v9l-5-3",
  voice: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5v3",
};

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.document);
  svg.append(path);
  return svg;
}

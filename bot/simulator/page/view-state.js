/**
 * How the page is looked at, kept in the URL hash so that a reload or a shared address shows the same:
 * #lang=ar&phone=amal&hide=peter,bo
 */
export const UI_LANGUAGES = ["da", "ar", "en"];

export class ViewState {
  language = "da";
  active = null;
  hidden = new Set();

  constructor() {
    this.read();
  }

  read() {
    const hash = new URLSearchParams(location.hash.slice(1));
    this.language = knownLanguage(hash.get("lang")) ?? knownLanguage(navigator.language) ?? "da";
    this.active = hash.get("phone");
    this.hidden = new Set((hash.get("hide") ?? "").split(",").filter(Boolean));
  }

  write() {
    const hash = new URLSearchParams({ lang: this.language });
    if (this.active) hash.set("phone", this.active);
    if (this.hidden.size) hash.set("hide", [...this.hidden].join(","));
    history.replaceState(null, "", `#${hash}`);
  }

  toggle(id) {
    if (!this.hidden.delete(id)) this.hidden.add(id);
  }
}

function knownLanguage(code) {
  const short = (code ?? "").slice(0, 2).toLowerCase();
  return UI_LANGUAGES.includes(short) ? short : null;
}

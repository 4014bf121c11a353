const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Where a link of a chat leads:
 * {kind: "start", payload} into this bot, {kind: "telegram"} elsewhere in Telegram, {kind: "web", href}.
 */
export function readLink(href, botUsername) {
  const url = parse(href);
  if (!url) return { kind: "telegram", href };
  if (!isTelegram(url)) return { kind: "web", href: url.href };
  const payload = url.searchParams.get("start") ?? "";
  const ours = targetOf(url).toLowerCase() === botUsername.toLowerCase();
  return ours && PAYLOAD.test(payload) ? { kind: "start", payload } : { kind: "telegram", href };
}

function parse(href) {
  const absolute = /^(t|telegram)\.me\//i.test(href) ? `https://${href}` : href;
  return URL.canParse(absolute) ? new URL(absolute) : null;
}

function isTelegram(url) {
  return url.protocol === "tg:" || TELEGRAM_HOSTS.has(url.hostname);
}

/** The name a link points at: t.me/<name> or tg://resolve?domain=<name>. */
function targetOf(url) {
  if (url.protocol === "tg:") return url.searchParams.get("domain") ?? "";
  return url.pathname.split("/")[1] ?? "";
}

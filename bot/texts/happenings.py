"""Events: what residents and those who arrange them read."""

from __future__ import annotations

from datetime import date

from bot.domain.happenings import Attendance, Ending, Finding, Happening, HappeningKind
from bot.domain.hours import COPENHAGEN
from bot.domain.words import cut
from bot.i18n import Catalog, Html
from bot.texts.publisher import band_of


def kind(t: Catalog, value: HappeningKind) -> Html:
    match value:
        case HappeningKind.SAFETY_WALK:
            return t.pgettext("event", "Safety walk")
        case HappeningKind.OPEN_HOUSE:
            return t.pgettext("event", "Open house")
        case HappeningKind.MEETING:
            return t.pgettext("event", "Meeting")
        case HappeningKind.YOUTH_ACTIVITY:
            return t.pgettext("event", "Activity for young people")


def _day(t: Catalog, value: Happening) -> str:
    return t.day(value.begins.astimezone(COPENHAGEN).date())


def when(t: Catalog, value: Happening) -> Html:
    return t.pgettext(
        "event",
        "{day}, {starts}–{ends}",
        day=_day(t, value),
        starts=t.clock(value.begins),
        ends=t.clock(value.finishes),
    )


def announcement(t: Catalog, value: Happening) -> Html:
    """The whole text of the news about it, for whom the author writes nothing else."""
    facts = {
        "day": _day(t, value),
        "starts": t.clock(value.begins),
        "ends": t.clock(value.finishes),
        "place": value.place,
    }
    match value.kind:
        case HappeningKind.SAFETY_WALK:
            return t.pgettext(
                "announcement",
                "Come on a safety walk {day}, from {starts} to {ends}. We meet here: {place}. We "
                "walk together and look at what is good and what feels unsafe. Everybody in the "
                "area is welcome.",
                **facts,
            )
        case HappeningKind.OPEN_HOUSE:
            return t.pgettext(
                "announcement",
                "Open house {day}, from {starts} to {ends}. Place: {place}. Drop in when it suits "
                "you. Everybody in the area is welcome.",
                **facts,
            )
        case HappeningKind.MEETING:
            return t.pgettext(
                "announcement",
                "Come to a meeting {day}, from {starts} to {ends}. Place: {place}. Everybody in "
                "the area is welcome.",
                **facts,
            )
        case HappeningKind.YOUTH_ACTIVITY:
            return t.pgettext(
                "announcement",
                "Activity for young people {day}, from {starts} to {ends}. Place: {place}. Bring "
                "a friend.",
                **facts,
            )


# --- residents -----------------------------------------------------------------------------


def facts(t: Catalog, value: Happening) -> str:
    """What stands on the card under the text."""
    lines = [
        t.pgettext("event", "📅 <b>{kind}</b>", kind=kind(t, value.kind)),
        t.pgettext("event", "When: {when}", when=when(t, value)),
        t.pgettext("event", "Where: {place}", place=value.place),
    ]
    if value.capacity is not None:
        lines.append(t.pgettext("event", "Room for {capacity}", capacity=value.capacity))
    return "\n".join(lines)


def how_many(t: Catalog, coming: int) -> str:
    return t.pgettext("event", "Coming so far: {band}", band=band_of(t, coming))


def you_come(t: Catalog) -> str:
    return t.pgettext(
        "event",
        "✅ You are coming. You get one line the day before. Nobody sees who you are.",
    )


def before_signing_up(t: Catalog) -> str:
    return t.pgettext(
        "event",
        "<i>Nobody sees who comes, only about how many. For one reminder we keep how to reach this "
        "chat, locked, until the event is over.</i>",
    )


def full(t: Catalog) -> str:
    return t.pgettext("event", "It is full. If somebody says no, there is room again.")


def cancelled(t: Catalog) -> str:
    return t.pgettext("event", "❌ <b>Cancelled.</b> We are sorry.")


def called_off(t: Catalog, value: Happening) -> str:
    """Where the news of it was withdrawn, and neither its words nor its place are shown."""
    return t.pgettext(
        "event",
        "❌ <b>Cancelled:</b> {kind}, {when}",
        kind=kind(t, value.kind),
        when=when(t, value),
    )


def over(t: Catalog) -> str:
    return t.pgettext("event", "It is over.")


def button_sign_up(t: Catalog) -> str:
    return t.pgettext("button", "🙋 I am coming")


def button_sign_off(t: Catalog) -> str:
    return t.pgettext("button", "↩️ I am not coming after all")


def button_calendar(t: Catalog) -> str:
    return t.pgettext("button", "🗓 Add to calendar")


def button_events(t: Catalog) -> str:
    return t.pgettext("button", "📅 What is on")


def button_event(t: Catalog, value: Happening, *, is_cancelled: bool) -> str:
    name = kind(t, value.kind)
    if is_cancelled:
        return t.pgettext("button", "❌ {kind}, {day}", kind=name, day=_day(t, value))
    return t.pgettext("button", "📅 {kind}, {day}", kind=name, day=_day(t, value))


def coming(t: Catalog) -> str:
    return t.pgettext("event", "<b>What is on in your areas</b>\nTap to see more and to sign up.")


def nothing_on(t: Catalog) -> str:
    return t.pgettext("event", "Nothing is planned in your areas just now.")


def no_areas(t: Catalog) -> str:
    return t.pgettext(
        "event", "You follow no area yet. Choose an area, and I show you what is on there."
    )


def calendar_file(t: Catalog) -> str:
    return t.pgettext("event", "Open the file to put the event into your calendar.")


def arranged_by(t: Catalog, organisation: str) -> Html:
    return t.pgettext("event", "Arranged by {organisation}", organisation=organisation)


def mine(t: Catalog, value: Happening) -> str:
    return t.pgettext(
        "mine",
        "Signed up: {kind}, {when}. Kept until it is over.",
        kind=kind(t, value.kind),
        when=when(t, value),
    )


# --- arranging -----------------------------------------------------------------------------


def button_arrange(t: Catalog) -> str:
    return t.pgettext("button", "📅 New event")


def button_change_event(t: Catalog) -> str:
    return t.pgettext("button", "📅 Change what, when and where")


def ask_kind(t: Catalog) -> str:
    return t.pgettext("arranging", "<b>A new event</b>\nWhat is it?")


def ask_day(t: Catalog) -> str:
    return t.pgettext("arranging", "Which day?")


def ask_hour(t: Catalog) -> str:
    return t.pgettext("arranging", "At which hour does it begin?")


def ask_minute(t: Catalog) -> str:
    return t.pgettext("arranging", "And exactly?")


def ask_lasts(t: Catalog) -> str:
    return t.pgettext("arranging", "How long does it last?")


def ask_place(t: Catalog) -> str:
    return t.pgettext(
        "arranging",
        "Where is it? Write the name of the place or the address. It stands the same in all "
        "languages.",
    )


def ask_capacity(t: Catalog) -> str:
    return t.pgettext("arranging", "How many is there room for?")


def button_day(t: Catalog, day: date) -> str:
    return t.alone(t.day(day))


def button_time(t: Catalog, hour: int, minute: int) -> str:
    return t.alone(f"{hour:02}:{minute:02}")


def button_lasts(t: Catalog, minutes: int) -> str:
    if minutes % 60:
        return t.npgettext("button", "{n} minute", "{n} minutes", minutes)
    return t.npgettext("button", "{n} hour", "{n} hours", minutes // 60)


def button_no_limit(t: Catalog) -> str:
    return t.pgettext("button", "As many as come")


def button_room(t: Catalog, capacity: int) -> str:
    return t.alone(str(capacity))


def button_earlier_week(t: Catalog) -> str:
    return t.pgettext("button", "◀️ Earlier")


def button_later_week(t: Catalog) -> str:
    return t.pgettext("button", "▶️ Later")


# --- what becomes of it --------------------------------------------------------------------


def button_page(t: Catalog) -> str:
    return t.pgettext("button", "📅 The event")


def button_cancel_event(t: Catalog) -> str:
    return t.pgettext("button", "❌ Cancel the event")


def button_cancel_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "❌ Yes, cancel it")


def button_report(t: Catalog) -> str:
    return t.pgettext("button", "📝 How did it go?")


def button_findings(t: Catalog, count: int) -> str:
    return t.npgettext("button", "🔎 {n} finding", "🔎 {n} findings", count)


def ask_cancel(t: Catalog) -> str:
    return t.pgettext(
        "event",
        "Cancel the event? Those who signed up get a neutral line, and the event says that it is "
        "cancelled. It cannot be taken back.",
    )


def asked(t: Catalog) -> str:
    return t.pgettext("event", "📝 Your event is over. How did it go?")


def ask_came(t: Catalog) -> str:
    return t.pgettext("event", "How many came? Choose, or write the number.")


def button_came(t: Catalog, low: int) -> str:
    """low: where the band begins."""
    return t.alone(band_of(t, low))


def ask_outcome(t: Catalog) -> str:
    return t.pgettext(
        "event",
        "What came out of it? A few words for your own organisation. Name no residents.",
    )


def button_nothing_more(t: Catalog) -> str:
    return t.pgettext("button", "✅ Nothing more to say")


def came(t: Catalog, value: Attendance) -> str:
    if value.exact:
        return t.pgettext("event", "Came: {n}", n=value.low)
    return t.pgettext("event", "Came: {band}", band=band_of(t, value.low))


def closed(t: Catalog, value: Ending) -> str:
    lines = [t.pgettext("event", "📝 <b>Closed</b>"), came(t, value.came)]
    if value.outcome:
        lines.append(t.pgettext("event", "What came out of it: {words}", words=value.outcome))
    return "\n".join(lines)


# --- findings ------------------------------------------------------------------------------


def button_walks(t: Catalog) -> str:
    return t.pgettext("button", "🔎 Safety walks")


def walks(t: Catalog) -> str:
    return t.pgettext("findings", "<b>Safety walks</b>\nTap to see what was found.")


def no_walks(t: Catalog) -> str:
    return t.pgettext("findings", "Your organisation has held no safety walk yet.")


def findings(t: Catalog, value: Happening) -> str:
    return t.pgettext(
        "findings",
        "🔎 <b>What the safety walk found</b>\n{when}, {place}",
        when=when(t, value),
        place=value.place,
    )


def nothing_found(t: Catalog) -> str:
    return t.pgettext("findings", "Nothing is written down yet.")


def finding(t: Catalog, value: Finding, owner: str) -> str:
    facts = {"words": value.words, "place": value.place, "owner": owner}
    if value.done:
        return t.pgettext("findings", "✅ {words}\nPlace: {place}\nOwner: {owner}", **facts)
    return t.pgettext("findings", "⬜ {words}\nPlace: {place}\nOwner: {owner}", **facts)


def button_add(t: Catalog) -> str:
    return t.pgettext("button", "➕ Add a finding")


def button_done(t: Catalog, value: Finding) -> str:
    if value.done:
        return t.pgettext("button", "⬜ Open again: {words}", words=cut(value.words, 30))
    return t.pgettext("button", "✅ Done: {words}", words=cut(value.words, 30))


def ask_words(t: Catalog) -> str:
    return t.pgettext(
        "findings", "What did you find? A few words about the place, not about people."
    )


def ask_where(t: Catalog) -> str:
    return t.pgettext("findings", "Where exactly?")


def ask_owner(t: Catalog) -> str:
    return t.pgettext("findings", "Who sees to it?")


def still_open(t: Catalog, count: int) -> str:
    return t.npgettext(
        "findings",
        "🔎 Half a year ago there was a safety walk. {n} finding is still open:",
        "🔎 Half a year ago there was a safety walk. {n} findings are still open:",
        count,
    )


# --- help ----------------------------------------------------------------------------------


def help_for_publishers(t: Catalog) -> str:
    return t.pgettext("staff help", "{event} arrange an event", event="/event")


def help_for_findings(t: Catalog) -> str:
    return t.pgettext("staff help", "{walks} what safety walks found", walks="/walks")

"""What residents read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from bot.domain.bulletins import Bulletin
from bot.domain.clues import Clue
from bot.domain.concerns import Author, Concern, Details, Entry, Outcome
from bot.domain.hours import COPENHAGEN
from bot.domain.people import Lang
from bot.domain.places import Partnership
from bot.domain.words import cleaned, cut
from bot.i18n import Catalog, Html
from bot.texts import changes, common, preferences
from bot.texts import pictures as picture_texts
from bot.texts.common import EMERGENCY, POLICE

# --- coming in -----------------------------------------------------------------------------


def choose_language(t: Catalog) -> str:
    return t.pgettext(
        "start", "Welcome. Which language shall we speak? You can change it at any time."
    )


def words_are_kept(t: Catalog) -> str:
    return t.pgettext(
        "start",
        "I have kept what you wrote, locked, for one hour. Nobody has seen it. "
        "Two short steps first, then you decide what happens to it.",
    )


def notice(t: Catalog, partnership: Partnership) -> str:
    """The anonymity notice; its version stands in the partnership file."""
    organisations = t.listed([t.name(o.names) for o in partnership.organisations.values()])
    parts = (
        t.pgettext("notice", "<b>Before you write: what is hidden, and what is not</b>"),
        t.pgettext(
            "notice",
            "🔒 <b>Staff and police never see</b> your name, number, username or picture. "
            "Staff read your words, the area, the kind of concern, your language and the hour.",
        ),
        t.pgettext(
            "notice",
            "👥 <b>Who reads:</b> staff of the municipality whose area you choose. Behind the chat "
            "stand {organisations}. The police see a concern only if staff share it, for a stated "
            "reason, and then you are told.",
            organisations=organisations,
        ),
        t.pgettext(
            "notice",
            "👮 Only if you yourself choose to ask the police a question do the police read it: "
            "your words and what you add to them.",
        ),
        t.pgettext(
            "notice",
            "📱 <b>Telegram knows</b> that you write to us, can read it, and can be ordered to hand "
            "over what it has. We cannot change that.",
        ),
        t.pgettext(
            "notice",
            "🗝 While your case is open, and while you follow an area, we keep a locked address of "
            "this chat (not where you live), so that messages reach you. A court can order us to "
            "open it. A case's address is destroyed 14 days after the case is closed.",
        ),
        t.pgettext(
            "notice",
            "🔑 Or choose a code when you send. Then no address is kept with the case, and only "
            "whoever has the code can open it.",
        ),
        t.pgettext(
            "notice",
            "👶 If a child or young person is at risk, staff must pass that on. They cannot pass on "
            "who you are: they do not know.",
        ),
        t.pgettext(
            "notice",
            "✍️ You can give yourself away by what only you know. You always see exactly what they "
            "will see before you send.",
        ),
        t.pgettext(
            "notice",
            "🧹 We empty this chat within 7 hours. The button under each screen empties it at once.",
        ),
        t.pgettext(
            "notice",
            "🚨 Nobody watches this chat day and night. Danger: call {emergency}. "
            "Police, not urgent: {police}.",
            emergency=EMERGENCY,
            police=POLICE,
        ),
    )
    return "\n\n".join(parts)


def button_accept_notice(t: Catalog) -> str:
    return t.pgettext("button", "✅ I have read it")


def notice_first(t: Catalog) -> str:
    return t.pgettext("start", "Please read this first. It takes a moment.")


def menu(t: Catalog) -> str:
    return t.pgettext(
        "menu", "What would you like to do? You can also just write, and decide afterwards."
    )


def menu_from_poster(t: Catalog, area: str) -> str:
    return t.pgettext(
        "menu",
        "You come from the poster in {area}. What would you like to do? "
        "You can also just write, and decide afterwards.",
        area=area,
    )


def button_concern(t: Catalog) -> str:
    return t.pgettext("button", "✍️ Share a concern")


def button_cases(t: Catalog) -> str:
    return t.pgettext("button", "📂 My cases")


def button_news(t: Catalog) -> str:
    return t.pgettext("button", "📰 News")


def button_areas(t: Catalog) -> str:
    return t.pgettext("button", "🏘 Areas I follow")


def button_emergency(t: Catalog) -> str:
    return t.pgettext("button", "🚨 Danger now")


def button_privacy(t: Catalog) -> str:
    return t.pgettext("button", "🔒 What is hidden")


def button_language(t: Catalog) -> str:
    return t.pgettext("button", "🌐 Language")


def button_about(t: Catalog) -> str:
    return t.pgettext("button", "ℹ️ Who we are")


def button_help(t: Catalog) -> str:
    return t.pgettext("button", "❓ Help")


# --- pages that only tell ------------------------------------------------------------------


def danger_card(t: Catalog) -> str:
    return t.pgettext(
        "danger",
        "🚨 <b>Is somebody in danger now? Call {emergency}.</b>\n"
        "Police, when it is not urgent: {police}.\n"
        "Nobody reads this chat right away. What you wrote is kept, and you can go on here.",
        emergency=EMERGENCY,
        police=POLICE,
    )


def emergency(t: Catalog, partnership: Partnership) -> str:
    head = t.pgettext("emergency", "🚨 <b>Call, do not write, when it is urgent</b>")
    return "\n".join([head, "", *contact_lines(t, partnership)])


def contact_lines(t: Catalog, partnership: Partnership) -> list[str]:
    return [
        t.pgettext(
            "emergency",
            "<b>{number}</b> {who}",
            number=contact.number,
            who=t.name(contact.names),
        )
        for contact in partnership.contacts
    ]


def privacy(t: Catalog, partnership: Partnership) -> str:
    tail = t.pgettext(
        "privacy",
        "Drafts are forgotten after 1 hour. {hide} empties this chat at once. {mine} shows all we "
        "hold, {erase} makes it go. If you block the bot, the areas you follow are forgotten.",
        hide="/hide",
        mine="/mine",
        erase="/slet",
    )
    code = t.pgettext(
        "privacy",
        "A receipt code is 24 digits that only you get to see, once. {code} opens the case with "
        "it, from any account. We keep a locked fingerprint of it until 14 days after the case is "
        "closed. So that nobody can flood us we count for a day how much one chat sends, under a "
        "key that is destroyed every day.",
        code="/code",
    )
    others = t.pgettext(
        "privacy",
        "Staff can show chosen parts of a case to the police or to another municipality, or hand "
        "the case over to them, for a stated purpose and on a law that allows it. Somebody there "
        "must accept it first. You are told to whom, when and what for, in the case.",
    )
    return f"{notice(t, partnership)}\n\n{others}\n\n{tail}\n\n{code}"


def about(t: Catalog, partnership: Partnership, username: str) -> str:
    organisations = t.listed([t.name(o.names) for o in partnership.organisations.values()])
    return t.pgettext(
        "about",
        "<b>Nabodialog</b> is run by {organisations}.\n\n"
        "Here you can share a concern about your area without staff learning who you are, and get "
        "an answer from a person.\n\n"
        "<b>Is this the real one?</b> The real name is {username}. Check that the same name stands "
        "on {website} and on the poster in your stairwell. We never ask for your name, your MitID "
        "or money.",
        organisations=organisations,
        username=f"@{username}",
        website=partnership.website,
    )


def help_page(t: Catalog) -> str:
    code = t.pgettext("help", "{code} open a case with its receipt code", code="/code")
    events = t.pgettext("help", "{events} see what is on in your areas", events="/events")
    return f"{_help(t)}\n{events}\n{code}\n{preferences.help_line(t)}"


def _help(t: Catalog) -> str:
    return t.pgettext(
        "help",
        "<b>What you can do here</b>\n"
        "{concern} share a concern\n"
        "{ask} ask and read before you tell\n"
        "{cases} see your cases and answers\n"
        "{news} read news of your areas\n"
        "{areas} choose the areas you follow\n"
        "{language} change the language\n"
        "{emergency} numbers to call\n"
        "{privacy} what is hidden and what is not\n"
        "{about} who we are, and how to know it is us\n"
        "{hide} empty this chat\n"
        "{mine} see what we hold about you\n"
        "{erase} be forgotten\n"
        "{cancel} stop what you are doing",
        concern="/concern",
        ask="/ask",
        cases="/cases",
        news="/news",
        areas="/areas",
        language="/language",
        emergency="/emergency",
        privacy="/privacy",
        about="/about",
        hide="/hide",
        mine="/mine",
        erase="/slet",
        cancel="/cancel",
    )


def hidden(t: Catalog) -> str:
    return t.pgettext(
        "hide",
        "I have deleted what Telegram lets me delete: messages of the last two days. "
        "If older ones are left, you can clear the history in Telegram itself. "
        "Your open cases are safe: {cases}.",
        cases="/cases",
    )


def cancelled(t: Catalog) -> str:
    return t.pgettext("cancel", "Stopped. Nothing was sent, and what you wrote is forgotten.")


def nothing_to_cancel(t: Catalog) -> str:
    return t.pgettext("cancel", "There was nothing to stop.")


def button_mine(t: Catalog) -> str:
    return t.pgettext("button", "🗂 What you hold about me")


def mine(
    t: Catalog,
    language: Lang | None,
    followed: Sequence[str],
    own: Sequence[Concern],
    *,
    draft: bool,
    opened: bool = False,
    pictures: int = 0,
) -> str:
    """Everything that can be found of one chat."""
    if language is None and not (own or draft or opened or pictures):
        return t.pgettext(
            "mine",
            "We hold nothing about this chat but the numbers of the messages standing in it, so "
            "that they can be deleted within 7 hours.",
        )
    lines: list[str] = [t.pgettext("mine", "<b>This is all we hold about this chat</b>")]
    if language:
        lines.append(
            t.pgettext("mine", "Language: {language}", language=common.language(t, language))
        )
    if followed:
        lines.append(t.pgettext("mine", "Areas: {areas}", areas=t.listed(list(followed))))
    lines += [
        t.pgettext("mine", "Case {code}: {state}", code=c.code, state=common.status(t, c.status))
        for c in own
    ]
    if draft:
        lines.append(t.pgettext("mine", "Words you are writing; forgotten after one hour."))
    if pictures:
        lines.append(picture_texts.held(t, pictures))
    if opened:
        lines.append(
            t.pgettext(
                "mine", "That you have opened a case with its code; forgotten after one hour."
            )
        )
    lines.append(
        t.pgettext(
            "mine",
            "Numbers of the messages standing in this chat, so that they can be deleted within "
            "7 hours; and for a few days, which area news was sent here.",
        )
    )
    lines.append(
        t.pgettext(
            "mine",
            "All of it is locked. Your name, number and username are not among it: we never keep "
            "them. {erase} makes it go.",
            erase="/slet",
        )
    )
    return "\n".join(lines)


def button_mine_file(t: Catalog) -> str:
    return t.pgettext("button", "📄 As a file, with all words")


def mine_file(t: Catalog) -> str:
    return t.pgettext(
        "mine",
        "All that we hold about this chat, word for word, as a file that programs can read. It is "
        "yours to keep. The bot removes it from this chat within 7 hours; a copy on your phone "
        "you must delete yourself.",
    )


def button_erase(t: Catalog) -> str:
    return t.pgettext("button", "🗑 Forget me")


def ask_erase(t: Catalog) -> str:
    return t.pgettext(
        "erase",
        "<b>Forget everything about this chat?</b>\n"
        "Your language, the areas you follow, what you are writing, and the way back to your cases "
        "go at once. No answer can reach you any more, and you cannot open your cases again.\n"
        "Staff keep the words of cases you have sent until their own deadline. They do not know "
        "that they are yours.",
    )


def button_erase_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "🗑 Yes, forget me")


def erased(t: Catalog, areas_count: int, cases_count: int) -> str:
    parts: list[str] = [
        t.pgettext(
            "erase", "Done. Your choices and drafts are forgotten, and this chat is emptied."
        ),
        t.npgettext(
            "erase",
            "{n} area is no longer followed.",
            "{n} areas are no longer followed.",
            areas_count,
        ),
        t.npgettext(
            "erase",
            "The way back to {n} case is destroyed.",
            "The way back to {n} cases is destroyed.",
            cases_count,
        ),
        t.pgettext("erase", "Staff keep the words of sent cases until their own deadline."),
    ]
    return "\n".join(parts)


# --- areas and news ------------------------------------------------------------------------


def areas(t: Catalog, followed: Sequence[str]) -> str:
    if not followed:
        return t.pgettext(
            "areas",
            "You follow no area. Choose the ones you want news from; you can choose several. "
            "Staff do not see who follows what.",
        )
    return t.pgettext(
        "areas",
        "You follow {areas}. Tap an area to follow it or to stop. Staff do not see who follows what.",
        areas=t.listed(list(followed)),
    )


def button_follow_area(t: Catalog, area: str, *, followed: bool) -> str:
    if followed:
        return t.pgettext("button", "✅ {area}", area=area)
    return t.pgettext("button", "➕ {area}", area=area)


def button_follow_poster(t: Catalog, area: str) -> str:
    return t.pgettext("button", "🔔 Follow news from {area}", area=area)


def button_municipality(t: Catalog, name: str) -> str:
    return t.pgettext("button", "🏛 {name}", name=name)


def neutral_notice(t: Catalog) -> str:
    """The one line on a lock screen; the same for area news and for cases."""
    return t.pgettext("notice line", "There is news for you from Nabodialog.")


def outage_notice(t: Catalog) -> str:
    """After a day or more away; the same for whoever follows an area and whoever has a case."""
    return t.pgettext(
        "notice line",
        "Nabodialog was out of order for a day or longer. If you wrote here meanwhile, it may be "
        "lost. If you are in doubt, please write again.",
    )


def button_see_news(t: Catalog) -> str:
    return t.pgettext("button", "👁 Show")


def nothing_new(t: Catalog) -> str:
    return t.pgettext("news", "Nothing new. Here is the menu.")


def whats_new(t: Catalog) -> str:
    return t.pgettext("news", "This is new. Tap to read.")


def news_list(t: Catalog) -> str:
    return t.pgettext("news", "<b>News from your areas</b>\nTap to read.")


def no_news(t: Catalog) -> str:
    return t.pgettext("news", "There is no news from your areas yet.")


def no_areas_no_news(t: Catalog) -> str:
    return t.pgettext("news", "You follow no area yet, so there is no news to show.")


def button_bulletin(t: Catalog, bulletin: Bulletin) -> str:
    text, _ = bulletin.content.text_for(t.lang)
    return t.pgettext("button", "📰 {title}", title=cut(cleaned(text), 40))


def button_answer_in(t: Catalog, code: str) -> str:
    return t.pgettext("button", "💬 Answer in case {code}", code=code)


def bulletin(t: Catalog, value: Bulletin, sender: str, places: Sequence[str]) -> str:
    """News as its reader sees it: sender, areas, text, and how to stop."""
    text, fallback = value.content.text_for(t.lang)
    parts: list[str] = [
        t.pgettext(
            "bulletin",
            "📰 <b>News from {sender}</b>\n{places}",
            sender=sender,
            places=t.listed(list(places)),
        )
    ]
    if value.corrected is not None:
        parts.append(changes.corrected(t, value))
    if fallback:
        parts.append(
            t.pgettext("bulletin", "<i>This text exists only in Danish. We are sorry.</i>")
        )
    parts.append(t.pgettext("bulletin", "{text}", text=text))
    parts.append(
        t.pgettext("bulletin", "<i>To stop news from an area: {areas}</i>", areas="/areas")
    )
    return "\n\n".join(parts)


# --- writing a concern ---------------------------------------------------------------------


def ask_area(t: Catalog) -> str:
    return t.pgettext("concern", "Which area is it about? Choose the municipality first.")


def ask_area_with_poster(t: Catalog) -> str:
    return t.pgettext("concern", "Which area is it about?")


def ask_area_in(t: Catalog, municipality: str) -> str:
    return t.pgettext("concern", "Which area in {municipality}?", municipality=municipality)


def ask_category(t: Catalog) -> str:
    return t.pgettext("concern", "What is it about?")


def ask_when(t: Catalog) -> str:
    return t.pgettext("concern", "When does it happen?")


def ask_how_often(t: Catalog) -> str:
    return t.pgettext("concern", "How often?")


def ask_words(t: Catalog) -> str:
    return t.pgettext(
        "concern",
        "Now write what worries you, in your own words and in the language you like best. You may "
        "be vague, and you may send several messages. Nothing is sent to anybody before you have "
        "seen it and said yes.",
    )


def words_added(t: Catalog) -> str:
    return t.pgettext("concern", "I have kept your words. First answer this:")


def preview(t: Catalog, frame: str) -> str:
    head = t.pgettext(
        "concern", "<b>This is exactly what staff will see, with the hour it came.</b>"
    )
    return f"{head}\n\n{frame}"


def frame(
    t: Catalog, area: str, category: str, lang: Lang, details: Details, *asked: str
) -> list[str]:
    """The lines above a resident's words, the same in the preview and on the staff card.

    category: "" for a question. asked: the line that says of whom.
    """
    lines: list[str] = [t.pgettext("concern card", "Area: {area}", area=area), *asked]
    if category:
        lines.append(t.pgettext("concern card", "About: {category}", category=category))
    lines.append(
        t.pgettext("concern card", "Language: {language}", language=common.language(t, lang))
    )
    if details.when:
        lines.append(t.pgettext("concern card", "When: {when}", when=common.when(t, details.when)))
    if details.how_often:
        often = common.how_often(t, details.how_often)
        lines.append(t.pgettext("concern card", "How often: {often}", often=often))
    return lines


def words(t: Catalog, text: str) -> Html:
    """A resident's words between quotation lines."""
    return t.pgettext("concern card", "<blockquote>{text}</blockquote>", text=text)


def clue(t: Catalog, value: Clue) -> str:
    match value:
        case Clue.NAME:
            return t.pgettext("clue", "your own name")
        case Clue.CPR:
            return t.pgettext("clue", "a CPR number")
        case Clue.PHONE:
            return t.pgettext("clue", "a phone number")
        case Clue.MAIL:
            return t.pgettext("clue", "an e-mail address")
        case Clue.LINK:
            return t.pgettext("clue", "a Telegram name")
        case Clue.PLATE:
            return t.pgettext("clue", "a number plate")
        case Clue.DOOR:
            return t.pgettext("clue", "a door or flat number")
        case _:
            assert_never(value)


def clues_found(t: Catalog, found: Sequence[Clue]) -> str:
    return t.pgettext(
        "concern",
        "⚠️ <b>This could show who you are:</b> {clues}. I can mask it, or you send it as it is.",
        clues=t.listed([clue(t, c) for c in found]),
    )


def button_mask(t: Catalog) -> str:
    return t.pgettext("button", "▒ Mask it")


def button_send(t: Catalog) -> str:
    return t.pgettext("button", "📨 Send")


def button_change(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Change something")


def button_write_more(t: Catalog) -> str:
    return t.pgettext("button", "➕ Write more")


def button_change_area(t: Catalog) -> str:
    return t.pgettext("button", "🏘 The area")


def button_change_category(t: Catalog) -> str:
    return t.pgettext("button", "🗂 What it is about")


def button_change_when(t: Catalog) -> str:
    return t.pgettext("button", "🕑 When")


def button_change_how_often(t: Catalog) -> str:
    return t.pgettext("button", "🔁 How often")


def button_start_words_over(t: Catalog) -> str:
    return t.pgettext("button", "📝 Write the words again")


def button_no_answer(t: Catalog) -> str:
    return t.pgettext("button", "⏭ I would rather not say")


def ask_change(t: Catalog) -> str:
    return t.pgettext("concern", "What would you like to change? Your words are kept.")


def write_more(t: Catalog) -> str:
    return t.pgettext("concern", "Write on. Each message is added to what you have written.")


def words_dropped(t: Catalog) -> str:
    return t.pgettext("concern", "The words are forgotten. Write again.")


def offer_words(t: Catalog, text: str) -> str:
    return t.pgettext(
        "concern",
        "You wrote:\n<blockquote>{text}</blockquote>\nNobody has seen it. What shall it be?",
        text=cut(text, 600),
    )


def button_use_words(t: Catalog) -> str:
    return t.pgettext("button", "✍️ Make it a concern")


def button_drop_words(t: Catalog) -> str:
    return t.pgettext("button", "🗑 Forget it")


def button_add_to_case(t: Catalog, code: str) -> str:
    return t.pgettext("button", "➕ Add it to case {code}", code=code)


def button_end_case(t: Catalog, code: str) -> str:
    return t.pgettext("button", "✖️ End case {code}", code=code)


def too_many_open(t: Catalog, limit: int) -> str:
    return t.npgettext(
        "concern",
        "You already have {n} open case, which is as many as one person can have. Your words are "
        "kept. Add them to a case, or end a case first.",
        "You already have {n} open cases, which is as many as one person can have. Your words are "
        "kept. Add them to a case, or end a case first.",
        limit,
    )


def receipt(t: Catalog, code: str, organisation: str, due: datetime, opens: datetime | None) -> str:
    """opens: when somebody is at work again, if nobody is now."""
    return "\n\n".join(
        [
            _received(t, code, organisation),
            *_promise(t, due, opens),
            t.pgettext(
                "receipt",
                "When there is an answer you get one neutral line, the same as for area news. The "
                "answer stands under {cases}. I have emptied this chat of what you wrote.",
                cases="/cases",
            ),
        ]
    )


def _received(t: Catalog, code: str, organisation: str) -> str:
    return t.pgettext(
        "receipt",
        "✅ <b>Thank you. {organisation} has received it.</b>\nYour case code: <b>{code}</b>",
        organisation=organisation,
        code=code,
    )


def _promise(t: Catalog, due: datetime, opens: datetime | None) -> list[str]:
    promised = t.pgettext(
        "receipt",
        "You will have an answer by {day} at {time} at the latest.",
        day=t.day(due.astimezone(COPENHAGEN).date()),
        time=t.clock(due),
    )
    if opens is None:
        return [promised]
    away = t.pgettext(
        "receipt",
        "🌙 Nobody is at work right now, and nobody reads this before {day} at {time}. That is "
        "counted in already.",
        day=t.day(opens.astimezone(COPENHAGEN).date()),
        time=t.clock(opens),
    )
    return [promised, away]


# --- with a code only ----------------------------------------------------------------------


def button_code_only(t: Catalog) -> str:
    return t.pgettext("button", "🔑 Send with a code only")


def ask_code_only(t: Catalog) -> str:
    return t.pgettext(
        "code only",
        "<b>Send it without leaving an address?</b>\n"
        "Then nothing is kept with the case that leads back to this chat. You get a receipt code "
        "of 24 digits. I show it only once: write it down where nobody else looks.\n\n"
        "No message can tell you that there is an answer. When you like, write {code} and then "
        "your receipt code, from any phone or account: you read the answer and can write more. "
        "Staff see only that the case waits for a code.\n\n"
        "A lost code cannot be found again, not even by us.",
        code="/code",
    )


def button_code_only_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "🔑 Yes, send it with a code")


def receipt_with_code(
    t: Catalog, code: str, digits: str, organisation: str, due: datetime, opens: datetime | None
) -> str:
    """digits: the receipt code in groups; nothing shows it again."""
    return "\n\n".join(
        [
            _received(t, code, organisation),
            t.pgettext(
                "code only",
                "🔑 Your receipt code, shown only now:\n<code>{digits}</code>\n"
                "Please write it down. Whoever has it can read the case and write in it.",
                digits=digits,
            ),
            *_promise(t, due, opens),
            t.pgettext(
                "code only",
                "To read the answer, write {command} and then your receipt code, from this or any "
                "other account. No address of this chat is kept with the case, and I have emptied "
                "the chat of what you wrote.",
                command="/code",
            ),
        ]
    )


def button_code(t: Catalog) -> str:
    return t.pgettext("button", "🔑 Open a case with a code")


def ask_code(t: Catalog) -> str:
    return t.pgettext(
        "code only",
        "🔑 Write your receipt code: 24 digits, in six groups of four. Spaces and dashes do not "
        "matter. I delete your message as soon as I have read it.",
    )


def code_is_tried(t: Catalog) -> str:
    return t.pgettext(
        "code only", "🔑 One moment, I am looking. Your message with the code is deleted."
    )


def no_such_code(t: Catalog) -> str:
    """One answer for a wrong code, one that never was, and one whose case closed too long ago."""
    return t.pgettext(
        "code only",
        "No case opens with this code. Perhaps a digit is wrong, or the case was closed more than "
        "14 days ago. You are welcome to try again.",
    )


def addition_waits(t: Catalog, code: str) -> str:
    return t.pgettext(
        "code only",
        "✅ Added to case {code}. To read the answer, come back with your receipt code: {command}.",
        code=code,
        command="/code",
    )


# --- cases ---------------------------------------------------------------------------------


def cases(t: Catalog) -> str:
    return t.pgettext("cases", "<b>Your cases</b>\nTap one to read it.")


def no_cases(t: Catalog) -> str:
    return t.pgettext("cases", "You have no cases.")


def button_case(t: Catalog, concern: Concern) -> str:
    state = common.status(t, concern.status)
    if concern.news:
        return t.pgettext("button", "💬 {code} · new answer", code=concern.code)
    return t.pgettext("button", "{code} · {state}", code=concern.code, state=state)


def case_head(
    t: Catalog,
    concern: Concern,
    organisation: str,
    due: datetime | None,
    closes: datetime | None = None,
) -> str:
    """due: when an answer is promised. closes: when it closes unless somebody writes."""
    lines = [
        t.pgettext(
            "case",
            "<b>Case {code}</b> · {organisation}\n{state}",
            code=concern.code,
            organisation=organisation,
            state=common.status(t, concern.status),
        )
    ]
    if due:
        day = t.day(due.astimezone(COPENHAGEN).date())
        lines.append(t.pgettext("case", "Answer by {day} at {time}", day=day, time=t.clock(due)))
    if closes:
        day = t.day(closes.astimezone(COPENHAGEN).date())
        lines.append(
            t.pgettext(
                "case", "It closes on {day} unless you write. Nothing else happens.", day=day
            )
        )
    if concern.outcome and concern.outcome is not Outcome.RESIDENT_LEFT:
        result = common.outcome(t, concern.outcome)
        lines.append(t.pgettext("case", "How it ended: {outcome}", outcome=result))
    return "\n".join(lines)


def sender(t: Catalog, organisation: str, pseudonym: str) -> str:
    """The same colleague has the same pseudonym for everybody, and no name."""
    return t.pgettext(
        "case", "{organisation} · {pseudonym}", organisation=organisation, pseudonym=pseudonym
    )


def same_colleague(t: Catalog, pseudonym: str) -> str:
    return t.pgettext(
        "case",
        "Your case is with {pseudonym}. The same colleague answers you where possible.",
        pseudonym=pseudonym,
    )


def case_entry(t: Catalog, entry: Entry, organisation: str) -> str:
    """One contribution. organisation: whom an answer is from; see `screens.senders`."""
    hour = t.hour(entry.hour)
    if entry.author is Author.STAFF:
        return t.pgettext(
            "case",
            "<b>{organisation}</b>, {hour}\n<blockquote>{text}</blockquote>",
            organisation=organisation,
            hour=hour,
            text=entry.text,
        )
    return t.pgettext(
        "case", "<b>You</b>, {hour}\n<blockquote>{text}</blockquote>", hour=hour, text=entry.text
    )


def button_write_to_case(t: Catalog) -> str:
    return t.pgettext("button", "✍️ Write")


def button_not_solved(t: Catalog) -> str:
    return t.pgettext("button", "↩️ It is not solved")


def button_end_this_case(t: Catalog) -> str:
    return t.pgettext("button", "✖️ End the case")


def write_to_case(t: Catalog, code: str) -> str:
    return t.pgettext(
        "case",
        "Write what you want to add to case {code}. You see it once more before it is sent.",
        code=code,
    )


def addition_preview(t: Catalog, code: str, text: str) -> str:
    return t.pgettext(
        "case",
        "<b>This is exactly what will be added to case {code}:</b>\n<blockquote>{text}</blockquote>",
        code=code,
        text=text,
    )


def addition_sent(t: Catalog, code: str) -> str:
    return t.pgettext(
        "case",
        "✅ Added to case {code}. You get a neutral line when there is an answer.",
        code=code,
    )


def reopened(t: Catalog, code: str, due: datetime) -> str:
    return t.pgettext(
        "case",
        "Case {code} is open again. You will have an answer by {day} at {time} at the latest. "
        "Write what is still wrong, if you like.",
        code=code,
        day=t.day(due.astimezone(COPENHAGEN).date()),
        time=t.clock(due),
    )


def ask_end(t: Catalog, code: str) -> str:
    return t.pgettext(
        "case",
        "End case {code}? Staff will see that you ended it. You can open it again for a while.",
        code=code,
    )


def button_end_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "✖️ Yes, end it")


def ended(t: Catalog, code: str) -> str:
    return t.pgettext("case", "Case {code} is ended.", code=code)


def edited_after_sending(t: Catalog, text: str) -> str:
    return t.pgettext(
        "case",
        "You changed a message that was sent already. What was sent stays as it is; the new "
        "wording can be added:\n<blockquote>{text}</blockquote>\nWhere shall it go?",
        text=cut(text, 600),
    )


# --- what the bot cannot take --------------------------------------------------------------


def refused_voice(t: Catalog) -> str:
    return t.pgettext(
        "refused kind",
        "I do not take voice or video: your voice would tell who you are. I have not listened to "
        "it and kept nothing of it. Please write instead.",
    )


def refused_file(t: Catalog) -> str:
    return t.pgettext(
        "refused kind",
        "I do not take such files: they may carry your name inside. I have not opened it and kept "
        "nothing of it. I take photos and {pdf}.",
        pdf=picture_texts.PDF,
    )


def refused_location(t: Catalog) -> str:
    return t.pgettext(
        "refused kind",
        "I do not take exact places: they may point at your door. I kept nothing of it. Please "
        "choose an area, and describe the place in words.",
    )


def refused_forward(t: Catalog) -> str:
    return t.pgettext(
        "refused kind",
        "I do not take forwarded messages: they may show where they come from. I kept nothing of "
        "it. Please say it in your own words.",
    )


def refused_other(t: Catalog) -> str:
    return t.pgettext(
        "refused kind",
        "I can take written words, photos and {pdf}. I kept nothing of what you sent.",
        pdf=picture_texts.PDF,
    )


def caption_kept(t: Catalog) -> str:
    return t.pgettext("refused kind", "The words under it are kept.")


def unknown_command(t: Catalog) -> str:
    return t.pgettext("help", "I do not know that command. This is what I know:")

"""Who is told what: screens and events become outbox rows in the reader's language."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_never

from bot.domain import readers
from bot.domain.actions import Go, Page, ShowConcern
from bot.domain.concerns import Concern, Urgency, serves
from bot.domain.duty import is_urgent, told_of_words
from bot.domain.events import (
    ConcernAddedTo,
    ConcernAnswered,
    ConcernAssigned,
    ConcernClosed,
    ConcernHandedOver,
    ConcernReopened,
    ConcernSubmitted,
    ConcernWarned,
    Event,
    ForwardRead,
    ProposalDecided,
    ReplyProposed,
    ResidentSteppedForward,
    StepBackLifted,
    SteppedBack,
    TeamEvent,
)
from bot.domain.ids import (
    BulletinId,
    ChatId,
    GroupId,
    ModeratorId,
    PictureId,
    SignupId,
)
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Button, Lane, Rows, Screen
from bot.i18n import Catalog, Html
from bot.screens import asking
from bot.screens import common as screens
from bot.screens import (
    groups as group_screens,
)
from bot.screens import (
    team as team_screens,
)
from bot.store import (
    groups,
    outbox,
)
from bot.store import staff as colleagues
from bot.store.outbox import Outgoing, Target
from bot.texts import readers as reader_texts
from bot.texts import resident as resident_texts
from bot.texts import staff as staff_texts
from bot.texts import stepping as stepping_texts
from bot.texts import triage as triage_texts
from bot.turn import House, Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken

ALL = 1 << 62
"""Epoch seconds later than anything expires: the whole chat."""


def markup(rows: Rows) -> dict[str, Any]:
    return {"inline_keyboard": [[_wire(button) for button in row] for row in rows]}


def _wire(button: Button) -> dict[str, str]:
    """Telegram takes labels as plain text, and the catalogs make HTML."""
    label = html.unescape(button.label) if isinstance(button.label, Html) else button.label
    if button.action is not None:
        return {"text": label, "callback_data": button.action.encode()}
    return {"text": label, "url": button.url or ""}


def as_message(screen: Screen) -> dict[str, Any]:
    """The fields of sendMessage, editMessageText and sendPhoto that a screen decides."""
    message: dict[str, Any] = {"parse_mode": "HTML"}
    if screen.picture is None:
        message |= {"text": screen.text, "link_preview_options": {"is_disabled": True}}
    else:
        message |= {"caption": screen.text, "has_spoiler": True}
    if screen.rows:
        message["reply_markup"] = markup(screen.rows)
    return message


def neutral(t: Catalog) -> Screen:
    """The one line that says something is new, the same for area news and for a case."""
    button = Button(resident_texts.button_see_news(t), Go(Page.UNREAD))
    return Screen(text=resident_texts.neutral_notice(t), rows=((button,),))


def seal_body(house: House, stream: bytes, body: Mapping[str, Any]) -> bytes:
    return house.vault.seal(Purpose.OUTBOX, "outbox", stream, json.dumps(body).encode())


def open_body(house: House, stream: bytes, sealed: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(house.vault.open(Purpose.OUTBOX, "outbox", stream, sealed))
    return body


async def _queue(
    turn: Turn, lane: Lane, target: Target, stream: bytes, body: Mapping[str, Any], *, due: int = 0
) -> None:
    """due: epoch milliseconds; what may go at once tells no more than its hour."""
    row = Outgoing(
        lane=lane,
        due=due or turn.hour * 3_600_000,
        target=target,
        stream=stream,
        body=seal_body(turn.house, stream, body),
    )
    await outbox.add(turn.tx, row)


async def show(turn: Turn, stream: bytes, screen: Screen, *, edit: int | None = None) -> None:
    """Shows a screen to the chat that speaks. edit: id of the message to change instead."""
    params = {"chat_id": turn.speaker.chat, **as_message(screen)}
    body: dict[str, Any] = {"method": "editMessageText", "params": params, "keep": True}
    if edit is None:
        params["protect_content"] = screen.protect
        params["disable_notification"] = True  # an answer to one's own tap lights up no phone
        body |= {"method": "sendMessage", "lang": turn.speaker.language.value}
        if screen.picture is not None:
            body |= {"method": "sendPhoto", "picture": screen.picture.hex()}
    else:
        params["message_id"] = edit
    await _queue(turn, Lane.REPLY, Target.DIALOGUE, stream, body)


async def show_file(turn: Turn, stream: bytes, screen: Screen, name: str, content: str) -> None:
    """Sends a file to the chat that speaks; it is theirs to keep, so it is not protected."""
    message = as_message(screen)
    params = {
        "chat_id": turn.speaker.chat,
        "caption": message["text"],
        "parse_mode": message["parse_mode"],
        "disable_notification": True,
    }
    if "reply_markup" in message:
        params["reply_markup"] = message["reply_markup"]
    file = {"name": name, "content": content}
    body = {"method": "sendDocument", "params": params, "file": file, "keep": True}
    await _queue(turn, Lane.REPLY, Target.DIALOGUE, stream, body)


async def fetch(turn: Turn, picture: PictureId, file_id: str) -> None:
    """Has a file fetched that the speaker sent. Its row is all that ever names it."""
    body = {"method": "getFile", "params": {"chat_id": turn.speaker.chat, "file_id": file_id}}
    await _queue(turn, Lane.FETCH, Target.DIALOGUE, picture, body)


async def delete(turn: Turn, stream: bytes, messages: Sequence[int]) -> None:
    """Takes messages out of the chat that speaks."""
    params = {"chat_id": turn.speaker.chat, "message_ids": list(messages)}
    body = {"method": "deleteMessages", "params": params}
    await _queue(turn, Lane.REPLY, Target.DIALOGUE, stream, body)


async def empty_chat(turn: Turn, stream: bytes, chat: ChatId, *, before: int) -> None:
    """Deletes what stands in a chat and expires before `before`, in order with what is shown."""
    body = {"method": "clear", "params": {"chat_id": chat}, "before": before}
    await _queue(turn, Lane.REPLY, Target.DIALOGUE, stream, body)


async def cover_waiting(turn: Turn, changed: Mapping[str, str]) -> None:
    """Words of a case that are on their way to a screen leave as they stand now."""
    after = 0
    while rows := await outbox.waiting(turn.tx, after=after):
        for row, stream, sealed in rows:
            await _cover(turn, row, stream, sealed, changed)
        after = rows[-1][0]


async def _cover(
    turn: Turn, row: int, stream: bytes, sealed: bytes, changed: Mapping[str, str]
) -> None:
    try:
        body = open_body(turn.house, stream, sealed)
    except SealBroken:
        return  # the sender buries it
    before = body["params"].get("text", "")
    text = before
    for old, new in changed.items():
        text = text.replace(html.escape(old, quote=False), html.escape(new, quote=False))
    if text != before:
        body["params"]["text"] = text
        await outbox.rewrite(turn.tx, row, seal_body(turn.house, stream, body))


async def publish(turn: Turn, event: Event) -> None:
    match event:
        case (
            ConcernSubmitted(concern)
            | ConcernAddedTo(concern)
            | ConcernReopened(concern)
            | ResidentSteppedForward(concern)
        ):
            danger = isinstance(event, ConcernAddedTo) and event.danger
            foreign = await _is_foreign(turn, event)
            for colleague in await _readers(turn, concern, danger=danger):
                await _tell_colleague(turn, colleague, event, foreign=foreign)
            if danger or isinstance(event, ConcernSubmitted):
                await tell_group(turn, concern)
        case ConcernAnswered(concern, urgent):
            await _tell_resident(turn, concern, urgent=urgent)
        case (
            ConcernClosed(concern)
            | ConcernWarned(concern)
            | ForwardRead(concern)
            | ConcernHandedOver(concern)
        ):
            await _tell_resident(turn, concern, urgent=False)
        case _:
            await _tell_team(turn, event)


async def _tell_team(turn: Turn, event: TeamEvent) -> None:
    """What colleagues do together is told to those it concerns."""
    concern = event.concern
    match event:
        case ConcernAssigned(by=by, to=to, former=former):
            told = await _by_id(turn, {to.id, former} - {by.id, None})
        case SteppedBack():
            told = [] if await _serving(turn, concern) else await _responsible(turn, concern)
        case StepBackLifted(colleagues=let_in):
            told = await _by_id(turn, let_in)
        case ReplyProposed(by=by):
            others = [c for c in await _serving(turn, concern) if c.id != by.id]
            told = [c for c in others if c.on_duty] or others
        case ProposalDecided(of=of, by=by, sent=sent):
            holder = concern.claimed_by if sent else None
            told = await _by_id(turn, {of, holder} - {by.id, None})
        case _:
            assert_never(event)
    for colleague in told:
        t = turn.house.catalogs[colleague.language]
        news = team_screens.news(t, turn.house.partnership, event, colleague)
        await tell_moderator(turn, colleague, news)


async def _by_id(turn: Turn, ids: Iterable[ModeratorId | None]) -> list[Moderator]:
    """Those who still serve."""
    found = [await colleagues.get(turn.tx, one) for one in sorted(i for i in ids if i)]
    return [colleague for colleague in found if colleague]


async def _responsible(turn: Turn, concern: Concern) -> list[Moderator]:
    """The leads of the organisation, or else who lets others in; none who stepped back."""
    everybody = await colleagues.of(turn.tx, concern.organisation)
    able = [c for c in everybody if concern.id not in c.recused]
    return [c for c in able if c.is_lead] or [c for c in able if c.may(Deed.INVITE)]


async def _serving(turn: Turn, concern: Concern) -> list[Moderator]:
    return [c for c in await colleagues.of(turn.tx, concern.organisation) if serves(c, concern)]


async def _readers(turn: Turn, concern: Concern, *, danger: bool) -> list[Moderator]:
    """Who hears of it now; see `domain.duty`."""
    team = list(await colleagues.of(turn.tx, concern.organisation))
    if concern.claimed_by and concern.claimed_by not in [c.id for c in team]:
        owner = await colleagues.get(turn.tx, concern.claimed_by)
        team += [owner] if owner else []
    return told_of_words(team, concern, danger=danger)


async def _is_foreign(turn: Turn, event: Event) -> bool:
    """Whether a new concern is in a language that nobody on duty who serves it reads."""
    if not isinstance(event, ConcernSubmitted):
        return False
    team = await colleagues.of(turn.tx, event.concern.organisation)
    return readers.is_foreign(team, event.concern)


async def _tell_colleague(
    turn: Turn,
    colleague: Moderator,
    event: ConcernSubmitted | ConcernAddedTo | ConcernReopened | ResidentSteppedForward,
    *,
    foreign: bool,
) -> None:
    t = turn.house.catalogs[colleague.language]
    concern = event.concern
    place = turn.house.partnership.area(concern.area).name
    kind = asking.kind(t, turn.house.partnership, concern)
    match event:
        case ConcernSubmitted():
            text = staff_texts.news_submitted(t, concern.code, place, kind, concern.urgency)
            if foreign:
                text = f"{text}\n{reader_texts.news_foreign(t, concern.language)}"
        case ConcernAddedTo(danger=True):
            text = triage_texts.danger_words(t, concern.code, place)
        case ConcernAddedTo():
            text = staff_texts.news_added(t, concern.code, place)
        case ConcernReopened():
            text = staff_texts.news_reopened(t, concern.code, place)
        case ResidentSteppedForward():
            text = stepping_texts.news_stepped_forward(t, concern.code, place)
    button = Button(staff_texts.button_open(t), ShowConcern(concern.id))
    screen = Screen(text=text, rows=((button,),))
    await tell_moderator(turn, colleague, screen, due=_due(turn, urgent=is_urgent(concern)))


async def tell_moderator(turn: Turn, colleague: Moderator, screen: Screen, *, due: int = 0) -> None:
    body = to_moderator(turn, colleague, screen)
    await _queue(turn, Lane.NOTICE, Target.MODERATOR, colleague.id, body, due=due)


def to_moderator(turn: Turn, colleague: Moderator, screen: Screen) -> dict[str, Any]:
    """Colleagues can empty their chat from every message too."""
    screen = screen.with_row(screens.hide(turn.house.catalogs[colleague.language]))
    if colleague.language.rtl:
        screen = screen.one_per_row()
    params = {**as_message(screen), "protect_content": True}
    language = colleague.language.value
    return {"method": "sendMessage", "params": params, "keep": True, "lang": language}


async def tell_of_arrival(turn: Turn, colleague: Moderator, screen: Screen) -> None:
    """At a random moment: the moment of a resident's act is nobody's business."""
    await tell_moderator(turn, colleague, screen, due=_due(turn, urgent=False))


async def _tell_resident(turn: Turn, concern: Concern, *, urgent: bool) -> None:
    """Whoever chose a code comes back without being called."""
    if concern.code_only:
        return
    screen = neutral(turn.house.catalogs[concern.language])
    body = {"method": "sendMessage", "params": as_message(screen), "keep": False}
    due = _due(turn, urgent=urgent)
    await _queue(turn, Lane.NOTICE, Target.CONCERN, concern.id, body, due=due)


async def tell_signed_up(turn: Turn, signup: SignupId, language: Lang) -> None:
    """The same line as for a case or for news, at a random moment."""
    screen = neutral(turn.house.catalogs[language])
    body = {"method": "sendMessage", "params": as_message(screen), "keep": False}
    due = _due(turn, urgent=False)
    await _queue(turn, Lane.NOTICE, Target.SIGNUP, signup, body, due=due)


async def tell_chat(turn: Turn, stream: bytes, chat: ChatId, screen: Screen) -> None:
    """A line that lights up no phone and stays, as the neutral one does."""
    params = {"chat_id": chat, **as_message(screen), "disable_notification": True}
    body = {"method": "sendMessage", "params": params, "keep": False}
    await _queue(turn, Lane.NOTICE, Target.DIALOGUE, stream, body)


def _due(turn: Turn, *, urgent: bool) -> int:
    """A random moment, so that nobody can tell whose phone lights up; 0: at once."""
    low, high = turn.house.reply_delay
    if urgent or not high:
        return 0
    return turn.millis + low * 1000 + turn.house.chance.below((high - low) * 1000 + 1)


# --- the group of an organisation --------------------------------------------------------------


async def tell_group(turn: Turn, concern: Concern) -> None:
    """One short card for danger and for a child; everything else waits for the digest."""
    if concern.urgency is Urgency.NORMAL:
        return
    group = await groups.of(turn.tx, concern.organisation)
    if group is None or not group.linked:
        return
    t, house = turn.house.catalogs[group.language], turn.house
    screen = group_screens.post(t, house.partnership, house.username, concern)
    due = _due(turn, urgent=concern.urgency is Urgency.DANGER)
    await _in_group(turn, group.id, "sendMessage", as_message(screen), due=due)


async def digest(turn: Turn, group: GroupId, screen: Screen, *, edit: int) -> None:
    """edit: id of the message that is changed; 0: a new one, which makes no phone ring."""
    if edit:
        params = {**as_message(screen), "message_id": edit}
        await _in_group(turn, group, "editMessageText", params)
        return
    params = {**as_message(screen), "disable_notification": True}
    await _in_group(turn, group, "sendMessage", params, digest=True)


async def delete_in_group(turn: Turn, group: GroupId, message: int) -> None:
    await _in_group(turn, group, "deleteMessages", {"message_ids": [message]})


async def _in_group(
    turn: Turn, group: GroupId, method: str, params: Mapping[str, Any], *, digest: bool = False,
    due: int = 0,
) -> None:  # fmt: skip
    body = {"method": method, "params": params, "keep": False, "digest": digest}
    await _queue(turn, Lane.NOTICE, Target.GROUP, group, body, due=due)


async def say_in_group(turn: Turn, stream: bytes, chat: ChatId, screen: Screen) -> None:
    """To a group that may not be linked, so the row holds its chat, sealed with the words."""
    params = {"chat_id": chat, **as_message(screen), "disable_notification": True}
    body = {"method": "sendMessage", "params": params, "keep": False}
    await _queue(turn, Lane.REPLY, Target.DIALOGUE, stream, body)


async def delete_there(turn: Turn, stream: bytes, chat: ChatId, message: int) -> None:
    """Takes a message out of a group whose link is about to end."""
    body = {"method": "deleteMessages", "params": {"chat_id": chat, "message_ids": [message]}}
    await _queue(turn, Lane.REPLY, Target.DIALOGUE, stream, body)


# --- how a sending goes ------------------------------------------------------------------------


async def progress(
    turn: Turn, bulletin: BulletinId, screen: Screen, lang: Lang, *, edit: int, last: bool
) -> None:
    """One message in the chat of its author. edit: the one that is changed; 0: a new one.

    last: it tells the end, and is not changed again.
    """
    screen = screen.with_row(screens.hide(turn.house.catalogs[lang]))
    if lang.rtl:
        screen = screen.one_per_row()
    params = as_message(screen)
    body: dict[str, Any] = {"params": params, "progress": "last" if last else "going"}
    if edit:
        params["message_id"] = edit
        body |= {"method": "editMessageText", "keep": False}
    else:
        params["protect_content"] = True
        body |= {"method": "sendMessage", "keep": True, "lang": lang.value}
    await _queue(turn, Lane.NOTICE, Target.PROGRESS, bulletin, body)

"""Who comes to an event: counted, never named, and reminded once.

What is kept of one sign-up is a tag that only this event and this person make, and a sealed
address, under keys of their own. Both go when the event is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot import log
from bot.domain.bulletins import PUBLIC, Bulletin, Stage
from bot.domain.errors import NotFound
from bot.domain.happenings import Gathering, Happening, remind_at
from bot.domain.ids import BulletinId, ChatId, SignupId
from bot.domain.people import Lang
from bot.services import notices
from bot.store import bulletins, happenings
from bot.store import signups as rows
from bot.store.db import Tx
from bot.store.signups import SealedSignup
from bot.turn import House, Turn
from bot.vault import addresses
from bot.vault.sealing import SealBroken

LIST_LIMIT = 12
_LONGEST = 24 * 3600
"""Seconds an event may last at most, so that one which has begun is still listed."""
_EVE = 48 * 3600
"""Seconds before the start within which the reminder's moment always lies."""
_log = log.get("bot.signups")


class Place(Enum):
    """What the speaker can do about an event."""

    FREE = auto()
    COMING = auto()
    FULL = auto()
    CANCELLED = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An event as its reader finds it. coming: how many, to be shown in bands only."""

    bulletin: Bulletin
    event: Happening
    place: Place
    coming: int


async def coming(turn: Turn) -> Sequence[Invited]:
    """What the areas followed by the speaker invite to, soonest first."""
    profile = turn.speaker.profile
    if profile is None or not profile.areas:
        return []
    since = turn.seconds - _LONGEST
    found = await bulletins.coming(turn.tx, profile.id, since=since, limit=LIST_LIMIT)
    known = [await invited(turn, bulletin) for bulletin in found]
    return [one for one in known if one and one.place is not Place.OVER]


async def invited(turn: Turn, bulletin: Bulletin) -> Invited | None:
    """None for news that invites to nothing."""
    event = bulletin.content.event
    gathering = await happenings.find(turn.tx, bulletin.id)
    if event is None or gathering is None:
        return None
    count = await rows.count(turn.tx, bulletin.id)
    place = await _place(turn, gathering, event, count)
    return Invited(bulletin=bulletin, event=event, place=place, coming=count)


async def _place(turn: Turn, gathering: Gathering, event: Happening, count: int) -> Place:
    if gathering.cancelled:
        return Place.CANCELLED
    if event.is_over(turn.seconds):
        return Place.OVER
    if await _own(turn, gathering.id):
        return Place.COMING
    return Place.FULL if event.is_full(count) else Place.FREE


async def called_off(turn: Turn, bulletin: Bulletin) -> Happening | None:
    """The event of withdrawn news, if it was cancelled with it or before."""
    gathering = await happenings.find(turn.tx, bulletin.id)
    withdrawn = bulletin.stage is Stage.RETRACTED
    return bulletin.content.event if withdrawn and gathering and gathering.cancelled else None


async def open_event(turn: Turn, event: BulletinId) -> Invited:
    """Raises NotFound."""
    bulletin = await bulletins.get(turn.tx, event)
    found = await invited(turn, bulletin) if bulletin.stage in PUBLIC else None
    if found is None:
        raise NotFound
    return found


async def sign_up(turn: Turn, event: BulletinId) -> Invited:
    """One more comes, unless it is full, cancelled or over by now. Raises NotFound."""
    await happenings.hold(turn.tx, event)
    if (await open_event(turn, event)).place is Place.FREE:
        await rows.add(turn.tx, _sealed(turn, event))
    return await open_event(turn, event)


def _sealed(turn: Turn, event: BulletinId) -> SealedSignup:
    vault, chat = turn.house.vault, turn.speaker.chat
    row = SignupId(turn.house.new_id())
    language = turn.speaker.language.value
    return SealedSignup(
        id=row,
        event=event,
        tag=addresses.signup_tags(vault, chat, event)[0],
        sealed=addresses.seal_signup(vault, row, chat, language),
    )


async def sign_off(turn: Turn, event: BulletinId) -> None:
    """Also from an event whose news is withdrawn."""
    if own := await _own(turn, event):
        await rows.remove(turn.tx, own.id)


# --- the person: what is held, and how it goes -----------------------------------------------


async def _own(turn: Turn, event: BulletinId) -> SealedSignup | None:
    return await _of(turn.tx, turn.house, turn.speaker.chat, event)


async def _of(tx: Tx, house: House, chat: ChatId, event: BulletinId) -> SealedSignup | None:
    """Also under older keys, as long as a rotation keeps them."""
    return await rows.find(tx, addresses.signup_tags(house.vault, chat, event))


async def own(turn: Turn) -> Sequence[Bulletin]:
    """Events that the chat that speaks has signed up to."""
    live = await happenings.live(turn.tx, now=turn.seconds)
    mine = [gathering for gathering in live if await _own(turn, gathering.id)]
    return [await bulletins.get(turn.tx, gathering.id) for gathering in mine]


async def told_of(turn: Turn) -> Sequence[Bulletin]:
    """Events of the speaker's that a neutral line was about.

    Tomorrow's, corrected ones, and those that are cancelled, also by withdrawing their news.
    """
    found = []
    for one in await happenings.live(turn.tx, now=turn.seconds):
        if await _own(turn, one.id):
            bulletin = await bulletins.get(turn.tx, one.id)
            told = one.reminded or bulletin.corrected is not None
            if one.cancelled or (told and bulletin.stage in PUBLIC):
                found.append(bulletin)
    return found


async def streams(turn: Turn) -> Sequence[bytes]:
    """Under which the lines to the chat that speaks wait to be sent."""
    live = await happenings.live(turn.tx, now=turn.seconds)
    found = [await _own(turn, gathering.id) for gathering in live]
    return [signup.id for signup in found if signup]


async def forget(turn: Turn) -> None:
    """The chat that speaks comes to nothing any more."""
    await forget_chat(turn.tx, turn.house, turn.speaker.chat, now=turn.seconds)


async def forget_chat(tx: Tx, house: House, chat: ChatId, *, now: int) -> None:
    for gathering in await happenings.live(tx, now=now):
        if found := await _of(tx, house, chat, gathering.id):
            await rows.remove(tx, found.id)


async def forget_signup(tx: Tx, signup: SignupId) -> None:
    """The person blocked the bot: nobody is there to be reminded."""
    await rows.remove(tx, signup)


# --- what is sent ----------------------------------------------------------------------------


async def chat_of(tx: Tx, house: House, signup: SignupId) -> ChatId | None:
    """Raises SealBroken. None when it is gone."""
    found = await rows.get(tx, signup)
    return addresses.open_signup(house.vault, signup, found.sealed)[0] if found else None


async def remind(turn: Turn) -> None:
    """On the eve of each event, once, the neutral line that all news has."""
    until = turn.seconds + _EVE
    for gathering in await happenings.to_remind(turn.tx, now=turn.seconds, until=until):
        if remind_at(gathering.starts) > turn.seconds:
            continue
        bulletin = await bulletins.get(turn.tx, gathering.id)
        if bulletin.stage in PUBLIC:
            await tell_all(turn, gathering.id)
        await happenings.save(turn.tx, gathering.marked(reminded=True))


async def tell_all(turn: Turn, event: BulletinId) -> None:
    """A neutral line to everybody who signed up."""
    for signup in await rows.of_event(turn.tx, event):
        try:
            _, language = addresses.open_signup(turn.house.vault, signup.id, signup.sealed)
        except SealBroken:
            _log.warning("signup.unreadable")
            continue
        await notices.tell_signed_up(turn, signup.id, Lang(language))


async def expire(turn: Turn) -> None:
    """Tag and address go when the event is over."""
    await rows.end(turn.tx, now=turn.seconds)

"""One appeal against a pause: unlinked to any case, decided by somebody who had no part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.acts import Act
from bot.domain.codes import new_case_code
from bot.domain.dialogues import Step, Words
from bot.domain.errors import AppealedAlready, ButtonTooOld, NotFound, NothingWritten
from bot.domain.ids import AppealId, ChatId
from bot.domain.mutes import Appeal, Paused
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.screens import mutes as screens
from bot.services import mutes, notices, record, residents
from bot.services.dialogues import save
from bot.store import appeals as rows
from bot.store import staff
from bot.store.appeals import SealedAppeal
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.sealing import SealBroken

# --- the person --------------------------------------------------------------------------------


async def begin(turn: Turn, *, again: bool) -> Turn:
    """Words kept from before become the appeal's, unless it is written again.

    Raises ButtonTooOld, AppealedAlready.
    """
    await _may(turn)
    words = Words() if again else turn.dialogue.words
    return await save(turn, turn.dialogue.at(Step.APPEAL, words=words, about=None))


async def _may(turn: Turn) -> Paused:
    paused = await mutes.paused(turn)
    if paused is None:
        raise ButtonTooOld
    if paused.appealed:
        raise AppealedAlready
    return paused


async def send(turn: Turn, version: int) -> tuple[Turn, int]:
    """Sends the appeal whose preview had this version; the hour the pause ends by itself.

    Raises ButtonTooOld, AppealedAlready, NothingWritten.
    """
    dialogue = turn.dialogue
    if dialogue.step is not Step.APPEAL or dialogue.version != version:
        raise ButtonTooOld
    if not dialogue.words:
        raise NothingWritten
    paused = await _may(turn)
    appeal = _sealed(turn, dialogue.words.text, until=paused.until)
    await rows.add(turn.tx, appeal)
    for lead in await _deciders(turn, turn.speaker.chat):
        t = turn.house.catalogs[lead.language]
        await notices.tell_of_arrival(turn, lead, screens.appeal_news(t, appeal.code, appeal.id))
    return await residents.hide(turn), paused.until


def _sealed(turn: Turn, words: str, *, until: int) -> SealedAppeal:
    vault, chat = turn.house.vault, turn.speaker.chat
    row = AppealId(turn.house.new_id())
    wrapped, sealed, sealed_words = addresses.seal_appeal(vault, row, chat, words)
    return SealedAppeal(
        id=row,
        tag=addresses.mute_tags(vault, chat, mutes.APPEAL)[0],
        code=new_case_code(turn.house.chance.below),
        language=turn.speaker.language,
        hour=turn.hour,
        until=until,
        wrapped_key=wrapped,
        sealed=sealed,
        words=sealed_words,
    )


async def withdraw(turn: Turn) -> None:
    """The person is to be forgotten: the appeal goes, and there is no second one."""
    tags = addresses.mute_tags(turn.house.vault, turn.speaker.chat, mutes.APPEAL)
    if appeal := await rows.of_tags(turn.tx, tags):
        await rows.remove(turn.tx, appeal.id)
        await mutes.no_further_appeal(turn, turn.speaker.chat, until=appeal.until)


# --- leads -------------------------------------------------------------------------------------


async def _deciders(turn: Turn, chat: ChatId) -> Sequence[Moderator]:
    """Leads of the municipalities who had no part in a pause of this person."""
    leads = [
        colleague
        for organisation in turn.house.partnership.with_areas()
        for colleague in await staff.of(turn.tx, organisation.id)
        if colleague.may(Deed.DECIDE_APPEAL)
    ]
    return [lead for lead in leads if not await mutes.had_part(turn, chat, lead.id)]


async def waiting(turn: Turn) -> Sequence[Appeal]:
    """What the speaker may decide; of others they do not even learn that they exist.

    Raises NotAllowed.
    """
    turn.speaker.colleague().check(Deed.DECIDE_APPEAL)
    return [_opened(turn, a) for a in await rows.waiting(turn.tx) if await _may_decide(turn, a)]


def _opened(turn: Turn, value: SealedAppeal) -> Appeal:
    words = addresses.open_appeal_words(turn.house.vault, value.id, value.wrapped_key, value.words)
    return Appeal(
        id=value.id, code=value.code, language=value.language, hour=value.hour, words=words
    )


def _chat(turn: Turn, value: SealedAppeal) -> ChatId:
    return addresses.open_appeal(turn.house.vault, value.id, value.wrapped_key, value.sealed)


async def _may_decide(turn: Turn, value: SealedAppeal) -> bool:
    me = turn.speaker.colleague()
    organisations = {o.id for o in turn.house.partnership.with_areas()}
    if not me.may(Deed.DECIDE_APPEAL) or me.organisation not in organisations:
        return False
    try:
        return not await mutes.had_part(turn, _chat(turn, value), me.id)
    except SealBroken:
        return False  # nobody can decide it; it goes when the pause ends


async def _found(turn: Turn, appeal: AppealId) -> SealedAppeal:
    """Raises NotFound also for one that somebody else must decide."""
    found = await rows.find(turn.tx, appeal)
    if found is None or not await _may_decide(turn, found):
        raise NotFound
    return found


async def read(turn: Turn, appeal: AppealId) -> Appeal:
    """Raises NotAllowed, NotFound."""
    found = await _found(turn, appeal)
    await record.note(turn, Act.APPEAL_READ, found.code)
    return _opened(turn, found)


async def decide(turn: Turn, appeal: AppealId, *, lift: bool) -> Appeal:
    """Lifts the pause of who appealed, or lets it run. Raises NotAllowed, NotFound."""
    found = await _found(turn, appeal)
    if not await rows.remove(turn.tx, appeal):
        raise NotFound
    chat = _chat(turn, found)
    if lift:
        await mutes.lift(turn, chat)
    else:
        await mutes.no_further_appeal(turn, chat, until=found.until)
    await record.note(turn, Act.APPEAL_GRANTED if lift else Act.APPEAL_DENIED, found.code)
    return replace(_opened(turn, found), words="")

"""Questions about news: each a case of its own, looked at together, answered once for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin, Content, Tie
from bot.domain.concerns import Concern, EntryKind, Status, serves
from bot.domain.dialogues import Dialogue
from bot.domain.errors import NothingToAnswer, OtherDraft
from bot.domain.events import ConcernAnswered
from bot.domain.ids import BulletinId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.services import concerns as own_cases
from bot.services import drafts, news, notices, record, threads
from bot.services.counting import Counted, count, count_answer
from bot.store import bulletins, concerns, staff
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Asked:
    """Open questions about news. cases: those the speaker may read; others: how many more."""

    bulletin: Bulletin
    cases: Sequence[Concern]
    others: int


async def ask(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """A resident begins a question about news. Raises NotFound, NoticeNotSeen."""
    return await own_cases.begin_about(turn, await news.read(turn, bulletin_id))


async def look(turn: Turn, bulletin_id: BulletinId) -> Asked:
    """What waits for an answer about news of the speaker's organisation.

    Raises NotAllowed, NotFound, BulletinMovedOn.
    """
    colleague = drafts.writer(turn)
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    bulletin.check_organisation(colleague.organisation)
    found = await _waiting(turn, bulletin.id)
    readable = [c for c in found if colleague.may(Deed.READ) and serves(colleague, c)]
    return Asked(bulletin, readable, len(found) - len(readable))


async def _waiting(turn: Turn, bulletin_id: BulletinId) -> Sequence[Concern]:
    """Those that have no answer yet."""
    answered = {Status.CLOSED, Status.WAITING_RESIDENT}
    return [c for c in await concerns.about(turn.tx, bulletin_id) if c.status not in answered]


def may_answer(turn: Turn, asked: Asked) -> bool:
    return bool(asked.cases) and turn.speaker.colleague().may(Deed.REPLY)


async def answer_all(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """A draft that answers all of them, and tells everybody who had the news.

    Raises NotAllowed for who may not answer cases, NothingToAnswer, OtherDraft, NotFound.
    """
    asked = await look(turn, bulletin_id)
    turn.speaker.colleague().check(Deed.REPLY)
    if not asked.cases:
        raise NothingToAnswer
    at_hand = turn.dialogue.bulletin
    if at_hand and at_hand.content.texts:
        raise OtherDraft
    of = asked.bulletin.content
    content = Content(areas=of.areas, topic=of.topic, earlier=asked.bulletin.id, tie=Tie.ADDITION)
    return await drafts.keep(turn, drafts.of_content(content))


async def answer(turn: Turn, addition: Bulletin) -> None:
    """The words of signed news that leaves answer every open question it was written for.

    They stand under its author's pseudonym. What another colleague has is theirs to answer.
    """
    author = await staff.get(turn.tx, addition.author)
    if author is None or addition.content.earlier is None or not author.may(Deed.REPLY):
        return
    for concern in await _waiting(turn, addition.content.earlier):
        if concern.claimed_by in (None, author.id) and serves(author, concern):
            await _answer(turn, author, concern, addition)


async def _answer(turn: Turn, author: Moderator, concern: Concern, addition: Bulletin) -> None:
    me = author.id
    held = (
        concern if concern.claimed_by else concern.claim(by=me, pseudonym_of_owner="", at=turn.now)
    )
    answered = held.answer(by=me, at=turn.now).tended(by=me, at=turn.now)
    await concerns.save(turn.tx, answered, expected=concern.version)
    words, _ = addition.content.text_for(concern.language)
    alone = turn.standing(Dialogue())
    await threads.append(alone, answered, EntryKind.REPLY, words, by=me)
    await record.note_machine(turn, Act.REPLIED, concern.code)
    await count(turn, answered, Counted.ANSWERED)
    await count_answer(turn, concern)
    await notices.publish(turn, ConcernAnswered(answered, urgent=False))


async def additions(turn: Turn, bulletin: Bulletin) -> Sequence[Bulletin]:
    """What was added to news, oldest first, as far as it has left."""
    return await bulletins.additions(turn.tx, bulletin.id)

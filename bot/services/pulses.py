"""The pulse: a question put to areas, answered with one tap, counted and forgotten at its end.

While a round is open each answer is a row under a tag that shares nothing with any other row of
the person, sealed with its area. Closing counts them and deletes them in one transaction. Nothing
counted exists before, so nothing of it can be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import unescape

from bot.domain.bulletins import PUBLIC, Bulletin, BulletinDraft, Content
from bot.domain.errors import ButtonTooOld, NotAllowed, NotFound, OtherDraft
from bot.domain.ids import AnswerId, AreaId, BulletinId, PulseId, QuestionId
from bot.domain.people import Lang, Moderator
from bot.domain.pulse import (
    PERIODS,
    AreaResult,
    PulseKind,
    PulsePart,
    Question,
    Round,
    Tenths,
    tenths,
)
from bot.domain.roles import Deed
from bot.services import drafts
from bot.store import bulletins
from bot.store import pulses as rows
from bot.store.pulses import SealedAnswer
from bot.texts import pulse as texts
from bot.turn import Turn
from bot.vault import pulses as vaulted
from bot.vault.sealing import SealBroken

LIST_LIMIT = 8
_HOURS_A_DAY = 24


# --- staff: put a question, read a result ------------------------------------------------------


def reader(turn: Turn) -> Moderator:
    """Who puts questions, and who reads figures. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    if not (colleague.may(Deed.WRITE_BULLETIN) or colleague.may(Deed.REPORT)):
        raise NotAllowed
    return colleague


async def listed(turn: Turn) -> Sequence[Round]:
    """The newest rounds of the speaker's organisation. Raises NotAllowed."""
    me = reader(turn)
    return await rows.of_organisation(turn.tx, me.organisation, limit=LIST_LIMIT)


def question(turn: Turn, wanted: QuestionId) -> Question:
    """One to be put. Raises NotAllowed, NotFound."""
    drafts.writer(turn)
    return turn.house.partnership.pulse_question(wanted)


async def begin(turn: Turn, wanted: QuestionId, days: int) -> Turn:
    """News in fixed words that puts the question; its areas are still to be chosen.

    Raises NotAllowed, NotFound, ButtonTooOld, OtherDraft.
    """
    asked = question(turn, wanted)
    if days not in PERIODS:
        raise ButtonTooOld
    words = {
        lang: _plain(texts.news_asks(t, asked.texts[lang], days))
        for lang, t in turn.house.catalogs.items()
    }
    part = PulsePart(kind=PulseKind.ASK, question=asked.id, days=days)
    return await start(turn, Content(texts=words, pulse=part))


async def start(turn: Turn, content: Content) -> Turn:
    """A draft with this content. Raises OtherDraft rather than lose another one."""
    if turn.dialogue.bulletin and turn.dialogue.bulletin != BulletinDraft():
        raise OtherDraft
    return await drafts.keep(turn, drafts.of_content(content))


def _plain(sentence: str) -> str:
    """As somebody would have typed it: news is escaped when it is shown."""
    return unescape(str(sentence))


async def take_back_round(turn: Turn, bulletin: Bulletin) -> None:
    """The news is withdrawn: what was answered so far goes uncounted, and so does the round.

    What was counted before stays.
    """
    found = await rows.find(turn.tx, PulseId(bulletin.id))
    if found and not found.closed:
        await rows.drop(turn.tx, found.id)


async def open_round(turn: Turn, bulletin: Bulletin) -> None:
    """The news that puts a question leaves: from now on it can be answered."""
    part = bulletin.content.pulse
    if part is None or part.kind is not PulseKind.ASK:
        return
    value = Round(
        id=PulseId(bulletin.id),
        question=part.question,
        organisation=bulletin.organisation,
        areas=bulletin.content.areas,
        opens=turn.hour,
        closes=turn.hour + part.days * _HOURS_A_DAY,
    )
    await rows.add(turn.tx, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A round as its organisation sees it. results: none before it is closed."""

    round: Round
    question: Question
    results: Sequence[AreaResult] = ()


async def look(turn: Turn, pulse_id: PulseId) -> Standing:
    """Of the areas the speaker serves. Raises NotAllowed, NotFound."""
    me = reader(turn)
    found = await rows.find(turn.tx, pulse_id)
    if found is None or found.organisation != me.organisation:
        raise NotFound
    results = await _results(turn, found)
    return Standing(
        round=found,
        question=turn.house.partnership.pulse_question(found.question),
        results=[r for r in results if not me.areas or r.area in me.areas],
    )


async def _results(turn: Turn, value: Round) -> Sequence[AreaResult]:
    """In the order of the partnership's areas; none of a round that is not closed."""
    if not value.closed:
        return []
    now = await _told(turn, value)
    former = [await _told(turn, other) for other in await rows.before(turn.tx, value)]
    found = []
    for area in turn.house.partnership.areas:
        if area in value.areas:
            before = next((told[area] for told in former if told.get(area)), None)
            found.append(AreaResult(area=area, tenths=now.get(area), before=before))
    return found


async def _told(turn: Turn, value: Round) -> dict[AreaId, Tenths]:
    """What may be told of each area."""
    asked = turn.house.partnership.pulse_question(value.question)
    small = turn.house.defaults.small_number
    counts = await rows.counts(turn.tx, value.id)
    told = {area: tenths(asked, by_answer, small) for area, by_answer in counts.items()}
    return {area: shares for area, shares in told.items() if shares}


async def publish(turn: Turn, pulse_id: PulseId) -> Turn:
    """News in fixed words that tells the same areas how the round ended.

    Raises NotAllowed, NotFound, ButtonTooOld while it is open, OtherDraft.
    """
    drafts.writer(turn)
    found = await look(turn, pulse_id)
    if not found.round.closed:
        raise ButtonTooOld
    results = await _results(turn, found.round)
    names = {a: place.name for a, place in turn.house.partnership.areas.items()}
    words = {
        lang: _plain(texts.news_tells(t, found.question, names, results))
        for lang, t in turn.house.catalogs.items()
    }
    part = PulsePart(kind=PulseKind.RESULT, question=found.question.id, pulse=pulse_id)
    return await start(turn, Content(texts=words, pulse=part, areas=found.round.areas))


# --- residents: answer ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question as one resident sees it. area: what an answer counts for, None: follows none.

    given: the answer that stands. open: it can be given or changed.
    """

    round: Round
    question: Question
    area: AreaId | None
    given: AnswerId | None
    open: bool


async def card(turn: Turn, bulletin: Bulletin) -> Card | None:
    """None for news that puts no question, before it leaves and once it is withdrawn."""
    part = bulletin.content.pulse
    if part is None or part.kind is not PulseKind.ASK or bulletin.stage not in PUBLIC:
        return None
    found = await rows.find(turn.tx, PulseId(bulletin.id))
    asked = turn.house.partnership.questions.get(part.question)
    if found is None or asked is None:
        return None
    given = await _given(turn, found)
    return Card(
        round=found,
        question=asked,
        area=given[0] if given else _area(turn, found),
        given=given[1] if given else None,
        open=found.takes_answers(turn.hour),
    )


def _area(turn: Turn, value: Round) -> AreaId | None:
    profile = turn.speaker.profile
    return value.area_of(profile.areas) if profile else None


async def _given(turn: Turn, value: Round) -> tuple[AreaId, AnswerId] | None:
    vault = turn.house.vault
    row = await rows.answer(turn.tx, vaulted.tags(vault, turn.speaker.chat, value.id))
    if row is None:
        return None
    with suppress(SealBroken):
        return vaulted.open_answer(vault, row.tag, row.sealed)
    return None


async def answer(turn: Turn, pulse_id: PulseId, chosen: AnswerId) -> None:
    """Gives an answer, or another one instead; of a round that is over nothing changes.

    Raises NotFound for who follows none of its areas, and once its news is withdrawn.
    """
    await rows.hold(turn.tx, pulse_id)
    if (await bulletins.get(turn.tx, BulletinId(pulse_id))).stage not in PUBLIC:
        raise NotFound
    found = await _round(turn, pulse_id)
    asked = turn.house.partnership.pulse_question(found.question)
    kept = await _given(turn, found)
    area = kept[0] if kept else _area(turn, found)
    if asked.answer(chosen) is None or area is None:
        raise NotFound
    if not found.takes_answers(turn.hour):
        return
    vault = turn.house.vault
    newest, *older = vaulted.tags(vault, turn.speaker.chat, pulse_id)
    await rows.remove(turn.tx, older)
    sealed = vaulted.seal(vault, newest, area, chosen)
    await rows.put(turn.tx, SealedAnswer(tag=newest, pulse=pulse_id, sealed=sealed))


async def take_back(turn: Turn, pulse_id: PulseId) -> None:
    """Raises NotFound."""
    found = await _round(turn, pulse_id)
    await _forget(turn, found)


async def _round(turn: Turn, pulse_id: PulseId) -> Round:
    found = await rows.find(turn.tx, pulse_id)
    if found is None:
        raise NotFound
    return found


async def _forget(turn: Turn, value: Round) -> None:
    tags = vaulted.tags(turn.house.vault, turn.speaker.chat, value.id)
    await rows.remove(turn.tx, tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer of the chat that speaks."""

    round: Round
    question: QuestionId
    area: AreaId
    answer: AnswerId


async def given(turn: Turn) -> Sequence[Given]:
    """All that stand, of rounds that are open. Who asked nothing was ever asked is found none."""
    found = []
    for value in await rows.opened(turn.tx):
        if kept := await _given(turn, value):
            area, chosen = kept
            found.append(Given(round=value, question=value.question, area=area, answer=chosen))
    return found


def words_of(turn: Turn, value: Given, lang: Lang) -> tuple[str, str]:
    """Question and answer, as far as they are still in the file."""
    asked = turn.house.partnership.questions.get(value.question)
    chosen = asked.answer(value.answer) if asked else None
    return (asked.texts[lang] if asked else "–", chosen.texts[lang] if chosen else "–")


async def forget(turn: Turn) -> None:
    """The chat's answers of all open rounds go."""
    for value in await rows.opened(turn.tx):
        await _forget(turn, value)


# --- the end of a round ------------------------------------------------------------------------


async def close_due(turn: Turn) -> None:
    """Counts what is over; of who answered nothing is left."""
    for value in await rows.due(turn.tx, hour=turn.hour):
        counts: dict[AreaId, Counter[AnswerId]] = {}
        for row in await rows.answers(turn.tx, value.id):
            with suppress(SealBroken):
                area, chosen = vaulted.open_answer(turn.house.vault, row.tag, row.sealed)
                counts.setdefault(area, Counter())[chosen] += 1
        await rows.close(turn.tx, value.id, counts)

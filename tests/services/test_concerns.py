"""The resident's side of a case, from words to receipt and beyond."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Author, Details, EntryKind, HowOften, Outcome, Status, Urgency, When
from bot.domain.dialogues import Step
from bot.domain.errors import (
    ButtonTooOld,
    ImpossibleChange,
    NotFound,
    NothingWritten,
    NoticeNotSeen,
    TextTooLong,
    TooManyOpenConcerns,
)
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId, CategoryId
from bot.domain.people import Lang
from bot.domain.words import WORDS_LIMIT
from bot.services import concerns, moderation, residents
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, OLE, METTE = 1001, 1002, 2001
A = AreaId("hoeje-gladsaxe")


async def test_a_concern_arrives_with_all_that_was_said(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR)
    await play.does(AMAL, concerns.begin)
    await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=A)
    await play.does(AMAL, concerns.fill, Step.CONCERN_CATEGORY, category=CategoryId("unsafe"))
    when = Details(when=When.TODAY)
    await play.does(AMAL, concerns.fill, Step.CONCERN_WHEN, details=when)
    both = Details(when=When.TODAY, how_often=HowOften.OFTEN)
    turn = await play.does(AMAL, concerns.fill, Step.CONCERN_HOW_OFTEN, details=both)
    assert turn.dialogue.step is Step.CONCERN_WORDS
    await play.types(AMAL, "الدرج مظلم")
    await play.types(AMAL, "كل ليلة")
    turn = await play.does(AMAL, concerns.preview)
    after, concern = await play.does(AMAL, concerns.submit, turn.dialogue.version)
    assert after.dialogue.step is Step.IDLE
    found, details, entries = await play.does(AMAL, concerns.open_case, concern.id)
    assert found == concern
    assert (details, concern.language, concern.status) == (both, Lang.AR, Status.NEW)
    assert [(e.text, e.author, e.kind) for e in entries] == [
        ("الدرج مظلم\n\nكل ليلة", Author.RESIDENT, EntryKind.WORDS)
    ]


async def test_the_answer_is_promised_by_the_hours_of_the_organisation(play: Scene) -> None:
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    assert concern.due is not None
    promised = play.now.fromtimestamp(concern.due, COPENHAGEN)
    assert f"{promised:%Y-%m-%d %H:%M}" == "2026-11-25 15:30"


@pytest.mark.parametrize(
    ("words", "category", "urgency"),
    [
        ("Der er mørkt.", "unsafe", Urgency.NORMAL),
        ("Han går aldrig i skole.", "child", Urgency.CHILD),
        ("Der er en mand med en kniv.", "child", Urgency.DANGER),
    ],
)
async def test_urgency_follows_the_words_and_the_category(
    play: Scene, words: str, category: str, urgency: Urgency
) -> None:
    await play.resident(AMAL)
    assert (await play.shares(AMAL, words, category=category)).urgency is urgency


async def test_danger_heard_before_the_concern_was_begun_is_not_forgotten(play: Scene) -> None:
    await play.types(AMAL, "Han bløder!")
    await play.resident(AMAL)
    assert (await play.shares(AMAL, "Kom nu.")).urgency is Urgency.DANGER


async def test_words_kept_from_before_become_the_first_words(play: Scene) -> None:
    await play.types(AMAL, "Først.")
    await play.resident(AMAL)
    concern = await play.shares(AMAL, "Så.")
    _, _, entries = await play.does(AMAL, concerns.open_case, concern.id)
    assert entries[0].text == "Først.\n\nSå."


async def test_nothing_is_shared_before_the_notice_was_read_in_the_chosen_language(
    play: Scene,
) -> None:
    await play.does(AMAL, residents.choose_language, Lang.AR)
    with pytest.raises(NoticeNotSeen):
        await play.does(AMAL, concerns.begin)
    await play.resident(AMAL, Lang.AR)
    await play.does(AMAL, concerns.begin)
    await play.does(AMAL, residents.choose_language, Lang.EN)
    with pytest.raises(NoticeNotSeen):
        await play.does(AMAL, concerns.begin)


async def test_only_the_preview_that_was_shown_can_be_sent(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin)
    await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=A)
    await play.does(AMAL, concerns.fill, Step.CONCERN_CATEGORY, category=CategoryId("unsafe"))
    await play.types(AMAL, "ord")
    shown = (await play.does(AMAL, concerns.preview)).dialogue.version
    await play.types(AMAL, "flere ord")
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, concerns.submit, shown)
    again = (await play.does(AMAL, concerns.preview)).dialogue.version
    await play.does(AMAL, concerns.submit, again)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, concerns.submit, again)


async def test_a_preview_needs_words(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin)
    with pytest.raises(NothingWritten):
        await play.does(AMAL, concerns.preview)
    with pytest.raises(NothingWritten):
        await play.types(AMAL, "\u200f \n")


async def test_words_that_do_not_fit_leave_what_was_kept(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin)
    await play.types(AMAL, "kort")
    with pytest.raises(TextTooLong):
        await play.types(AMAL, "x" * WORDS_LIMIT)
    assert (await play.stands(AMAL)).dialogue.words.text == "kort"


async def test_an_answer_outside_a_concern_belongs_to_an_old_button(play: Scene) -> None:
    await play.resident(AMAL)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=A)
    await play.does(AMAL, concerns.begin)
    with pytest.raises(NotFound):
        await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=AreaId("nowhere"))


async def test_the_first_five_open_cases_find_room_and_the_sixth_does_not(play: Scene) -> None:
    await play.resident(AMAL)
    made = [await play.shares(AMAL, f"Sag {n}") for n in range(5)]
    with pytest.raises(TooManyOpenConcerns):
        await play.shares(AMAL, "Sag 6")
    await play.does(AMAL, concerns.end, made[0].id)
    sixth = await play.shares(AMAL, "Sag 6")
    found = [c.id for c in await play.does(AMAL, residents.own_cases)]
    assert set(found) == {c.id for c in (*made, sixth)}
    assert found[-1] == made[0].id


async def test_what_was_refused_left_nothing(play: Scene) -> None:
    await play.resident(AMAL)
    for n in range(5):
        await play.shares(AMAL, f"Sag {n}")
    before = len(await play.sent())
    with pytest.raises(TooManyOpenConcerns):
        await play.shares(AMAL, "Sag 6")
    assert len(await play.does(AMAL, residents.own_cases)) == 5
    assert len(await play.sent()) == before
    assert "Sag 6" in (await play.stands(AMAL)).dialogue.words.text


async def test_a_case_opens_for_its_own_resident_only(play: Scene) -> None:
    await play.resident(AMAL)
    await play.resident(OLE)
    concern = await play.shares(AMAL)
    for act in (concerns.open_case, concerns.write_to, concerns.not_solved, concerns.end):
        with pytest.raises(NotFound):
            await play.does(OLE, act, concern.id)
    assert await play.does(OLE, residents.own_cases) == []


async def _answered(play: Scene) -> tuple[object, moderation.Card]:
    await play.resident(AMAL)
    await play.colleague(METTE)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)
    return concern, await play.does(METTE, moderation.card, concern.id)


async def test_opening_a_case_is_what_makes_news_old(play: Scene) -> None:
    _, card = await _answered(play)
    assert card.concern.news
    seen, _, entries = await play.does(AMAL, concerns.open_case, card.concern.id)
    assert not seen.news
    assert [e.text for e in entries] == ["Der er mørkt.", "Tak."]


async def test_an_addition_reaches_the_colleague_who_has_the_case(play: Scene) -> None:
    _, card = await _answered(play)
    before = len(await play.sent_to(Target.MODERATOR))
    await play.does(AMAL, concerns.write_to, card.concern.id)
    turn = await play.types(AMAL, "Det er ikke bedre.")
    _, changed = await play.does(AMAL, concerns.add, card.concern.id, turn.dialogue.version)
    assert (changed.status, changed.unread, changed.entries) == (Status.WAITING_STAFF, True, 3)
    assert changed.due is not None
    (notice,) = (await play.sent_to(Target.MODERATOR))[before:]
    assert changed.code in notice.text
    assert "bedre" not in notice.text


async def test_an_addition_that_tells_of_danger_raises_the_urgency(play: Scene) -> None:
    _, card = await _answered(play)
    await play.does(AMAL, concerns.write_to, card.concern.id)
    turn = await play.types(AMAL, "Nu har han en kniv.")
    _, changed = await play.does(AMAL, concerns.add, card.concern.id, turn.dialogue.version)
    assert changed.urgency is Urgency.DANGER


async def test_an_addition_needs_its_own_preview(play: Scene) -> None:
    _, card = await _answered(play)
    await play.does(AMAL, concerns.write_to, card.concern.id)
    turn = await play.types(AMAL, "mere")
    await play.types(AMAL, "endnu mere")
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, concerns.add, card.concern.id, turn.dialogue.version)


async def test_a_closed_case_reopens_when_it_is_not_solved_or_more_is_written(
    play: Scene,
) -> None:
    _, card = await _answered(play)
    case = card.concern.id
    for reopen in ("not solved", "more words"):
        await play.does(METTE, moderation.close, case, Outcome.HELPED)
        if reopen == "not solved":
            changed = await play.does(AMAL, concerns.not_solved, case)
        else:
            await play.does(AMAL, concerns.write_to, case)
            turn = await play.types(AMAL, "Stadig.")
            _, changed = await play.does(AMAL, concerns.add, case, turn.dialogue.version)
        assert (changed.status, changed.outcome) == (Status.WAITING_STAFF, None)
        assert changed.claimed_by == card.concern.claimed_by


async def test_an_open_case_cannot_be_unsolved_nor_a_closed_one_ended(play: Scene) -> None:
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    with pytest.raises(ImpossibleChange):
        await play.does(AMAL, concerns.not_solved, concern.id)
    await play.does(AMAL, concerns.end, concern.id)
    with pytest.raises(ImpossibleChange):
        await play.does(AMAL, concerns.end, concern.id)


async def test_codes_differ_and_a_taken_one_is_drawn_again(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play.resident(AMAL)
    first = await play.shares(AMAL)
    draws = iter([_indices(first.code), [0] * 6])
    left: list[int] = []

    def below(n: int) -> int:
        if not left:
            left.extend(next(draws))
        return left.pop(0)

    monkeypatch.setattr(play.house.chance, "below", below)
    await play.does(AMAL, concerns.begin)
    monkeypatch.undo()
    await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=A)
    await play.does(AMAL, concerns.fill, Step.CONCERN_CATEGORY, category=CategoryId("unsafe"))
    await play.types(AMAL, "ord")
    turn = await play.does(AMAL, concerns.preview)
    monkeypatch.setattr(play.house.chance, "below", below)
    _, second = await play.does(AMAL, concerns.submit, turn.dialogue.version)
    assert second.code == "222-222"


def _indices(code: str) -> list[int]:
    from bot.domain.codes import ALPHABET

    return [ALPHABET.index(c) for c in code.replace("-", "")]

""" "You said, we did": of themes with three closed cases, signed, without a word of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.bulletins import Bulletin, Stage, Why
from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import (
    ButtonTooOld,
    HoldsCaseCode,
    LanguagesMissing,
    NotAllowed,
    NotFound,
    OtherDraft,
    TextTooLong,
)
from bot.domain.ids import AreaId, ThemeId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import (
    arranging,
    drafts,
    gatherings,
    incidents,
    initiatives,
    moderation,
    questions,
    retracting,
    sendings,
    signing,
    telling,
    themes,
    ties,
)
from bot.services.telling import LIMIT
from bot.turn import Turn
from tests.kit.turns import Scene

AMAL, METTE, LISE, PIA, AASE = 1001, 2001, 2002, 2003, 2004
A = AreaId("hoeje-gladsaxe")
TITLE, WORDS = "Mørk tunnel", "Lygten ved nummer fire er gået ud."
SAID, DID = "at der er mørkt & øde", "kommunen har sat lamper op"


async def _case(play: Scene, number: int) -> Concern:
    await play.resident(AMAL + number)
    return await play.shares(AMAL + number, WORDS)


async def _theme(play: Scene, *, closed: int, cases: int = 3) -> ThemeId:
    found = [await _case(play, n) for n in range(cases)]
    await play.does(METTE, themes.name, found[0].id)
    turn = await play.does(METTE, themes.type_title, 1, TITLE)
    opened = (await play.does(METTE, themes.open_new, turn.dialogue.version))[1].theme.id
    for case in found[1:]:
        await play.does(METTE, themes.put_in, case.id, opened)
    for case in found[:closed]:
        await play.does(METTE, moderation.claim, case.id)
        await play.does(METTE, moderation.close, case.id, Outcome.HELPED)
    return opened


@pytest.fixture
async def staffed(play: Scene) -> Scene:
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    return play


async def _writes(play: Scene, who: int, theme: ThemeId) -> Turn:
    await play.does(who, telling.begin, theme)
    for number, lang in enumerate(Lang):
        await play.does(who, drafts.write, lang)
        await play.does(who, telling.type_part, f"{SAID} {lang}", 10 * number + 1)
        await play.does(who, telling.type_part, f"{DID} {lang}", 10 * number + 2)
    return await play.does(who, drafts.toggle_area, A)


async def _signed(play: Scene, who: int, turn: Turn) -> Bulletin:
    proposed = (await play.does(who, signing.propose, turn.dialogue.version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


@pytest.mark.parametrize("who", [LISE, PIA])
async def test_a_lead_and_a_publisher_tell_in_a_fixed_frame_what_somebody_else_signs(
    staffed: Scene, who: int
) -> None:
    theme = await _theme(staffed, closed=3)
    turn = await _writes(staffed, who, theme)
    content = drafts.draft_of(turn).content
    for lang in Lang:
        text = content.texts[lang]
        assert text.index(f"{SAID} {lang}") < text.index(f"{DID} {lang}")
        assert text.startswith("🤝")
        assert not any(word in text for word in (TITLE, WORDS, "3"))
    assert (await staffed.does(LISE, themes.read, theme)).theme.told is None
    told = await _signed(staffed, who, turn)
    assert told.stage is Stage.SENDING
    assert (await staffed.does(LISE, themes.read, theme)).theme.told == turn.hour
    (again,) = await staffed.does(PIA, telling.listed)
    assert again.theme.told == turn.hour
    assert (await staffed.does(who, sendings.look, told.id))[0].id == told.id


@pytest.mark.parametrize("closed", [0, 2])
async def test_a_theme_with_fewer_than_three_closed_cases_cannot_be_told(
    staffed: Scene, closed: int
) -> None:
    theme = await _theme(staffed, closed=closed)
    for who in (LISE, PIA):
        assert await staffed.does(who, telling.listed) == []
        with pytest.raises(NotFound):
            await staffed.does(who, telling.begin, theme)
        assert (await staffed.stands(who)).dialogue.bulletin is None
    with pytest.raises(NotFound):
        await staffed.does(PIA, telling.begin, ThemeId(b"x" * 16))


async def test_only_leads_and_who_writes_news_tell_and_in_their_own_organisation(
    staffed: Scene,
) -> None:
    theme = await _theme(staffed, closed=3)
    for who in (METTE, AASE, AMAL):
        with pytest.raises(NotAllowed):
            await staffed.does(who, telling.begin, theme)
    await staffed.colleague(3001, Role.PUBLISHER, organisation="herlev")
    with pytest.raises(NotFound):
        await staffed.does(3001, telling.begin, theme)


async def test_a_lead_writes_no_other_news(staffed: Scene) -> None:
    theme = await _theme(staffed, closed=3)
    await _signed(staffed, PIA, await _writes(staffed, PIA, theme))
    other = (await staffed.does(PIA, sendings.published))[0]
    for act in (drafts.begin, sendings.published):
        with pytest.raises(NotAllowed):
            await staffed.does(LISE, act)
    with pytest.raises(NotFound):
        await staffed.does(LISE, sendings.look, other.id)
    with pytest.raises(NotFound):
        await staffed.does(LISE, signing.take_up, other.id)


async def test_a_draft_about_a_theme_opens_no_other_news_to_a_lead(staffed: Scene) -> None:
    theme = await _theme(staffed, closed=3)
    other = await _signed(staffed, PIA, await _writes(staffed, PIA, theme))
    await staffed.does(LISE, telling.begin, theme)
    acts: list[Any] = [
        (retracting.retract, other.id, Why.OTHER),
        (ties.correct, other.id),
        (ties.prolong, other.id),
        (gatherings.look, other.id),
        (questions.look, other.id),
        (initiatives.begin,),
        (arranging.begin,),
        (incidents.choose, next(iter(staffed.house.partnership.incidents))),
    ]
    for act, *values in acts:
        with pytest.raises(NotAllowed):
            await staffed.does(LISE, act, *values)


async def test_a_lead_stops_corrects_and_withdraws_what_they_told(staffed: Scene) -> None:
    theme = await _theme(staffed, closed=3)
    told = await _signed(staffed, LISE, await _writes(staffed, LISE, theme))
    assert (await staffed.does(LISE, sendings.stop, told.id)).stage is Stage.STOPPED
    turn = await staffed.does(LISE, ties.correct, told.id)
    proposed = (await staffed.does(LISE, signing.propose, turn.dialogue.version))[1]
    assert [b.id for b in await staffed.does(LISE, sendings.unsent)] == [proposed.id]
    await staffed.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    with pytest.raises(NotAllowed):
        await staffed.does(LISE, ties.prolong, told.id)
    gone = await staffed.does(LISE, retracting.retract, told.id, Why.OTHER)
    assert gone.stage is Stage.RETRACTED
    assert (await staffed.does(LISE, themes.read, theme)).theme.told is None


async def test_what_was_returned_is_written_on_by_the_lead_who_wrote_it(staffed: Scene) -> None:
    theme = await _theme(staffed, closed=3)
    turn = await _writes(staffed, LISE, theme)
    proposed = (await staffed.does(LISE, signing.propose, turn.dialogue.version))[1]
    await staffed.does(AASE, signing.begin_return, proposed.id)
    typed = await staffed.does(AASE, signing.type_words, 1, "Hvornår?")
    await staffed.does(AASE, signing.give_back, typed.dialogue.version)
    turn = await staffed.does(LISE, signing.take_up, proposed.id)
    assert drafts.draft_of(turn).content == proposed.content
    await staffed.does(LISE, drafts.write, Lang.DA)
    turn = await staffed.does(LISE, telling.type_part, "andet", 90)
    assert telling.part(drafts.draft_of(turn)) == 1
    turn = await staffed.does(LISE, telling.type_part, "gjort", 91)
    assert "andet" in drafts.draft_of(turn).content.texts[Lang.DA]
    assert SAID not in drafts.draft_of(turn).content.texts[Lang.DA]


async def test_one_part_is_no_text_yet_and_a_changed_part_takes_its_place(
    staffed: Scene,
) -> None:
    await staffed.does(LISE, telling.begin, await _theme(staffed, closed=3))
    turn = await staffed.does(LISE, drafts.write, Lang.DA)
    assert telling.part(drafts.draft_of(turn)) == 0
    await staffed.does(LISE, telling.type_part, SAID, 1)
    turn = await staffed.does(LISE, telling.type_part, "at der er tomt", 1)
    draft = drafts.draft_of(turn)
    assert (telling.part(draft), draft.content.texts) == (1, {})
    with pytest.raises(LanguagesMissing):
        await staffed.does(LISE, signing.propose, turn.dialogue.version)
    turn = await staffed.does(LISE, telling.type_part, DID, 2)
    assert drafts.draft_of(turn).writing is None
    turn = await staffed.does(LISE, telling.type_part, "kommunen har ryddet op", 2)
    text = drafts.draft_of(turn).content.texts[Lang.DA]
    assert "at der er tomt" in text
    assert "ryddet op" in text
    assert DID not in text
    with pytest.raises(ButtonTooOld):
        await staffed.does(LISE, telling.type_part, "mere", 3)


async def test_words_that_name_a_case_or_are_too_long_are_refused(staffed: Scene) -> None:
    theme = await _theme(staffed, closed=3)
    (code, *_) = [c.code for c in (await staffed.does(LISE, themes.read, theme)).cases]
    await staffed.does(LISE, telling.begin, theme)
    await staffed.does(LISE, drafts.write, Lang.DA)
    for written in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        with pytest.raises(HoldsCaseCode):
            await staffed.does(LISE, telling.type_part, f"Sagen {written} er løst.", 1)
    with pytest.raises(TextTooLong):
        await staffed.does(LISE, telling.type_part, "x" * (LIMIT + 1), 1)
    assert drafts.draft_of(await staffed.stands(LISE)).told.get(Lang.DA, ()) == ()


async def test_other_news_that_is_being_written_is_not_lost(staffed: Scene) -> None:
    theme = await _theme(staffed, closed=3)
    await staffed.does(PIA, drafts.begin)
    await staffed.does(PIA, drafts.write, Lang.DA)
    await staffed.does(PIA, drafts.type_text, "nyt")
    with pytest.raises(OtherDraft):
        await staffed.does(PIA, telling.begin, theme)

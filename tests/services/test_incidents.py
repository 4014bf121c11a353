"""News from a template: only by publishers, only to own areas, whole before it is a draft."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.bulletins import BulletinDraft, Content, Priority
from bot.domain.dialogues import Step
from bot.domain.errors import AreaNotServed, ButtonTooOld, NoAreaChosen, NotAllowed, NotFound
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import drafts, incidents, signing
from bot.services.dialogues import written
from tests.kit.turns import Scene, places

AMAL, PIA, OLE, AASE, VAGT = 1001, 2001, 2002, 2004, 2005
A, B, FAR = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej"), AreaId("hedeparken")
SHOTS = places().template("shooting")
ANSWERS = (("where", f"{A}.centre"), ("when", "now"), ("safe", "inside"), ("soon", "hour"))


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    return play


async def _filled(play: Scene, *answers: tuple[str, str]) -> None:
    await play.does(PIA, incidents.choose, SHOTS.id)
    for slot, option in answers or ANSWERS:
        await play.does(PIA, incidents.answer, slot, option)


async def test_only_publishers_fill_a_template(play: Scene) -> None:
    await play.colleague(OLE, Role.MODERATOR)
    acts: list[tuple[Callable[..., Awaitable[Any]], tuple[str, ...]]] = [
        (incidents.choose, (SHOTS.id,)), (incidents.leave, ()), (incidents.back, ()),
        (incidents.answer, ("where", f"{A}.")), (incidents.finish, ()),
        (incidents.look_within, (A,)), (incidents.toggle_area, (A,)),
        (incidents.type_street, ("Vej",)),
    ]  # fmt: skip
    for chat in (AMAL, OLE):
        for act, args in acts:
            with pytest.raises(NotAllowed):
                await play.does(chat, act, *args)


async def test_what_was_answered_becomes_a_draft_that_another_signs(pia: Scene) -> None:
    await _filled(pia)
    await pia.does(PIA, incidents.toggle_area, B)
    turn = await pia.does(PIA, incidents.finish)
    assert turn.dialogue.incident is None
    assert turn.dialogue.step is Step.BULLETIN
    content = drafts.draft_of(turn).content
    assert content.areas == {A, B}
    assert content.priority is Priority.URGENT
    assert set(content.texts) == set(Lang)
    assert content.texts[Lang.DA].startswith(
        "Politiet har fået melding om skud ved centret i Høje Gladsaxe tirsdag den 24. november "
        "ca. kl. 10:00."
    )
    assert content.texts[Lang.EN].endswith("by Tuesday 24 November at 11:00 at the latest.")
    _, proposed = await pia.does(PIA, signing.propose, turn.dialogue.version)
    signed = await pia.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    assert signed.content == content


async def test_a_draft_is_made_only_of_all_answers_and_an_area(pia: Scene) -> None:
    await _filled(pia, *ANSWERS[:3])
    for act, args in ((incidents.finish, ()), (incidents.toggle_area, (B,))):
        with pytest.raises(ButtonTooOld):
            await pia.does(PIA, act, *args)
    await pia.does(PIA, incidents.answer, *ANSWERS[3])
    await pia.does(PIA, incidents.toggle_area, A)
    with pytest.raises(NoAreaChosen):
        await pia.does(PIA, incidents.finish)
    with pytest.raises(AreaNotServed):
        await pia.does(PIA, incidents.toggle_area, FAR)


@pytest.mark.parametrize(
    ("slot", "option", "refused"),
    [
        ("when", "now", ButtonTooOld),
        ("nothing", "now", ButtonTooOld),
        ("where", f"{A}.library", ButtonTooOld),
        ("where", f"{FAR}.", AreaNotServed),
        ("where", "", AreaNotServed),
    ],
)
async def test_an_answer_fits_the_question_that_is_open(
    pia: Scene, slot: str, option: str, refused: type[Exception]
) -> None:
    await pia.does(PIA, incidents.choose, SHOTS.id)
    with pytest.raises(refused):
        await pia.does(PIA, incidents.answer, slot, option)
    assert (await pia.stands(PIA)).dialogue.incident


async def test_each_answer_is_taken_back_by_itself(pia: Scene) -> None:
    await _filled(pia)
    for left in (3, 2, 1, 0):
        turn = await pia.does(PIA, incidents.back)
        assert turn.dialogue.incident
        assert len(turn.dialogue.incident.answers) == left
        assert (A in turn.dialogue.incident.areas) is (left > 0)
    turn = await pia.does(PIA, incidents.back)
    assert (turn.dialogue.incident, turn.dialogue.step) == (None, Step.BULLETIN)


async def test_a_street_needs_its_area_chosen_by_hand(pia: Scene) -> None:
    await pia.does(PIA, incidents.choose, SHOTS.id)
    await pia.does(PIA, incidents.type_street, "Gladsaxevej")
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, incidents.type_street, "Gladsaxevej")
    for slot, option in ANSWERS[1:]:
        await pia.does(PIA, incidents.answer, slot, option)
    with pytest.raises(NoAreaChosen):
        await pia.does(PIA, incidents.finish)


async def test_areas_that_were_chosen_before_stay_chosen(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    await pia.does(PIA, drafts.toggle_area, B)
    await _filled(pia)
    turn = await pia.does(PIA, incidents.finish)
    assert drafts.draft_of(turn).content.areas == {A, B}


async def test_words_of_an_own_draft_are_not_written_over(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    await pia.does(PIA, drafts.write, Lang.DA)
    await pia.does(PIA, drafts.type_text, "Åbent hus")
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, incidents.choose, SHOTS.id)


async def test_a_template_that_is_gone_from_the_data_is_not_found(pia: Scene) -> None:
    with pytest.raises(NotFound):
        await pia.does(PIA, incidents.choose, "flood")
    await pia.does(PIA, incidents.choose, SHOTS.id)
    pia.house = replace(pia.house, partnership=replace(places(), incidents={}))
    with pytest.raises(NotFound):
        await pia.does(PIA, incidents.answer, *ANSWERS[0])


async def test_where_a_template_stands_is_kept_sealed_and_told_to_its_writer(pia: Scene) -> None:
    await _filled(pia)
    kept = await pia.stands(PIA)
    assert incidents.under_way(kept)
    assert written(kept.dialogue)["incident"]["answers"][0]["landmark"] == "centre"
    pia.later(hours=1, minutes=1)
    assert (await pia.stands(PIA)).dialogue.incident is None


async def test_it_is_gone_on_with_only_while_nothing_was_written_by_hand(pia: Scene) -> None:
    await pia.does(PIA, incidents.choose, SHOTS.id)
    turn = await pia.stands(PIA)
    assert incidents.under_way(turn)
    by_hand = BulletinDraft(content=Content(texts={Lang.DA: "Nyt"}))
    assert not incidents.under_way(turn.standing(replace(turn.dialogue, bulletin=by_hand)))


async def test_the_police_of_all_areas_choose_an_area_first(pia: Scene) -> None:
    await pia.colleague(VAGT, Role.DUTY_OFFICER, organisation="politi")
    turn = await pia.does(VAGT, incidents.choose, SHOTS.id)
    assert incidents.by_area(turn)
    turn = await pia.does(VAGT, incidents.look_within, FAR)
    assert {area.id for area, _ in incidents.places(turn)} == {FAR}
    turn = await pia.does(VAGT, incidents.answer, "where", f"{FAR}.")
    with pytest.raises(ButtonTooOld):
        await pia.does(VAGT, incidents.look_within, FAR)
    assert turn.dialogue.incident
    assert turn.dialogue.incident.areas == {FAR}

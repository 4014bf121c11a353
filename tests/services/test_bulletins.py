"""Area news: written by publishers, within their areas, complete, reported once."""

from __future__ import annotations

import pytest

from bot.domain.bulletins import Bulletin, Delivery
from bot.domain.dialogues import Step
from bot.domain.errors import (
    AreaNotServed,
    ButtonTooOld,
    LanguagesMissing,
    NoAreaChosen,
    NotAllowed,
    NotFound,
    NothingWritten,
)
from bot.domain.ids import AreaId, BulletinId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import drafts, news, residents, sendings, signing
from bot.store import deliveries
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, PIA, OLE, VAGT, AASE = 1001, 2001, 2002, 2003, 2004
A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")


async def _drafted(play: Scene, *areas: AreaId) -> int:
    """A whole draft; its version."""
    await play.does(PIA, drafts.begin)
    for lang in (Lang.DA, Lang.AR):
        await play.does(PIA, drafts.write, lang)
        await play.does(PIA, drafts.type_text, f"nyt på {lang}")
    turn = await play.does(PIA, drafts.toggle_fallback, Lang.EN)
    for area in areas or (A,):
        turn = await play.does(PIA, drafts.toggle_area, area)
    return turn.dialogue.version


async def _published(play: Scene, *areas: AreaId) -> Bulletin:
    version = await _drafted(play, *areas)
    proposed = (await play.does(PIA, signing.propose, version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    return play


async def test_only_publishers_write_news(play: Scene) -> None:
    await play.colleague(OLE, Role.MODERATOR)
    for chat in (AMAL, OLE):
        for act in (drafts.begin, sendings.published):
            with pytest.raises(NotAllowed):
                await play.does(chat, act)


async def test_news_is_sent_to_the_areas_that_were_chosen(pia: Scene) -> None:
    bulletin = await _published(pia, A, B)
    assert bulletin.content.areas == {A, B}
    assert bulletin.content.text_for(Lang.EN) == ("nyt på da", True)
    assert (await pia.stands(PIA)).dialogue.step is Step.IDLE
    assert [b.id for b in await pia.does(PIA, sendings.published)] == [bulletin.id]


async def test_an_incomplete_draft_says_what_is_missing(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    await pia.does(PIA, drafts.write, Lang.DA)
    turn = await pia.does(PIA, drafts.type_text, "nyt")
    with pytest.raises(LanguagesMissing):
        await pia.does(PIA, signing.propose, turn.dialogue.version)
    for lang in (Lang.AR, Lang.EN):
        turn = await pia.does(PIA, drafts.toggle_fallback, lang)
    with pytest.raises(NoAreaChosen):
        await pia.does(PIA, signing.propose, turn.dialogue.version)


async def test_only_the_preview_that_was_shown_can_be_sent_and_once(pia: Scene) -> None:
    version = await _drafted(pia)
    turn = await pia.does(PIA, drafts.toggle_area, B)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, signing.propose, version)
    await pia.does(PIA, signing.propose, turn.dialogue.version)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, signing.propose, turn.dialogue.version)


async def test_a_text_takes_the_place_of_the_fallback_and_danish_has_none(pia: Scene) -> None:
    await _drafted(pia)
    await pia.does(PIA, drafts.write, Lang.EN)
    turn = await pia.does(PIA, drafts.type_text, "news")
    draft = drafts.draft_of(turn)
    assert (draft.content.fallback, draft.content.text_for(Lang.EN)) == (
        frozenset(),
        ("news", False),
    )
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, drafts.toggle_fallback, Lang.DA)


async def test_a_text_needs_a_language_and_words(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, drafts.type_text, "nyt")
    await pia.does(PIA, drafts.write, Lang.DA)
    with pytest.raises(NothingWritten):
        await pia.does(PIA, drafts.type_text, " \u200f ")
    await pia.does(PIA, drafts.discard)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, drafts.write, Lang.DA)


async def test_a_publisher_writes_to_own_areas_only(play: Scene) -> None:
    await play.colleague(PIA, Role.PUBLISHER, areas=["moerkhoej"])
    await play.does(PIA, drafts.begin)
    for strange in (A, AreaId("hjortespring"), AreaId("nowhere")):
        with pytest.raises(AreaNotServed):
            await play.does(PIA, drafts.toggle_area, strange)
    await play.does(PIA, drafts.toggle_area, B)


async def test_an_organisation_without_areas_of_its_own_may_write_to_all(play: Scene) -> None:
    await play.colleague(VAGT, Role.DUTY_OFFICER, organisation="politi")
    targets = drafts.targets(await play.stands(VAGT))
    assert set(targets) == set(play.house.partnership.areas.values())


async def test_a_report_is_for_the_own_organisation(pia: Scene) -> None:
    bulletin = await _published(pia)
    await pia.colleague(VAGT, Role.PUBLISHER, organisation="herlev")
    with pytest.raises(NotFound):
        await pia.does(VAGT, sendings.progress, bulletin.id)
    _, progress = await pia.does(PIA, sendings.progress, bulletin.id)
    assert not progress.done


async def test_news_shows_the_recent_ones_of_the_areas_followed(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    old = await _published(pia, A)
    pia.later(days=29)
    other, new = await _published(pia, B), await _published(pia, A, B)
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [new.id, old.id]
    pia.later(days=2)
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [new.id]
    await pia.does(AMAL, residents.follow, A)
    assert await pia.does(AMAL, news.recent) == []
    assert await pia.does(OLE, news.recent) == []
    assert (await pia.does(OLE, news.read, other.id)).id == other.id
    with pytest.raises(NotFound):
        await pia.does(OLE, news.read, BulletinId(b"x" * 16))


async def test_the_author_is_told_once_how_the_sending_went_when_it_is_over(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    await _published(pia, A)
    await pia.does(0, sendings.report_finished)
    assert await _told(pia) == 0
    while await pia.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    await pia.does(0, sendings.report_finished)
    assert await _told(pia) == 0
    (to,) = await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    await pia.store.write(
        lambda tx: deliveries.mark(tx, to, was=Delivery.OPEN, state=Delivery.SENT)
    )
    for _ in range(2):
        await pia.does(0, sendings.report_finished)
    assert await _told(pia) == 1


async def _told(play: Scene) -> int:
    """How many messages went to colleagues since the one that asked for a signature."""
    return len(await play.sent_to(Target.MODERATOR)) - 1

"""Area news: written by publishers, within their areas, complete, reported once."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import text

from bot.domain.bulletins import Bulletin, Cell, Delivery, Progress, Stage
from bot.domain.dialogues import Step
from bot.domain.errors import (
    AreaNotServed,
    BulletinMovedOn,
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
from bot.services import drafts, news, progress, residents, sendings, signing
from bot.store import deliveries, outbox
from bot.store import progress as rows
from bot.store.db import Statement
from bot.store.deliveries import Recipient
from bot.store.outbox import Target
from bot.texts import publisher
from tests.kit import news as news_kit
from tests.kit.turns import Scene, Sent

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
        await pia.does(VAGT, sendings.look, bulletin.id)
    _, progress = await pia.does(PIA, sendings.look, bulletin.id)
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


async def test_the_author_has_one_message_that_ends_as_the_report(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    await _published(pia, A)
    t = pia.house.catalogs[Lang.DA]
    (begun,) = await pia.sent_to(Target.PROGRESS)
    assert begun.method == "sendMessage"
    assert publisher.report(t, Progress({}, done=False)) == begun.text
    await pia.does(0, sendings.report_finished)
    assert len(await pia.sent_to(Target.PROGRESS)) == 1
    await _arrives(pia, begun)
    while await pia.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    await pia.does(0, sendings.report_finished)
    assert await pia.sent_to(Target.PROGRESS) == []
    (to,) = await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    await pia.store.write(
        lambda tx: deliveries.mark(tx, to, was=Delivery.OPEN, state=Delivery.SENT)
    )
    for _ in range(2):
        await pia.does(0, sendings.report_finished)
    (end,) = await pia.sent_to(Target.PROGRESS)
    assert (end.method, end.body["params"]["message_id"]) == ("editMessageText", MESSAGE)
    assert end.body["progress"] == "last"
    await pia.store.write(lambda tx: progress.over(tx, BulletinId(end.stream)))
    assert await pia.store.read(rows.everything) == []


MESSAGE = 77


async def _arrives(play: Scene, sent: Sent) -> None:
    """The message is in its author's chat."""
    stream = BulletinId(sent.stream)
    await play.store.write(lambda tx: outbox.forget_stream(tx, stream))
    await play.store.write(lambda tx: progress.stands(tx, play.house, stream, MESSAGE))


async def test_a_message_taken_away_comes_again_as_the_report_only(pia: Scene) -> None:
    bulletin = await _published(pia, A)
    (begun,) = await pia.sent_to(Target.PROGRESS)
    await _arrives(pia, begun)
    await pia.store.write(lambda tx: progress.lost(tx, pia.house, bulletin.id))
    await pia.does(0, progress.look)
    assert await pia.sent_to(Target.PROGRESS) == []
    while await pia.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    for _ in range(2):
        await pia.does(0, sendings.report_finished)
    (end,) = await pia.sent_to(Target.PROGRESS)
    assert (end.method, end.body["progress"]) == ("sendMessage", "last")


async def test_what_is_stopped_leaves_nobody_uncounted(pia: Scene) -> None:
    for chat in range(AMAL, AMAL + 5):
        await pia.resident(chat, list(Lang)[chat % 3], A, *([B] if chat % 2 else []))
    bulletin = await _published(pia, A, B)
    await pia.store.write(lambda tx: deliveries.take_window(tx, due=0, limit=3))
    one, two, _ = await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    for to in (one, two):
        assert await pia.store.write(partial(deliveries.start, to=to))
    await _marks(pia, one, Delivery.SENT)
    stopped = await pia.does(AASE, sendings.stop, bulletin.id)
    assert stopped.stage is Stage.STOPPED
    assert await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9)) == []
    assert not await pia.store.write(lambda tx: deliveries.take_window(tx, due=0))
    await pia.does(0, sendings.report_finished)
    assert not (await pia.does(PIA, sendings.look, bulletin.id))[1].done
    await _marks(pia, two, Delivery.UNKNOWN)
    await pia.does(0, sendings.report_finished)
    expected = {Delivery.SENT: 1, Delivery.UNKNOWN: 1, Delivery.UNSENT: 3}
    assert await pia.store.read(lambda tx: news_kit.outcomes(tx, bulletin.id)) == expected
    assert (await pia.does(PIA, sendings.look, bulletin.id))[1].done


async def _marks(play: Scene, to: Recipient, state: Delivery) -> None:
    await play.store.write(lambda tx: deliveries.mark(tx, to, was=Delivery.SENDING, state=state))


async def test_a_send_that_was_looked_ahead_does_not_begin_after_the_stop(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    bulletin = await _published(pia, A)
    await pia.store.write(lambda tx: deliveries.take_window(tx, due=0))
    (to,) = await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    await pia.does(PIA, sendings.stop, bulletin.id)
    assert not await pia.store.write(lambda tx: deliveries.start(tx, to))


async def test_what_is_over_or_of_others_cannot_be_stopped(pia: Scene) -> None:
    bulletin = await _published(pia, A)
    await pia.colleague(VAGT, Role.DUTY_OFFICER, organisation="herlev")
    await pia.colleague(OLE, Role.MODERATOR)
    with pytest.raises(NotFound):
        await pia.does(VAGT, sendings.stop, bulletin.id)
    with pytest.raises(NotAllowed):
        await pia.does(OLE, sendings.stop, bulletin.id)
    await pia.does(PIA, sendings.stop, bulletin.id)
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, sendings.stop, bulletin.id)


async def test_who_follows_two_areas_is_counted_once_under_the_one_that_took_them(
    pia: Scene,
) -> None:
    await pia.resident(AMAL, Lang.AR, A, B)
    await pia.resident(AMAL + 1, Lang.DA, B)
    bulletin = await _published(pia, A, B)
    while await pia.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    counts, _ = await pia.store.read(lambda tx: deliveries.counts(tx, bulletin.id))
    assert counts == {Cell(A, Lang.AR, Delivery.OPEN): 1, Cell(B, Lang.DA, Delivery.OPEN): 1}


async def test_who_blocked_the_bot_is_not_counted_by_the_next_news(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.DA, A)
    await pia.resident(AMAL + 1, Lang.DA, A)
    await pia.does(AMAL, residents.left)
    bulletin = await _published(pia, A)
    assert await pia.store.read(lambda tx: deliveries.expected(tx, bulletin.id)) == (1, 1)
    assert await pia.does(PIA, drafts.followers, [A]) == {A: {Lang.DA: 1, Lang.AR: 0, Lang.EN: 0}}


async def test_a_report_out_of_a_backup_says_that_it_is_not_known(pia: Scene) -> None:
    bulletin = await _published(pia, A)
    forget = Statement(text("UPDATE bulletin SET reported = 'yes', stage = 'sent'"))
    await pia.store.write(lambda tx: tx.run(forget))
    _, how = await pia.does(PIA, sendings.look, bulletin.id)
    assert (how.done, how.known) == (True, False)

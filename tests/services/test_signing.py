"""Four eyes: proposed, signed, returned, taken back; signed alone; leaving at its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain import schedule
from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin, BulletinDraft, Content, Priority, Stage, Why
from bot.domain.dialogues import Step
from bot.domain.errors import (
    BulletinMovedOn,
    ButtonTooOld,
    DueMeanwhile,
    DuePassed,
    NeedsAnother,
    NotAllowed,
    NotFound,
    NothingWritten,
    OtherDraft,
)
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import alone, drafts, people, retracting, sendings, signing, ties
from bot.store import audit, bulletins
from bot.store.db import Tx
from bot.store.outbox import Target
from bot.turn import Turn
from tests.kit.turns import Scene

PIA, VAGT, AASE, BO, LISE, LEA = 2001, 2002, 2003, 2004, 2005, 2006
A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")
CONTENT = Content(texts=dict.fromkeys(Lang, "Vandet er lukket."), areas=frozenset({A}))
URGENT = replace(CONTENT, priority=Priority.URGENT)


@pytest.fixture
async def town(play: Scene) -> Scene:
    """Who writes, who may sign alone, who signs, and who looks afterwards."""
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(VAGT, Role.DUTY_OFFICER)
    await play.colleague(AASE, Role.APPROVER)
    await play.colleague(LISE, Role.LEAD)
    return play


async def _keeps(turn: Turn, content: Content) -> Turn:
    return await drafts.keep(turn, BulletinDraft(content=content))


async def _drafted(play: Scene, content: Content = CONTENT, by: int = PIA) -> int:
    return (await play.does(by, _keeps, content)).dialogue.version


async def _proposed(play: Scene, content: Content = CONTENT, by: int = PIA) -> Bulletin:
    version = await _drafted(play, content, by)
    return (await play.does(by, signing.propose, version))[1]


async def _signed(play: Scene, content: Content = CONTENT) -> Bulletin:
    proposed = await _proposed(play, content)
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _returned(play: Scene, bulletin: Bulletin, word: str = "Skriv hvor.") -> Bulletin:
    await play.does(AASE, signing.begin_return, bulletin.id)
    turn = await play.does(AASE, signing.type_words, 1, word)
    return (await play.does(AASE, signing.give_back, turn.dialogue.version))[1]


async def _kept(play: Scene, bulletin: Bulletin) -> Bulletin:
    return await play.store.read(lambda tx: bulletins.get(tx, bulletin.id))


async def _told(play: Scene) -> int:
    """How many messages colleagues were sent."""
    return len(await play.sent_to(Target.MODERATOR))


async def _acts(play: Scene) -> list[Act]:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return [link.act for link in links if link.act is not Act.JOINED]


def _in_hours(play: Scene, number: int) -> int:
    return (int(play.now.timestamp()) // 3600 + number) * 3600


# --- two people ------------------------------------------------------------------------------


async def test_nobody_signs_their_own_news_whatever_their_roles(town: Scene) -> None:
    await town.colleague(BO, Role.PUBLISHER, Role.APPROVER)
    own = await _proposed(town, by=BO)
    with pytest.raises(NeedsAnother):
        await town.does(BO, signing.sign, own.id, own.content.digest)
    assert await town.does(BO, signing.waiting) == []
    assert [b.id for b in await town.does(AASE, signing.waiting)] == [own.id]


async def test_approvers_on_duty_are_told_and_all_where_nobody_is(town: Scene) -> None:
    await town.colleague(BO, Role.APPROVER)
    await _proposed(town)
    assert await _told(town) == 2


async def test_what_was_signed_leaves_once(town: Scene) -> None:
    signed = await _signed(town)
    assert signed.stage is Stage.SENDING
    with pytest.raises(BulletinMovedOn):
        await town.does(AASE, signing.sign, signed.id, signed.content.digest)
    assert await _acts(town) == [Act.BULLETIN_PROPOSED, Act.BULLETIN_SIGNED, Act.PUBLISHED]


async def test_it_goes_back_with_words_and_comes_again_as_the_same_news(town: Scene) -> None:
    first = await _proposed(town)
    returned = await _returned(town, first)
    assert (returned.stage, returned.word) == (Stage.RETURNED, "Skriv hvor.")
    turn = await town.does(PIA, signing.take_up, first.id)
    assert drafts.draft_of(turn).content == CONTENT
    turn = await town.does(PIA, drafts.toggle_area, B)
    _, again = await town.does(PIA, signing.propose, turn.dialogue.version)
    assert (again.id, again.stage, again.word) == (first.id, Stage.PROPOSED, "")
    with pytest.raises(BulletinMovedOn):
        await town.does(AASE, signing.sign, first.id, first.content.digest)
    await town.does(AASE, signing.sign, first.id, again.content.digest)
    assert [b.id for b in await town.does(PIA, sendings.published)] == [first.id]


async def test_returning_needs_words_and_the_preview_of_them(town: Scene) -> None:
    first = await _proposed(town)
    turn = await town.does(AASE, signing.begin_return, first.id)
    with pytest.raises(NothingWritten):
        await town.does(AASE, signing.type_words, 1, " \u200f ")
    with pytest.raises(NothingWritten):
        await town.does(AASE, signing.give_back, turn.dialogue.version)
    typed = await town.does(AASE, signing.type_words, 1, "Skriv hvor.")
    with pytest.raises(ButtonTooOld):
        await town.does(AASE, signing.give_back, turn.dialogue.version)
    await town.does(PIA, signing.withdraw, first.id)
    with pytest.raises(BulletinMovedOn):
        await town.does(AASE, signing.give_back, typed.dialogue.version)


async def test_other_news_that_is_being_written_is_not_thrown_away(town: Scene) -> None:
    returned = await _returned(town, await _proposed(town))
    other = replace(CONTENT, texts={Lang.DA: "Noget andet"})
    await _drafted(town, other)
    with pytest.raises(OtherDraft):
        await town.does(PIA, signing.take_up, returned.id)
    assert drafts.draft_of(await town.stands(PIA)).content == other
    await town.does(PIA, drafts.discard)
    turn = await town.does(PIA, signing.take_up, returned.id)
    changed = await town.does(PIA, drafts.toggle_area, B)
    turn = await town.does(PIA, signing.take_up, returned.id)
    assert drafts.draft_of(turn).content == drafts.draft_of(changed).content, "it goes on"


async def test_its_author_takes_it_back_before_it_leaves_and_no_other_author(town: Scene) -> None:
    await town.colleague(BO, Role.PUBLISHER)
    due = _in_hours(town, 3)
    waits = await _proposed(town)
    leaves_later = await _signed(town, replace(CONTENT, due=due))
    for bulletin, refused in ((waits, NotFound), (leaves_later, NotAllowed)):
        with pytest.raises(refused):
            await town.does(BO, signing.withdraw, bulletin.id)
        back = await town.does(PIA, signing.withdraw, bulletin.id)
        assert (back.stage, back.signature) == (Stage.RETURNED, None)
    town.later(hours=4)
    await town.does(0, signing.start_due)
    assert (await _kept(town, leaves_later)).stage is Stage.RETURNED
    left = await _signed(town)
    with pytest.raises(BulletinMovedOn):
        await town.does(PIA, signing.withdraw, left.id)


async def test_each_list_holds_what_it_says(town: Scene) -> None:
    sent = await _signed(town)
    waits = await _proposed(town)
    assert [b.id for b in await town.does(AASE, signing.waiting)] == [waits.id]
    assert [b.id for b in await town.does(PIA, sendings.unsent)] == [waits.id]
    for reader in (PIA, AASE):
        assert [b.id for b in await town.does(reader, sendings.published)] == [sent.id]
    assert await town.does(VAGT, sendings.unsent) == []


# --- its time --------------------------------------------------------------------------------


async def test_a_time_is_chosen_on_the_draft_and_kept_to(town: Scene) -> None:
    due = _in_hours(town, 3)
    await _drafted(town)
    turn = await town.does(PIA, drafts.set_due, due)
    _, proposed = await town.does(PIA, signing.propose, turn.dialogue.version)
    signed = await town.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    assert signed.stage is Stage.SIGNED
    town.later(hours=2, minutes=59 - town.now.minute)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.SIGNED
    town.later(minutes=1)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.SENDING


async def test_a_time_that_has_passed_is_refused_when_choosing_and_when_proposing(
    town: Scene,
) -> None:
    await _drafted(town)
    with pytest.raises(DuePassed):
        await town.does(PIA, drafts.set_due, _in_hours(town, 0))
    turn = await town.does(PIA, drafts.set_due, _in_hours(town, 1))
    town.now = datetime.fromtimestamp(_in_hours(town, 1), UTC)
    with pytest.raises(DuePassed):
        await town.does(PIA, signing.propose, turn.dialogue.version)


async def test_a_time_that_passed_while_it_waited_is_told_before_it_leaves_at_once(
    town: Scene,
) -> None:
    waits = await _proposed(town, replace(CONTENT, due=_in_hours(town, 1)))
    before = await _told(town)
    town.later(hours=1)
    for _ in range(2):
        await town.does(0, signing.start_due)
    assert await _told(town) - before == 2, "its author and who can sign it, once"
    with pytest.raises(DueMeanwhile):
        await town.does(AASE, signing.sign, waits.id, waits.content.digest)
    signed = await town.does(AASE, signing.sign, waits.id, waits.content.digest, late=True)
    assert signed.stage is Stage.SENDING


async def test_nine_in_the_morning_after_the_clocks_are_turned_is_nine(town: Scene) -> None:
    town.now = datetime(2027, 3, 27, 12, tzinfo=UTC)
    (due,) = schedule.moments((town.now + timedelta(days=1)).date(), time(9))
    signed = await _signed(town, replace(CONTENT, due=due))
    town.now = datetime(2027, 3, 28, 6, 59, tzinfo=UTC)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.SIGNED
    town.now = datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.SENDING


async def test_one_whose_signature_does_not_hold_goes_back_and_the_others_start(
    town: Scene,
) -> None:
    due = _in_hours(town, 1)
    three = [await _signed(town, replace(CONTENT, due=due)) for _ in range(3)]

    async def touch(tx: Tx) -> None:
        """As somebody does who holds the database."""
        changed = replace(three[1].content, texts=dict.fromkeys(Lang, "Noget helt andet"))
        touched = replace(three[1], content=changed, version=three[1].version + 1)
        await bulletins.save(tx, touched, expected=three[1].version)

    await town.store.write(touch)
    town.later(hours=1)
    before = await _told(town)
    for _ in range(2):
        await town.does(0, signing.start_due)
    stages = [(await _kept(town, bulletin)).stage for bulletin in three]
    assert stages == [Stage.SENDING, Stage.RETURNED, Stage.SENDING]
    assert await _told(town) - before == 1
    assert Act.BULLETIN_RETURNED in await _acts(town)


async def _leaves_tomorrow(town: Scene) -> Bulletin:
    return await _signed(town, replace(CONTENT, due=_in_hours(town, 24)))


async def _loses_access(town: Scene, who: int) -> None:
    if (await town.stands(LEA)).speaker.moderator is None:
        await town.colleague(LEA, Role.ADMINISTRATOR)
    await town.does(LEA, people.revoke, (await town.stands(who)).speaker.colleague().id)


async def test_signed_news_does_not_leave_once_its_signer_may_not_sign(town: Scene) -> None:
    signed = await _leaves_tomorrow(town)
    await _loses_access(town, AASE)
    town.later(hours=24)
    told = await _told(town)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.RETURNED
    assert await _told(town) == told + 1
    turn = await town.does(PIA, signing.take_up, signed.id)
    assert drafts.draft_of(turn).content.texts == signed.content.texts


async def test_what_one_signed_alone_does_not_leave_once_they_may_not(town: Scene) -> None:
    signed = await _signs_alone(town, replace(URGENT, due=_in_hours(town, 24)))
    assert signed.stage is Stage.SIGNED
    await _loses_access(town, VAGT)
    town.later(hours=24)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.RETURNED


async def test_signed_news_leaves_though_its_author_has_left(town: Scene) -> None:
    signed = await _leaves_tomorrow(town)
    await _loses_access(town, PIA)
    town.later(hours=24)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.SENDING


async def test_where_nobody_is_left_who_wrote_or_signed_it_approvers_are_told(town: Scene) -> None:
    signed = await _leaves_tomorrow(town)
    await town.colleague(BO, Role.APPROVER)
    for who in (PIA, AASE):
        await _loses_access(town, who)
    town.later(hours=24)
    told = await _told(town)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.RETURNED
    assert await _told(town) == told + 1


async def test_who_may_sign_news_takes_it_back_before_its_time(town: Scene) -> None:
    signed = await _leaves_tomorrow(town)
    await town.colleague(BO, Role.APPROVER)
    assert [b.id for b in await town.does(BO, signing.scheduled)] == [signed.id]
    for who in (VAGT, LISE):
        with pytest.raises(NotAllowed):
            await town.does(who, signing.withdraw, signed.id)
    told = await _told(town)
    back = await town.does(BO, signing.withdraw, signed.id)
    assert back.stage is Stage.RETURNED
    assert await _told(town) == told + 1
    assert await town.does(BO, signing.scheduled) == []
    town.later(hours=24)
    await town.does(0, signing.start_due)
    assert (await _kept(town, signed)).stage is Stage.RETURNED


# --- alone -----------------------------------------------------------------------------------


async def _signs_alone(play: Scene, content: Content = URGENT) -> Bulletin:
    version = await _drafted(play, content, VAGT)
    await play.does(VAGT, alone.begin, version)
    turn = await play.does(VAGT, signing.type_words, 1, "Der er brand.")
    return (await play.does(VAGT, alone.sign, turn.dialogue.version))[1]


async def test_the_duty_officer_signs_alone_and_reviewers_are_told_at_once(town: Scene) -> None:
    bulletin = await _signs_alone(town)
    assert bulletin.stage is Stage.SENDING
    assert bulletin.signature
    assert bulletin.signature.alone_because == "Der er brand."
    assert await _told(town) == 2
    assert await _acts(town) == [Act.BULLETIN_SIGNED_ALONE, Act.PUBLISHED]
    assert (await town.stands(VAGT)).dialogue.step is Step.IDLE
    for reviewer in (AASE, LISE):
        assert [b.id for b in await town.does(reviewer, alone.to_review)] == [bulletin.id]
    await town.does(LISE, alone.review, bulletin.id)
    assert await town.does(AASE, alone.to_review) == []
    with pytest.raises(BulletinMovedOn):
        await town.does(AASE, alone.review, bulletin.id)
    kept = await _kept(town, bulletin)
    assert kept.signature
    assert kept.signature.reviewed_by is not None
    assert kept.stage is Stage.SENDING
    assert (await _acts(town))[-1] is Act.BULLETIN_REVIEWED


async def test_signing_alone_needs_a_reason_and_its_preview(town: Scene) -> None:
    version = await _drafted(town, URGENT, VAGT)
    with pytest.raises(ButtonTooOld):
        await town.does(VAGT, alone.sign, version)
    turn = await town.does(VAGT, alone.begin, version)
    with pytest.raises(NothingWritten):
        await town.does(VAGT, signing.type_words, 1, " \u200f ")
    with pytest.raises(NothingWritten):
        await town.does(VAGT, alone.sign, turn.dialogue.version)
    await town.does(VAGT, signing.type_words, 1, "Der er brand.")
    with pytest.raises(ButtonTooOld):
        await town.does(VAGT, alone.sign, turn.dialogue.version)


async def test_what_two_could_not_sign_is_not_signed_by_one_alone_either(town: Scene) -> None:
    """What tells who somebody is, and what follows news that was withdrawn."""
    named = replace(URGENT, texts=dict.fromkeys(Lang, "Ring til Ali, 010203-1234."))
    version = await _drafted(town, named, VAGT)
    with pytest.raises(ButtonTooOld):
        await town.does(VAGT, alone.begin, version)
    earlier = await _signs_alone(town)
    await town.does(VAGT, ties.correct, earlier.id)
    turn = await town.stands(VAGT)
    await town.does(VAGT, alone.begin, turn.dialogue.version)
    turn = await town.does(VAGT, signing.type_words, 1, "Der er brand.")
    await town.does(PIA, retracting.retract, earlier.id, Why.FACTS)
    with pytest.raises(BulletinMovedOn):
        await town.does(VAGT, alone.sign, turn.dialogue.version)


async def test_a_single_signature_stays_to_be_looked_at_when_its_news_is_corrected(
    town: Scene,
) -> None:
    alone_signed = await _signs_alone(town)
    await town.does(PIA, ties.correct, alone_signed.id)
    version = (await town.stands(PIA)).dialogue.version
    proposed = (await town.does(PIA, signing.propose, version))[1]
    await town.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    assert [b.id for b in await town.does(LISE, alone.to_review)] == [alone_signed.id]
    officer = (await town.stands(VAGT)).speaker.colleague()
    assert (await town.does(LISE, alone.look, alone_signed.id))[1] == officer.pseudonym


async def test_a_single_signature_under_a_correction_is_the_corrections(town: Scene) -> None:
    first = await _signed(town, URGENT)
    await town.does(VAGT, ties.correct, first.id)
    version = (await town.stands(VAGT)).dialogue.version
    await town.does(VAGT, alone.begin, version)
    turn = await town.does(VAGT, signing.type_words, 1, "Der er brand.")
    correction = (await town.does(VAGT, alone.sign, turn.dialogue.version))[1]
    assert [b.id for b in await town.does(LISE, alone.to_review)] == [correction.id]
    officer = (await town.stands(VAGT)).speaker.colleague()
    assert (await town.does(LISE, alone.look, correction.id))[1] == officer.pseudonym


async def test_nobody_else_and_nothing_else_is_signed_alone(town: Scene) -> None:
    version = await _drafted(town, URGENT)
    with pytest.raises(NotAllowed):
        await town.does(PIA, alone.begin, version)
    version = await _drafted(town, CONTENT, VAGT)
    with pytest.raises(NeedsAnother):
        await town.does(VAGT, alone.begin, version)


async def test_the_signer_never_looks_at_it_afterwards(town: Scene) -> None:
    await town.colleague(VAGT, Role.LEAD)
    bulletin = await _signs_alone(town)
    with pytest.raises(NeedsAnother):
        await town.does(VAGT, alone.review, bulletin.id)
    assert await town.does(VAGT, alone.to_review) == []
    await town.colleague(BO, Role.LEAD, organisation="herlev")
    with pytest.raises(NotFound):
        await town.does(BO, alone.look, bulletin.id)

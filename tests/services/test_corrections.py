"""After news has left: corrected in place, prolonged, withdrawn; and how long it is news."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from bot.domain.bulletins import (
    Bulletin,
    Change,
    Delivery,
    Priority,
    Stage,
    Tie,
    Validity,
    Why,
    valid_until,
)
from bot.domain.errors import (
    AreasStand,
    BulletinMovedOn,
    CorrectedMeanwhile,
    NoLongerNews,
    NotAllowed,
    NotFound,
    OtherDraft,
)
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId, BulletinId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import drafts, leaving, news, retracting, sendings, signing, ties
from bot.store import bulletins, changes, deliveries
from bot.store.outbox import Target
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken
from tests.kit.turns import Scene
from tests.services.test_rotation import rotates

AMAL, BO, PIA, OLE, AASE, NIL = 1001, 1002, 2001, 2002, 2003, 2004
A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    await play.resident(AMAL, Lang.DA, "hoeje-gladsaxe")
    return play


async def _typed(play: Scene, word: str) -> None:
    for lang in Lang:
        await play.does(PIA, drafts.write, lang)
        await play.does(PIA, drafts.type_text, f"{word} {lang}")


async def _proposed(play: Scene, chat: int = PIA) -> Bulletin:
    version = (await play.stands(chat)).dialogue.version
    return (await play.does(chat, signing.propose, version))[1]


async def _signed(play: Scene) -> Bulletin:
    value = await _proposed(play)
    return await play.does(AASE, signing.sign, value.id, value.content.digest)


async def _published(play: Scene, *areas: AreaId) -> Bulletin:
    """It has reached everybody."""
    await play.does(PIA, drafts.begin)
    await _typed(play, "first")
    for area in areas or (A,):
        await play.does(PIA, drafts.toggle_area, area)
    value = await _signed(play)
    await _goes_out(play)
    return value


async def _goes_out(play: Scene, *, words: bool = True) -> None:
    """Every delivery is made, with words on the phone or without."""
    while await play.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    for to in await play.store.read(lambda tx: deliveries.due(tx, now=play_now(play), limit=99)):
        sealed = addresses.seal_message(play.house.vault, to.bulletin, to.profile, 77)
        arrived = partial(
            deliveries.mark,
            to=to,
            was=Delivery.OPEN,
            state=Delivery.SENT,
            message=sealed if words else None,
        )
        await play.store.write(arrived)
    await play.does(0, sendings.report_finished)


def play_now(play: Scene) -> int:
    return int(play.now.timestamp() * 1000)


async def _stored(play: Scene, bulletin: BulletinId) -> Bulletin:
    return await play.store.read(lambda tx: bulletins.get(tx, bulletin))


async def _on_phones(play: Scene, bulletin: BulletinId) -> dict[Change, int]:
    return dict(await play.store.read(lambda tx: changes.counts(tx, bulletin)))


async def _urgent(play: Scene, chat: int = PIA) -> None:
    async def set_urgent(turn: Turn) -> None:
        draft = drafts.draft_of(turn)
        await drafts.keep(turn, draft.with_content(priority=Priority.URGENT))

    await play.does(chat, set_urgent)


# --- correction ----------------------------------------------------------------------------


async def test_a_correction_begins_with_what_was_sent_and_is_tied_to_it(pia: Scene) -> None:
    first = await _published(pia, A, B)
    turn = await pia.does(PIA, ties.correct, first.id)
    content = drafts.draft_of(turn).content
    assert content.texts == first.content.texts
    assert content.areas == {A, B}
    assert (content.earlier, content.tie) == (first.id, Tie.CORRECTION)


async def test_nothing_changes_before_somebody_else_signed_the_correction(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    await _proposed(pia)
    assert (await pia.does(AMAL, news.read, first.id)).content == first.content
    assert await _on_phones(pia, first.id) == {}


async def test_a_signed_correction_stands_in_the_place_of_the_first_words(pia: Scene) -> None:
    first = await _published(pia)
    pia.later(minutes=30)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    correction = await _signed(pia)
    found = await pia.does(AMAL, news.read, first.id)
    assert found.content.texts[Lang.DA] == "second da"
    assert found.content.areas == first.content.areas
    assert (found.content.tie, found.content.earlier) == (None, None)
    assert found.corrected == int(pia.now.timestamp())
    assert found.signature == first.signature
    assert (await _stored(pia, correction.id)).signature == correction.signature
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [first.id]
    assert (await pia.does(AMAL, news.read, correction.id)).id == first.id


async def test_a_correction_is_sent_to_nobody_unless_it_is_urgent(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    correction = await _signed(pia)
    assert not await pia.store.write(lambda tx: deliveries.take_window(tx, due=0))
    assert await pia.store.read(lambda tx: deliveries.counts(tx, correction.id)) == ({}, False)


async def test_an_urgent_correction_reaches_who_had_the_first_words_and_nobody_else(
    pia: Scene,
) -> None:
    first = await _published(pia)
    await pia.resident(BO, Lang.AR, "hoeje-gladsaxe")  # follows since the first words were sent
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    await _urgent(pia)
    correction = await _signed(pia)
    assert not await pia.store.write(lambda tx: deliveries.take_window(tx, due=0))
    now = play_now(pia)
    (to,) = await pia.store.read(lambda tx: deliveries.due(tx, now=now, limit=9))
    assert to.bulletin == correction.id
    amal = (await pia.stands(AMAL)).speaker.profile
    assert amal is not None
    assert to.profile == amal.id


@pytest.mark.parametrize("words", [True, False])
async def test_only_messages_with_words_are_changed(pia: Scene, words: bool) -> None:
    await pia.does(PIA, drafts.begin)
    await _typed(pia, "first")
    await pia.does(PIA, drafts.toggle_area, A)
    first = await _signed(pia)
    await _goes_out(pia, words=words)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    await _signed(pia)
    assert await _on_phones(pia, first.id) == ({Change.EDIT: 1} if words else {})


async def test_words_that_were_on_their_way_are_changed_once_they_arrived(pia: Scene) -> None:
    first = await _leaves(pia)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    (to,) = await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    await pia.store.write(
        lambda tx: deliveries.mark(tx, to, was=Delivery.OPEN, state=Delivery.SENDING)
    )
    await _signed(pia)
    sealed = addresses.seal_message(pia.house.vault, to.bulletin, to.profile, 5)
    await pia.store.write(
        lambda tx: deliveries.mark(
            tx, to, was=Delivery.SENDING, state=Delivery.SENT, message=sealed
        )
    )
    (pending,) = await pia.store.read(lambda tx: changes.due(tx, now=1, limit=9))
    assert (pending.bulletin, pending.change, pending.message) == (first.id, Change.EDIT, sealed)


async def _leaves(play: Scene) -> Bulletin:
    """It is being sent, and nobody has it yet."""
    await play.does(PIA, drafts.begin)
    await _typed(play, "first")
    await play.does(PIA, drafts.toggle_area, A)
    value = await _signed(play)
    await play.store.write(lambda tx: deliveries.take_window(tx, due=0))
    return value


async def test_a_message_made_from_words_that_changed_meanwhile_is_changed_again(
    pia: Scene,
) -> None:
    first = await _published(pia)
    for word in ("second", "third"):
        await pia.does(PIA, ties.correct, first.id)
        await _typed(pia, word)
        await _signed(pia)
    (pending,) = await pia.store.read(lambda tx: changes.due(tx, now=1, limit=9))
    version = (await _stored(pia, first.id)).version
    for made_from, left in ((version - 1, Change.EDIT), (version, Change.EDITED)):
        done = partial(changes.done, what=pending, version=made_from, now=Change.EDITED)
        await pia.store.write(done)
        assert await _on_phones(pia, first.id) == {left: 1}


async def test_a_correction_is_for_the_very_areas_of_the_news(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.correct, first.id)
    turn = await pia.does(PIA, drafts.toggle_area, B)
    with pytest.raises(AreasStand):
        await pia.does(PIA, signing.propose, turn.dialogue.version)


async def test_of_two_corrections_begun_at_once_the_second_does_not_undo_the_first(
    pia: Scene,
) -> None:
    first = await _published(pia)
    await pia.colleague(OLE, Role.PUBLISHER)
    await pia.does(OLE, ties.correct, first.id)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    waiting = await _proposed(pia, OLE)
    await _signed(pia)
    with pytest.raises(CorrectedMeanwhile):
        await pia.does(AASE, signing.sign, waiting.id, waiting.content.digest)
    assert (await _stored(pia, first.id)).content.texts[Lang.DA] == "second da"
    await pia.does(AASE, signing.look, waiting.id)
    await pia.does(OLE, signing.withdraw, waiting.id)
    pia.later(minutes=1)
    await pia.does(OLE, ties.correct, first.id)
    again = await _proposed(pia, OLE)
    await pia.does(AASE, signing.sign, again.id, again.content.digest)


async def test_a_successor_that_would_repeat_what_was_corrected_is_not_signed(pia: Scene) -> None:
    first = await _published(pia)
    await pia.colleague(OLE, Role.PUBLISHER)
    await pia.does(OLE, ties.prolong, first.id)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    await _signed(pia)
    with pytest.raises(CorrectedMeanwhile):
        await _proposed(pia, OLE)


async def test_a_correction_of_what_was_withdrawn_meanwhile_goes_back(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.correct, first.id)
    await _typed(pia, "second")
    correction = await _proposed(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    with pytest.raises(BulletinMovedOn):
        await pia.does(AASE, signing.sign, correction.id, correction.content.digest)


async def test_a_correction_set_for_later_goes_back_when_its_news_was_withdrawn(
    pia: Scene,
) -> None:
    first = await _published(pia)

    async def later(turn: Turn) -> None:
        draft = drafts.draft_of(turn)
        due = int(pia.now.timestamp()) + 3600
        await drafts.keep(turn, draft.with_content(due=due))

    await pia.does(PIA, ties.correct, first.id)
    await pia.does(PIA, later)
    correction = await _signed(pia)
    assert correction.stage is Stage.SIGNED
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    pia.later(hours=2)
    await pia.does(0, signing.start_due)
    assert (await _stored(pia, correction.id)).stage is Stage.RETURNED


async def test_what_is_being_written_is_not_lost_to_a_correction(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, drafts.begin)
    await _typed(pia, "other")
    for act in (ties.correct, ties.prolong):
        with pytest.raises(OtherDraft):
            await pia.does(PIA, act, first.id)


async def test_another_publisher_of_the_organisation_may_correct_and_nobody_else(
    pia: Scene,
) -> None:
    first = await _published(pia)
    await pia.colleague(OLE, Role.PUBLISHER)
    await pia.does(OLE, ties.correct, first.id)
    await pia.colleague(NIL, Role.PUBLISHER, organisation="herlev")
    with pytest.raises(NotFound):
        await pia.does(NIL, ties.correct, first.id)
    for chat in (AMAL, AASE):
        with pytest.raises(NotAllowed):
            await pia.does(chat, ties.correct, first.id)


async def test_news_of_other_areas_is_not_theirs_to_take_back(pia: Scene) -> None:
    first = await _published(pia)
    await pia.colleague(OLE, Role.PUBLISHER, areas=["moerkhoej"])
    with pytest.raises(NotAllowed):
        await pia.does(OLE, retracting.retract, first.id, Why.OTHER)


# --- withdrawn -----------------------------------------------------------------------------


async def test_withdrawn_news_is_read_by_nobody_and_its_messages_are_to_go(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.DANGER)
    found = await pia.does(AMAL, news.read, first.id)
    assert found.stage is Stage.RETRACTED
    assert found.withdrawn is not None
    assert found.withdrawn.why is Why.DANGER
    assert await pia.does(AMAL, news.recent) == []
    assert await _on_phones(pia, first.id) == {Change.DELETE: 1}


async def test_withdrawing_stops_what_is_still_to_be_sent(pia: Scene) -> None:
    first = await _leaves(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.AREA)
    assert await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9)) == []
    assert not await pia.store.write(lambda tx: deliveries.take_window(tx, due=0))
    assert await pia.store.read(lambda tx: deliveries.counts(tx, first.id)) == ({}, False)


async def test_withdrawing_stops_the_short_message_of_a_correction_too(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.correct, first.id)
    await _urgent(pia)
    await _signed(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    now = play_now(pia)
    assert await pia.store.read(lambda tx: deliveries.due(tx, now=now, limit=9)) == []


async def test_what_telegram_refused_for_now_is_not_tried_again_once_withdrawn(
    pia: Scene,
) -> None:
    first = await _leaves(pia)
    (to,) = await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    await pia.store.write(
        lambda tx: deliveries.mark(tx, to, was=Delivery.OPEN, state=Delivery.SENDING)
    )
    await pia.does(PIA, retracting.retract, first.id, Why.AREA)
    await pia.store.write(
        lambda tx: deliveries.mark(tx, to, was=Delivery.SENDING, state=Delivery.OPEN)
    )
    await pia.store.write(lambda tx: changes.drop_withdrawn(tx, to.bulletin, to.profile))
    assert await pia.store.read(lambda tx: deliveries.due(tx, now=1, limit=9)) == []


async def test_approvers_and_the_author_are_told_but_not_who_did_it(pia: Scene) -> None:
    first = await _published(pia)
    ole = await pia.colleague(OLE, Role.PUBLISHER)
    before = len(await pia.sent_to(Target.MODERATOR))
    await pia.does(OLE, retracting.retract, first.id, Why.FACTS)
    told = (await pia.sent_to(Target.MODERATOR))[before:]
    author, approver = [(await pia.stands(chat)).speaker.colleague().id for chat in (PIA, AASE)]
    assert {s.stream for s in told} == {author, approver}
    assert ole.id not in {s.stream for s in told}


async def test_news_is_withdrawn_once_and_only_after_it_left(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    await pia.does(PIA, drafts.begin)
    await _typed(pia, "waits")
    await pia.does(PIA, drafts.toggle_area, A)
    waits = await _proposed(pia)
    with pytest.raises(BulletinMovedOn):
        await pia.does(PIA, retracting.retract, waits.id, Why.FACTS)


async def test_withdrawn_news_is_forgotten_in_its_time(pia: Scene) -> None:
    first = await _leaves(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    await pia.does(0, sendings.report_finished)
    after = first.hour + 1
    await pia.store.write(lambda tx: deliveries.forget_runs(tx, before_hour=after))
    await pia.store.write(lambda tx: bulletins.forget(tx, before_hour=after))
    with pytest.raises(NotFound):
        await _stored(pia, first.id)


# --- how long it is news -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("validity", "day"), [(Validity.TODAY, 28), (Validity.DAYS, 31), (Validity.WEEK, 4)]
)
def test_news_is_valid_to_the_end_of_a_local_day_across_the_end_of_summer_time(
    validity: Validity, day: int
) -> None:
    leaves = datetime(2026, 10, 27, 23, 30, tzinfo=UTC)  # half past midnight on the 28th
    until = valid_until(validity, leaves)
    assert until is not None
    ends = datetime.fromtimestamp(until * 3600, COPENHAGEN)
    assert (ends.hour, ends.minute) == (0, 0)
    last = datetime.fromtimestamp(until * 3600 - 1, COPENHAGEN)
    assert last.day == day


def test_news_without_an_end_has_none() -> None:
    assert valid_until(Validity.OPEN, datetime.now(UTC)) is None


async def test_news_leaves_the_list_when_it_is_over_and_says_so_when_opened(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    await _typed(pia, "today")
    await pia.does(PIA, drafts.toggle_area, A)
    await pia.does(PIA, ties.set_validity, Validity.TODAY)
    first = await _signed(pia)
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [first.id]
    pia.later(days=1)
    assert await pia.does(AMAL, news.recent) == []
    found = await pia.does(AMAL, news.read, first.id)
    assert (await pia.does(AMAL, news.standing, found)).over


async def test_news_that_would_be_over_before_it_leaves_is_not_signed(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    await _typed(pia, "today")
    await pia.does(PIA, drafts.toggle_area, A)
    turn = await pia.does(PIA, ties.set_validity, Validity.TODAY)
    value = (await pia.does(PIA, signing.propose, turn.dialogue.version))[1]
    pia.later(days=1)
    with pytest.raises(NoLongerNews):
        await pia.does(AASE, signing.sign, value.id, value.content.digest)


# --- what comes after ----------------------------------------------------------------------


async def test_a_successor_begins_with_the_same_words_and_areas_and_a_validity_of_its_own(
    pia: Scene,
) -> None:
    first = await _published(pia, A, B)
    turn = await pia.does(PIA, ties.prolong, first.id)
    content = drafts.draft_of(turn).content
    assert content.texts == first.content.texts
    assert content.areas == {A, B}
    assert (content.earlier, content.tie) == (first.id, Tie.SUCCESSOR)
    assert (content.due, content.valid_until) == (None, None)


async def test_when_the_successor_starts_the_earlier_news_leaves_the_list_and_leads_to_it(
    pia: Scene,
) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.prolong, first.id)
    waits = await _proposed(pia)
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [first.id]
    await pia.does(AASE, signing.sign, waits.id, waits.content.digest)
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [waits.id]
    assert (await pia.does(AMAL, news.standing, first)).newer == waits.id
    await _goes_out(pia)
    counts, _ = await pia.store.read(lambda tx: deliveries.counts(tx, waits.id))
    assert [(cell.outcome, n) for cell, n in counts.items()] == [(Delivery.SENT, 1)]


async def test_a_withdrawn_successor_gives_the_earlier_news_its_place_back(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, ties.prolong, first.id)
    after = await _signed(pia)
    await pia.does(PIA, retracting.retract, after.id, Why.FACTS)
    assert [b.id for b in await pia.does(AMAL, news.recent)] == [first.id]
    assert (await pia.does(AMAL, news.standing, first)).newer is None


# --- what is kept of messages --------------------------------------------------------------


async def test_a_message_can_still_be_changed_after_new_keys(pia: Scene) -> None:
    first = await _published(pia)
    await rotates(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    (pending,) = await pia.store.read(lambda tx: changes.due(tx, now=1, limit=9))
    vault = pia.house.vault
    assert vault.is_newest(Purpose.PROFILE_ADDRESS, pending.message)
    assert addresses.open_message(vault, first.id, pending.profile, pending.message) == 77


async def test_a_message_is_bound_to_its_reader_and_its_news(pia: Scene) -> None:
    await _published(pia)
    vault = pia.house.vault
    sealed = addresses.seal_message(vault, b"n" * 16, b"p" * 16, 7)
    for news_id, profile in ((b"m" * 16, b"p" * 16), (b"n" * 16, b"q" * 16)):
        with pytest.raises(SealBroken):
            addresses.open_message(vault, news_id, profile, sealed)


async def test_which_message_it_was_goes_with_the_delivery(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    await pia.store.write(lambda tx: deliveries.forget(tx, before_hour=first.hour + 1))
    assert await pia.store.read(lambda tx: changes.due(tx, now=1, limit=9)) == []


async def test_who_erases_everything_is_written_to_no_more(pia: Scene) -> None:
    first = await _published(pia)
    await pia.does(AMAL, leaving.erase)
    await pia.does(PIA, retracting.retract, first.id, Why.FACTS)
    assert await pia.store.read(lambda tx: changes.due(tx, now=1, limit=9)) == []

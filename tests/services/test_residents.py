"""What a chat has chosen, where its cases are, and how all of it goes."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Outcome
from bot.domain.dialogues import Step
from bot.domain.errors import NotFound
from bot.domain.ids import AreaId, ChatId
from bot.domain.people import Lang
from bot.services import concerns, housekeeping, leaving, moderation, residents
from bot.services.residents import Gate
from bot.store import addresses as address_rows
from bot.store import handled, profiles, shown
from bot.store.addresses import SLOTS
from bot.store.db import Tx
from bot.store.outbox import Target
from bot.store.shown import Shown
from bot.turn import Turn
from bot.vault import addresses
from tests.kit.turns import Scene, places

AMAL, OLE, METTE = 1001, 1002, 2001
A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")


async def gate(play: Scene, chat: int = AMAL) -> Gate:
    return residents.gate(await play.stands(chat))


async def address(play: Scene, chat: int = AMAL) -> bytes | None:
    """What the profile keeps of the chat."""
    profile = (await play.stands(chat)).speaker.profile
    assert profile is not None
    found = await play.store.read(lambda tx: profiles.address(tx, profile.id))
    return found.sealed if found else None


async def test_a_chat_comes_through_language_and_notice(play: Scene) -> None:
    assert await gate(play) is Gate.LANGUAGE
    await play.does(AMAL, residents.choose_language, Lang.AR)
    assert await gate(play) is Gate.NOTICE
    await play.does(AMAL, residents.accept_notice, places().notice_version)
    assert await gate(play) is Gate.OPEN


async def test_another_language_asks_for_the_notice_again_and_the_same_does_not(
    play: Scene,
) -> None:
    await play.resident(AMAL, Lang.AR)
    await play.does(AMAL, residents.choose_language, Lang.AR)
    assert await gate(play) is Gate.OPEN
    await play.does(AMAL, residents.choose_language, Lang.DA)
    assert await gate(play) is Gate.NOTICE


async def test_an_outdated_notice_opens_nothing(play: Scene) -> None:
    await play.does(AMAL, residents.choose_language, Lang.AR)
    await play.does(AMAL, residents.accept_notice, places().notice_version - 1)
    assert await gate(play) is Gate.NOTICE


async def test_the_address_of_a_profile_is_kept_only_while_an_area_is_followed(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    assert await address(play) is None
    await play.does(AMAL, residents.follow, A)
    await play.does(AMAL, residents.follow, B)
    sealed = await address(play)
    profile = (await play.stands(AMAL)).speaker.profile
    assert profile is not None
    assert profile.areas == {A, B}
    assert addresses.open_profile(play.house.vault, profile.id, sealed or b"") == AMAL
    await play.does(AMAL, residents.follow, A)
    assert await address(play) is not None
    await play.does(AMAL, residents.follow, B)
    assert await address(play) is None


async def test_an_area_that_is_not_there_cannot_be_followed(play: Scene) -> None:
    await play.resident(AMAL)
    with pytest.raises(NotFound):
        await play.does(AMAL, residents.follow, AreaId("nowhere"))


async def test_who_blocks_the_bot_is_not_kept_to_be_written_to(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR, A, B)
    await play.does(AMAL, residents.left)
    profile = (await play.stands(AMAL)).speaker.profile
    assert profile is not None
    assert profile.areas == frozenset()
    assert await address(play) is None
    await play.does(OLE, residents.left)


# --- slots ---------------------------------------------------------------------------------


async def _slots(play: Scene, chat: int = AMAL) -> dict[int, bytes]:
    """Slot number -> concern."""
    tags = addresses.slot_tags(play.house.vault, ChatId(chat), SLOTS)
    found = await play.store.read(lambda tx: address_rows.of_tags(tx, tags))
    return {tags.index(a.slot_tag): a.concern for a in found}


async def test_a_closed_case_makes_room_and_a_reopened_one_takes_it_back(play: Scene) -> None:
    await play.resident(AMAL)
    await play.colleague(METTE)
    concern = await play.shares(AMAL)
    assert await _slots(play) == {0: concern.id}
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    assert await _slots(play) == {5: concern.id}
    await play.does(AMAL, concerns.not_solved, concern.id)
    assert await _slots(play) == {0: concern.id}


async def test_a_reopened_case_without_room_stays_reachable(play: Scene) -> None:
    await play.resident(AMAL)
    first = await play.shares(AMAL)
    await play.does(AMAL, concerns.end, first.id)
    for n in range(5):
        await play.shares(AMAL, f"Sag {n}")
    await play.does(AMAL, concerns.not_solved, first.id)
    assert len(await play.does(AMAL, residents.own_cases)) == 6


async def test_when_all_slots_are_full_the_case_that_rested_longest_loses_its_address(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    made = []
    for n in range(SLOTS - 5 + 1):
        made.append(await play.shares(AMAL, f"Sag {n}"))
        play.later(hours=1)
        await play.does(AMAL, concerns.end, made[-1].id)
    left = {c.id for c in await play.does(AMAL, residents.own_cases)}
    assert left == {c.id for c in made[1:]}


# --- what time alone does ------------------------------------------------------------------


async def _tick(play: Scene, service: object) -> object:
    return await play.does(0, service)  # type: ignore[arg-type] # any service of a turn alone


async def test_a_draft_is_forgotten_after_its_hour_and_its_chat_emptied(play: Scene) -> None:
    await play.resident(AMAL)
    await play.resident(OLE)
    await play.types(AMAL, "ord")
    play.later(minutes=30)
    await play.types(OLE, "ord")
    play.later(minutes=31)
    assert not (await play.stands(AMAL)).dialogue.words
    assert await _tick(play, housekeeping.expire_drafts) == 1
    (clear,) = await play.sent()
    assert (clear.method, clear.body["params"]) == ("clear", {"chat_id": AMAL})
    assert (await play.stands(OLE)).dialogue.words
    assert await _tick(play, housekeeping.expire_drafts) == 0


async def test_a_draft_that_cannot_be_opened_does_not_keep_the_others(play: Scene) -> None:
    from bot.store import dialogues as rows

    await play.types(AMAL, "ord")
    await play.store.write(lambda tx: rows.put(tx, b"x" * 16, b"broken" * 9, expires=1))
    play.later(hours=2)
    await _tick(play, housekeeping.expire_drafts)
    (clear,) = await play.sent()
    assert clear.body["params"] == {"chat_id": AMAL}
    assert await _tick(play, housekeeping.expire_drafts) == 0


async def _stands_in(play: Scene, chat: int, message: int, *, hours: int) -> None:
    async def job(turn: Turn) -> None:
        row = turn.house.new_id()
        sealed = addresses.seal_shown(turn.house.vault, row, turn.speaker.chat, message)
        tag = residents.dialogue_stream(turn)
        value = Shown(id=row, tag=tag, sealed=sealed)
        await shown.add(turn.tx, value, expires=turn.seconds + hours * 3600)

    await play.does(chat, job)


async def test_messages_past_their_window_are_queued_for_deletion_once_a_chat(
    play: Scene,
) -> None:
    for chat, hours in ((AMAL, 1), (AMAL, 2), (AMAL, 9), (OLE, 1)):
        await _stands_in(play, chat, 7, hours=hours)
    play.later(hours=3)
    assert await _tick(play, housekeeping.close_windows) == 3
    clears = await play.sent()
    assert sorted(c.body["params"]["chat_id"] for c in clears) == [AMAL, OLE]
    assert {c.body["before"] for c in clears} == {int(play.now.timestamp())}
    assert await _tick(play, housekeeping.close_windows) == 0


async def test_one_unreadable_message_does_not_keep_the_others_in_their_chats(
    play: Scene,
) -> None:
    bad = Shown(id=b"x" * 16, tag=b"\x00", sealed=b"broken" * 9)
    await play.store.write(lambda tx: shown.add(tx, bad, expires=1))
    await _stands_in(play, AMAL, 7, hours=1)
    play.later(hours=3)
    await _tick(play, housekeeping.close_windows)
    assert [c.body["params"]["chat_id"] for c in await play.sent()] == [AMAL]
    assert await _tick(play, housekeeping.close_windows) == 0


async def test_the_way_back_to_a_closed_case_goes_after_its_grace(play: Scene) -> None:
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    still_open = await play.shares(AMAL, "åben")
    await play.does(AMAL, concerns.end, concern.id)
    play.later(days=14)
    await _tick(play, housekeeping.destroy_addresses)
    assert len(await play.does(AMAL, residents.own_cases)) == 2
    play.later(hours=1)
    await _tick(play, housekeeping.destroy_addresses)
    assert [c.id for c in await play.does(AMAL, residents.own_cases)] == [still_open.id]


async def test_numbers_of_updates_are_forgotten_when_telegram_cannot_repeat_them(
    play: Scene,
) -> None:
    async def new(tx: Tx) -> bool:
        return await handled.add(tx, 7, (await play.turn(tx, 0)).hour)

    assert await play.store.write(new)
    play.later(hours=25)
    await _tick(play, housekeeping.forget_updates)
    assert not await play.store.write(new)
    play.later(hours=1)
    await _tick(play, housekeeping.forget_updates)
    assert await play.store.write(new)


# --- leaving -------------------------------------------------------------------------------


async def test_a_chat_learns_exactly_what_is_held_of_it(play: Scene) -> None:
    assert (await play.does(AMAL, leaving.holdings)).nothing
    await play.resident(AMAL, Lang.AR, B, A)
    await play.resident(OLE, Lang.DA, A)
    concern = await play.shares(AMAL)
    await play.types(AMAL, "kladde")
    held = await play.does(AMAL, leaving.holdings)
    assert (held.language, held.areas, held.draft) == (Lang.AR, (A, B), True)
    assert [c.id for c in held.cases] == [concern.id]


async def test_who_leaves_leaves_nothing_and_staff_keep_the_words(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR, A)
    await play.colleague(METTE)
    concern = await play.shares(AMAL)
    await play.types(AMAL, "kladde")
    turn, _ = await play.does(AMAL, leaving.erase)
    assert turn.dialogue.step is Step.IDLE
    assert (await play.does(AMAL, leaving.holdings)).nothing
    assert await gate(play) is Gate.LANGUAGE
    followers = await play.store.read(lambda tx: profiles.followers(tx, [A]))
    assert set(followers[A].values()) == {0}
    assert (await play.does(METTE, moderation.card, concern.id)).entries[0].text
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    assert len(await play.sent_to(Target.CONCERN)) == 1

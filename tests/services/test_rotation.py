"""New keys: everything that lives moves to them, people are answered meanwhile, the old ones go."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import LargeBinary, func, select, update

from bot.domain.concerns import Outcome
from bot.domain.dialogues import Step
from bot.domain.ids import ChatId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.domain.screens import Screen
from bot.services import (
    concerns,
    key_check,
    moderation,
    notices,
    record,
    residents,
    rewrapping,
    rotation,
    staff,
)
from bot.services.rewrapping import DAILY, HOLDINGS, LINGERING, REWRAPPED, STANDING
from bot.services.rotation import Rotation
from bot.store import meta, shown
from bot.store.db import DatabaseFault, Statement
from bot.store.outbox import Target
from bot.store.schema import address, metadata, profile
from bot.vault import addresses
from bot.vault.keyring import Keyring, KeyringFault, Purpose
from tests.kit.threads import chats, open_threads
from tests.kit.turns import Scene

AMAL, BENT, METTE, OLE = 1001, 1002, 2001, 2002

_FIRST = select(address.c.concern).order_by(address.c.concern).limit(1).scalar_subquery()
SPOILT = Statement(
    update(address).where(address.c.concern == _FIRST).values(wrapped_key=address.c.sealed)
)


def rotating(play: Scene, *, waits_for_backup: bool = False) -> Rotation:
    return Rotation(play.store, play.house, lambda: play.now, waits_for_backup=waits_for_backup)


async def asks(play: Scene) -> None:
    await play.store.write(lambda tx: rotation.ask(tx, play.now))


async def rotates(play: Scene, **how: bool) -> Rotation:
    """A rotation somebody asked for, as far as it goes."""
    await asks(play)
    running = rotating(play, **how)
    await running.look()
    return running


async def begins(play: Scene) -> Rotation:
    """Killed right after the new keys were on disk: nothing has moved yet."""
    running = rotating(play)
    await play.store.write(running._begin)
    return running


def generations(play: Scene) -> dict[Purpose, list[int]]:
    held = play.house.vault.keyring.generations
    return {purpose: [g.number for g in found] for purpose, found in held.items()}


async def report(play: Scene) -> key_check.Report:
    return await key_check.look(play.store, play.house.vault)


async def state(play: Scene) -> rotation.State:
    return await play.store.read(rotation.state)


# --- what lives goes on ---------------------------------------------------------------------


async def test_after_a_rotation_everybody_finds_what_was_theirs(play: Scene) -> None:
    mette = await play.colleague(METTE)
    await play.resident(AMAL, Lang.AR, "vaerebro")
    case = await play.shares(AMAL, "القبو مظلم.")
    await play.resident(BENT)
    await play.does(BENT, concerns.begin)
    await rotates(play)
    amal = await play.stands(AMAL)
    assert amal.speaker.profile is not None
    assert amal.speaker.profile.language is Lang.AR
    assert sorted(amal.speaker.profile.areas) == ["vaerebro"]
    assert [c.id for c in await play.does(AMAL, residents.own_cases)] == [case.id]
    assert (await play.stands(BENT)).dialogue.step is Step.CONCERN_AREA
    assert (await play.stands(METTE)).speaker.moderator == mette
    told = await play.sent_to(Target.MODERATOR)
    assert case.code in told[-1].text


async def test_only_the_newest_keys_are_left_and_open_every_row(play: Scene) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL, Lang.DA, "vaerebro")
    await play.shares(AMAL)
    await rotates(play)
    held = generations(play)
    assert {tuple(held[p]) for p in REWRAPPED} == {(2,)}
    assert {tuple(held[p]) for p in (*STANDING, DAILY)} == {(1,)}
    found = await report(play)
    assert (found.older, found.broken) == (0, 0)
    assert {name for name, kind in found.kinds.items() if kind.rows} >= {
        "address", "concern", "profile", "moderator", "outbox", "entry",
    }  # fmt: skip


async def test_every_column_the_keyring_makes_is_moved_or_excused() -> None:
    """A new table must say here what becomes of it in a rotation."""
    moved = {f"{h.rows.name}.{column}" for h in HOLDINGS for column in h.rows.made}
    under_the_key_of_its_row = {
        "address.sealed", "appeal.sealed", "appeal.words", "concern.details", "entry.masks",
        "entry.words",
    }  # fmt: skip
    ids = {
        "address.concern", "appeal.id", "bulletin.author", "bulletin.id", "bulletin_area.bulletin",
        "broadcast.bulletin", "broadcast.cursor", "concern.claimed_by", "concern.id",
        "concern.theme", "concern.bulletin", "bulletin.earlier",
        "delivery.bulletin", "delivery.profile", "digest.concern",
        "entry.concern", "entry.moderator", "erased.id",
        "former_moderator.id", "invite.id",
        "handover.answered_by", "handover.concern", "handover.id", "handover.moderator",
        "moderator.id", "mute_proposal.concern", "mute_proposal.moderator", "picture.concern",
        "picture.id", "profile.id", "receipt.concern", "receipt_work.id", "shown.id",
        "subscription.profile", "recusal.concern", "recusal.moderator", "writing.concern",
        "writing.moderator",
        "translation.id",
        "theme.id",
        "staff_group.id",
        "progress.bulletin", "illustration.id", "illustration.bulletin", "illustration.jpeg",
        "finding.event", "finding.id", "happening.author", "happening.id", "signup.event",
        "signup.id",
        "initiative.id",
        "pulse.id", "pulse_answer.pulse", "pulse_count.pulse",
    }  # fmt: skip
    lingers = {"appeal.tag", "invite.tag", "mute.tag", "pulse_answer.tag", "pulse_answer.sealed"}
    stands, daily, marks = {"audit.seal"}, {"rate.tag"}, {"meta.value"}
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert columns == moved | under_the_key_of_its_row | ids | lingers | stands | daily | marks


async def test_every_purpose_has_one_rule() -> None:
    rules = [*REWRAPPED, *LINGERING, *STANDING, DAILY]
    assert sorted(rules) == sorted(Purpose)


async def test_many_rows_are_moved_page_by_page(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrapping, "PAGE", 7)
    cases = await open_threads(play, 30)
    await rotates(play)
    for chat, case in zip(chats(30), cases, strict=True):
        assert [c.id for c in await play.does(chat, residents.own_cases)] == [case.id]


async def test_a_profile_without_areas_is_kept_while_anything_tells_whose_it_is(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    await play.shares(AMAL)
    await play.resident(BENT)
    await rotates(play)
    assert (await play.stands(AMAL)).speaker.profile is not None
    assert (await play.stands(BENT)).speaker.profile is None
    rows = await play.store.read(
        lambda tx: tx.row(Statement(select(func.count().label("n")).select_from(profile)))
    )
    assert rows is not None
    assert rows["n"] == 1


async def test_messages_standing_in_a_chat_are_still_known(play: Scene) -> None:
    await play.resident(AMAL)
    await play.shares(AMAL)
    vault = play.house.vault

    async def stands(turn: Any) -> None:
        tag, row = residents.dialogue_stream(turn), play.house.new_id()
        sealed = addresses.seal_shown(vault, row, turn.speaker.chat, 77)
        await shown.add(turn.tx, shown.Shown(id=row, tag=tag, sealed=sealed), expires=turn.seconds)

    await play.does(AMAL, stands)
    await rotates(play)

    async def standing(turn: Any) -> int:
        tag = residents.dialogue_stream(turn)
        return len(await shown.of(turn.tx, tag, before=notices.ALL))

    assert await play.does(AMAL, standing) == 1


# --- while it runs --------------------------------------------------------------------------


async def test_who_speaks_while_keys_are_replaced_finds_everything_and_doubles_nothing(
    play: Scene,
) -> None:
    await play.resident(AMAL, Lang.AR, "vaerebro")
    first = await play.shares(AMAL)
    running = await begins(play)
    second = await play.shares(AMAL)
    assert {c.id for c in await play.does(AMAL, residents.own_cases)} == {first.id, second.id}
    assert (await play.does(AMAL, residents.choose_language, Lang.EN)).speaker.profile is not None
    await running.look()
    assert {c.id for c in await play.does(AMAL, residents.own_cases)} == {first.id, second.id}
    amal = (await play.stands(AMAL)).speaker.profile
    assert amal is not None
    assert amal.language is Lang.EN
    assert sorted(amal.areas) == ["vaerebro"]
    assert (await report(play)).broken == 0


async def test_who_comes_while_keys_are_replaced_is_not_forgotten(play: Scene) -> None:
    running = await begins(play)
    await play.resident(AMAL)
    await running.look()
    assert (await play.stands(AMAL)).speaker.profile is not None


async def test_a_case_closed_while_keys_are_replaced_frees_a_slot(play: Scene) -> None:
    await play.resident(AMAL)
    limit = play.house.defaults.open_concerns
    cases = [await play.shares(AMAL, f"Sag {n}.") for n in range(limit)]
    await play.colleague(METTE)
    await play.does(METTE, moderation.claim, cases[0].id)
    running = await begins(play)
    await play.does(METTE, moderation.close, cases[0].id, Outcome.HELPED)
    again = await play.shares(AMAL, "En til.")
    await running.look()
    found = {c.id for c in await play.does(AMAL, residents.own_cases)}
    assert found == {*(c.id for c in cases), again.id}


async def test_what_waits_to_be_sent_keeps_its_order(play: Scene) -> None:
    async def says(turn: Any, text: str) -> None:
        await notices.show(turn, residents.dialogue_stream(turn), Screen(text=text))

    for text in ("en", "to"):
        await play.does(AMAL, says, text)
    running = await begins(play)
    await play.does(AMAL, says, "tre")
    await running.look()
    sent = await play.sent()
    assert [s.text for s in sent] == ["en", "to", "tre"]
    (stream,) = {s.stream for s in sent}
    assert play.house.vault.is_newest(Purpose.DIALOGUE_TAG, stream)


# --- invitations ----------------------------------------------------------------------------


async def invitation(play: Scene) -> str:
    payload = await play.store.write(
        lambda tx: staff.invite(
            tx,
            play.house,
            organisation=next(iter(play.house.partnership.organisations)),
            roles=[Role.MODERATOR],
            areas=[],
            now=play.now,
        )
    )
    return payload.removeprefix("i_")


async def test_an_invitation_from_before_can_be_used_and_then_its_key_goes(play: Scene) -> None:
    before = await invitation(play)
    running = await rotates(play)
    after = await invitation(play)
    assert generations(play)[Purpose.INVITE_TAG] == [1, 2]
    await play.does(METTE, staff.accept, before)
    await running.look()
    assert generations(play)[Purpose.INVITE_TAG] == [2]
    await play.does(OLE, staff.accept, after)


async def test_the_key_of_an_invitation_goes_when_its_time_is_over(play: Scene) -> None:
    await invitation(play)
    running = await rotates(play)
    await running.look()
    assert generations(play)[Purpose.INVITE_TAG] == [1, 2]
    play.later(hours=49)
    await running.look()
    assert generations(play)[Purpose.INVITE_TAG] == [2]


# --- when ------------------------------------------------------------------------------------


async def test_keys_are_replaced_every_month(play: Scene) -> None:
    running = rotating(play)
    await running.look()
    play.later(days=29)
    await running.look()
    assert generations(play)[Purpose.OUTBOX] == [1]
    play.later(days=1)
    await running.look()
    assert generations(play)[Purpose.OUTBOX] == [2]
    play.later(days=29)
    await running.look()
    assert generations(play)[Purpose.OUTBOX] == [2]


async def test_a_rotation_stands_on_the_record_of_acts(play: Scene) -> None:
    await play.colleague(METTE)
    await rotates(play)
    vault = play.house.vault
    assert await play.store.read(lambda tx: record.verify(tx, vault)) == (2, None)


async def backup_taken(play: Scene) -> None:
    at = str(int(play.now.timestamp())).encode()
    await play.store.write(lambda tx: meta.put(tx, rotation.BACKUP, at))


async def test_the_old_keys_wait_for_a_backup_that_was_taken_after_everything_moved(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    await play.shares(AMAL)
    await backup_taken(play)
    running = await rotates(play, waits_for_backup=True)
    await running.look()
    assert generations(play)[Purpose.OUTBOX] == [1, 2]
    assert (await report(play)).older == 0
    play.later(minutes=5)
    await backup_taken(play)
    await running.look()
    assert generations(play)[Purpose.OUTBOX] == [2]
    assert (await state(play)).began is None


# --- what goes wrong -------------------------------------------------------------------------


async def test_a_row_that_was_not_moved_keeps_the_old_keys_alive(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play.resident(AMAL)
    case = await play.shares(AMAL)
    real = rewrapping.move_page

    async def skipping(tx: Any, **how: Any) -> rewrapping.Page:
        if how["holding"] is rewrapping.ADDRESSES:
            return rewrapping.Page(last=None)
        return await real(tx, **how)

    monkeypatch.setattr(rewrapping, "move_page", skipping)
    running = await rotates(play)
    assert generations(play)[Purpose.THREAD_ADDRESS] == [1, 2]
    monkeypatch.setattr(rewrapping, "move_page", real)
    await running.look()
    assert generations(play)[Purpose.THREAD_ADDRESS] == [2]
    assert [c.id for c in await play.does(AMAL, residents.own_cases)] == [case.id]


async def test_a_row_nobody_can_open_does_not_keep_the_old_keys_alive(play: Scene) -> None:
    await open_threads(play, 2)
    await play.store.write(lambda tx: tx.run(SPOILT))
    await rotates(play)
    assert generations(play)[Purpose.THREAD_ADDRESS] == [2]
    assert (await report(play)).kinds["address"].broken == 1


def closed(_: Keyring, __: Keyring) -> None:
    raise KeyringFault("keys cannot be replaced")


async def test_a_keyring_that_cannot_be_written_refuses_the_rotation_and_changes_nothing(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    play.house.vault._keep = closed
    await rotates(play)
    assert generations(play)[Purpose.OUTBOX] == [1]
    found = await state(play)
    assert (found.asked, found.began) == (None, None)
    assert (await play.stands(AMAL)).speaker.profile is not None


@pytest.mark.parametrize("when", ["before the file", "after the file"])
@pytest.mark.parametrize("which", ["the first", "the last"])
async def test_killed_around_the_keyring_file_it_goes_on(
    play: Scene, which: str, when: str
) -> None:
    cases = await open_threads(play, 3)
    file: list[Keyring] = [play.house.vault.keyring]
    left = 0 if which == "the first" else 1

    def keep(new: Keyring, _: Keyring) -> None:
        nonlocal left
        left -= 1
        if left < 0 and when == "after the file":
            file[0] = new
        if left < 0:
            raise OSError("the process ends here")  # and its transaction with it
        file[0] = new

    play.house.vault._keep = keep
    await asks(play)
    with pytest.raises(DatabaseFault):
        await rotating(play).look()
    _restarted(play, file[0])
    await rotating(play).look()
    assert generations(play)[Purpose.THREAD_ADDRESS] == [2]
    assert (await state(play)).began is None
    for chat, case in zip(chats(3), cases, strict=True):
        assert [c.id for c in await play.does(chat, residents.own_cases)] == [case.id]


def _restarted(play: Scene, found: Keyring) -> None:
    """A new process reads what stands in the file."""
    vault = play.house.vault
    vault._keyring, vault._keep = found, lambda _, __: None


# --- the daily key ---------------------------------------------------------------------------


async def test_the_key_of_limits_is_another_one_each_day_and_yesterdays_is_gone(
    play: Scene,
) -> None:
    vault = play.house.vault
    tags = []
    for _ in range(3):
        await play.does(AMAL, rotation.replace_rate_key)
        tags.append(vault.tag(Purpose.RATE, ChatId(AMAL), "concern"))
        assert len(vault.keyring.generations[Purpose.RATE]) == 1
        await play.does(AMAL, rotation.replace_rate_key)
        assert vault.tag(Purpose.RATE, ChatId(AMAL), "concern") == tags[-1]
        play.later(days=1)
    assert len({tag[2:] for tag in tags}) == 3


async def test_the_key_of_limits_stays_when_the_keyring_cannot_be_written(play: Scene) -> None:
    play.house.vault._keep = closed
    await play.does(AMAL, rotation.replace_rate_key)
    assert generations(play)[DAILY] == [1]

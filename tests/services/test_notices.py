"""Who is told what: the right colleagues, in their language, and never more than needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.actions import Go, Page
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.domain.screens import Button, Lane, Screen
from bot.i18n import isolate
from bot.services import moderation, notices, residents, staff
from bot.store.outbox import Target
from bot.vault.sealing import SealBroken
from tests.kit.turns import Scene, catalogs

AMAL, METTE, OLE, PIA = 1001, 2001, 2002, 2003


async def test_a_new_concern_is_told_to_everyone_who_serves_its_area(play: Scene) -> None:
    mette = await play.colleague(METTE)
    await play.colleague(OLE, areas=["moerkhoej"])
    await play.colleague(PIA, Role.PUBLISHER)
    await play.resident(AMAL)
    concern = await play.shares(AMAL, "hemmelige ord")
    (notice,) = await play.sent_to(Target.MODERATOR)
    assert (notice.stream, notice.lane) == (mette.id, Lane.NOTICE)
    assert concern.code in notice.text
    assert "hemmelige" not in notice.text
    assert notice.body["params"]["protect_content"] is True


async def test_a_claimed_case_is_told_to_who_has_it_only(play: Scene) -> None:
    from bot.services import concerns

    mette = await play.colleague(METTE)
    await play.colleague(OLE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    before = len(await play.sent_to(Target.MODERATOR))
    await play.does(AMAL, concerns.write_to, concern.id)
    turn = await play.types(AMAL, "mere")
    await play.does(AMAL, concerns.add, concern.id, turn.dialogue.version)
    assert [n.stream for n in (await play.sent_to(Target.MODERATOR))[before:]] == [mette.id]


async def test_a_notice_is_in_the_readers_language_one_button_a_row_from_right_to_left(
    play: Scene,
) -> None:
    await play.colleague(METTE)
    await play.does(METTE, staff.speak, Lang.AR)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    (notice,) = await play.sent_to(Target.MODERATOR)
    assert isolate(concern.code) in notice.text
    rows = notice.body["params"]["reply_markup"]["inline_keyboard"]
    assert all(len(row) == 1 for row in rows)


async def test_notices_wait_a_random_while_unless_there_is_danger(play: Scene) -> None:
    play.house = replace(play.house, reply_delay=(60, 120))
    await play.colleague(METTE)
    await play.resident(AMAL)
    await play.shares(AMAL)
    await play.shares(AMAL, "Der er en mand med en kniv.")
    now = int(play.now.timestamp() * 1000)
    calm, urgent = await play.sent_to(Target.MODERATOR)
    assert 60_000 <= calm.due - now <= 120_000
    assert urgent.due == now


async def test_the_line_to_a_resident_is_the_same_for_every_reason(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR)
    await play.colleague(METTE)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=True)
    (notice,) = await play.sent_to(Target.CONCERN)
    news = notices.as_message(notices.neutral(catalogs()[Lang.AR]))
    assert notice.body["params"] == news
    assert notice.body["method"] == "sendMessage"


async def test_the_sealed_body_opens_for_its_own_stream_only(play: Scene) -> None:
    sealed = notices.seal_body(play.house, b"stream", {"method": "x"})
    assert notices.open_body(play.house, b"stream", sealed) == {"method": "x"}
    with pytest.raises(SealBroken):
        notices.open_body(play.house, b"other", sealed)


async def test_a_screen_is_sent_anew_in_silence_or_takes_the_place_of_the_pressed_one(
    play: Scene,
) -> None:
    screen = Screen(text="<b>x</b>", rows=((Button("a", Go(Page.MENU)),),), protect=True)
    turn = await play.stands(AMAL)
    stream = residents.dialogue_stream(turn)
    await play.does(AMAL, notices.show, stream, screen)
    await play.does(AMAL, notices.show, stream, screen, edit=77)
    new, edited = await play.sent()
    assert (new.method, edited.method) == ("sendMessage", "editMessageText")
    assert new.body["params"]["disable_notification"] is True
    assert new.body["params"]["protect_content"] is True
    assert edited.body["params"]["message_id"] == 77
    assert {new.lane, edited.lane} == {Lane.REPLY}
    assert new.body["params"]["chat_id"] == AMAL

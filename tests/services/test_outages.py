"""After more than a day without Telegram everybody hears once that messages may be lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.domain.concerns import Outcome
from bot.domain.people import Lang
from bot.services import leaving, moderation, outages
from bot.store.outbox import Target
from bot.texts import resident as texts
from tests.kit.turns import Scene, Sent

AREA, OTHER = "hoeje-gladsaxe", "vaerebro"


async def hears(play: Scene, *, silent: bool | None = None) -> None:
    await play.does(0, lambda turn: outages.heard(turn, silent=silent))


async def told(play: Scene) -> Sequence[Sent]:
    """The lines, once nothing more is added to them."""
    before = -1
    lines = {texts.outage_notice(t) for t in play.house.catalogs.values()}
    while True:
        found = [s for s in await play.sent_to(Target.DIALOGUE) if s.text in lines]
        if len(found) == before:
            return found
        before = len(found)
        await play.does(0, outages.tell)


def chats(sent: Sequence[Sent]) -> list[int]:
    return sorted(s.body["params"]["chat_id"] for s in sent)


@pytest.mark.parametrize("hours", [0, 23])
async def test_a_silence_of_less_than_a_day_is_not_told(play: Scene, hours: int) -> None:
    await play.resident(1001, Lang.DA, AREA)
    await hears(play)
    play.later(hours=hours)
    await hears(play)
    assert await told(play) == []


async def test_the_first_start_of_all_is_no_silence(play: Scene) -> None:
    await play.resident(1001, Lang.DA, AREA)
    await hears(play)
    assert await told(play) == []


async def test_followers_and_those_with_an_open_case_are_told_once_in_their_language(
    play: Scene,
) -> None:
    await hears(play)
    await play.resident(1001, Lang.AR, AREA, OTHER)
    await play.resident(1002, Lang.EN)
    await play.shares(1002)
    await play.resident(1003, Lang.DA, AREA)
    await play.shares(1003)
    await play.shares(1003)
    await play.resident(1004, Lang.DA)
    await play.shares(1004)
    await play.shares(1004)
    await play.resident(1005, Lang.DA)
    play.later(hours=40)
    await hears(play)
    sent = await told(play)
    assert chats(sent) == [1001, 1002, 1003, 1004]
    by_chat = {s.body["params"]["chat_id"]: s.text for s in sent}
    for chat, lang in ((1001, Lang.AR), (1002, Lang.EN), (1003, Lang.DA), (1004, Lang.DA)):
        assert by_chat[chat] == texts.outage_notice(play.house.catalogs[lang])
    play.later(hours=1)
    await hears(play)
    assert len(await told(play)) == 4


async def test_nothing_tells_who_has_a_case_from_who_follows_an_area(play: Scene) -> None:
    await hears(play)
    await play.resident(1001, Lang.DA, AREA)
    await play.resident(1002, Lang.DA)
    await play.shares(1002)
    play.later(hours=40)
    await hears(play)
    one, other = await told(play)

    def without_chat(sent: Sent) -> object:
        params = {k: v for k, v in sent.body["params"].items() if k != "chat_id"}
        return (sent.lane, sent.due, {**sent.body, "params": params})

    assert without_chat(one) == without_chat(other)


async def test_more_people_than_one_page_are_told_each_once(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "PAGE", 2)
    await hears(play)
    for chat in range(1001, 1006):
        await play.resident(chat, Lang.DA, AREA)
    for chat in range(1011, 1016):
        await play.resident(chat, Lang.DA)
        await play.shares(chat)
    play.later(hours=40)
    await hears(play)
    assert chats(await told(play)) == [*range(1001, 1006), *range(1011, 1016)]


async def test_a_closed_case_is_not_told(play: Scene) -> None:
    await hears(play)
    await play.colleague(2001)
    await play.resident(1001, Lang.DA)
    concern = await play.shares(1001)
    await play.does(2001, moderation.claim, concern.id)
    await play.does(2001, moderation.close, concern.id, Outcome.HELPED)
    play.later(hours=40)
    await hears(play)
    assert await told(play) == []


async def test_a_clock_that_jumps_is_no_silence_and_a_silence_in_a_running_process_is_one(
    play: Scene,
) -> None:
    await play.resident(1001, Lang.DA, AREA)
    await hears(play)
    play.later(days=3)
    await hears(play, silent=False)
    assert await told(play) == []
    await hears(play, silent=True)
    assert chats(await told(play)) == [1001]


async def test_who_left_everything_meanwhile_is_not_told(play: Scene) -> None:
    await hears(play)
    await play.resident(1001, Lang.DA, AREA)
    play.later(hours=40)
    await hears(play)
    await play.does(1001, leaving.erase)
    assert await told(play) == []

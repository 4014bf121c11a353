"""The group of an organisation, on both databases: when its digest changes, and what it says."""

from __future__ import annotations

from functools import partial

import pytest

from bot.domain.concerns import Concern
from bot.domain.errors import GroupTaken, LinkInvalid, NotAllowed
from bot.domain.groups import EVERY
from bot.domain.ids import ChatId, GroupId
from bot.domain.roles import Role
from bot.services import groups, moderation, rotation
from bot.services.rotation import Rotation
from bot.store import groups as rows
from bot.store import outbox
from bot.store.outbox import Target
from tests.kit.turns import Scene, Sent

AMAL, METTE, LISE, KAREN = 1001, 2001, 2002, 2003
HERE, THERE = ChatId(-1001), ChatId(-1002)


async def _linked(play: Scene) -> GroupId:
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD)
    code = await play.does(LISE, groups.offer)
    return (await play.does(LISE, groups.link, HERE, code)).id


async def _case(play: Scene, chat: int = AMAL, *, category: str = "unsafe") -> Concern:
    await play.resident(chat)
    return await play.shares(chat, category=category)


async def _looks(play: Scene) -> list[Sent]:
    """What is to be sent to the group; then it is sent."""
    await play.does(0, groups.look)
    return await _in_group(play)


async def _in_group(play: Scene) -> list[Sent]:
    return await play.sent_to(Target.GROUP)


async def _deliver(play: Scene, group: GroupId, message: int) -> None:
    """As the sender does it."""
    found, _ = await play.store.read(lambda tx: outbox.due(tx, now=1 << 60, limit=100))
    for row in found:
        if row.target is Target.GROUP:
            await play.store.write(partial(outbox.erase, row_id=row.id))
    at = int(play.now.timestamp())
    await play.store.write(lambda tx: groups.stands(tx, play.house, group, message, at=at))


async def test_a_digest_is_sent_once_and_then_edited_when_something_changes(play: Scene) -> None:
    group = await _linked(play)
    (first,) = await _looks(play)
    assert first.method == "sendMessage"
    assert first.body["params"]["disable_notification"]
    await _deliver(play, group, 77)
    for _ in range(3):
        play.later(seconds=EVERY)
        assert await _looks(play) == [], "nothing has changed"
    concern = await _case(play)
    play.later(seconds=EVERY)
    (edit,) = await _looks(play)
    assert (edit.method, edit.body["params"]["message_id"]) == ("editMessageText", 77)
    assert concern.code in edit.text


async def test_a_hundred_events_between_two_looks_are_one_edit(play: Scene) -> None:
    group = await _linked(play)
    await _looks(play)
    await _deliver(play, group, 77)
    cases = [await _case(play, 3000 + n) for n in range(20)]
    for concern in cases[:10]:
        await play.does(METTE, moderation.claim, concern.id)
    assert await _looks(play) == [], "it is too early"
    play.later(seconds=EVERY)
    (edit,) = await _looks(play)
    assert "10" in edit.text
    play.later(seconds=EVERY)
    await play.does(METTE, moderation.claim, cases[10].id)
    assert len(await _looks(play)) == 1, "the one before it waits to be sent yet"


async def test_an_hour_of_events_keeps_far_within_the_limit_of_a_group(play: Scene) -> None:
    group = await _linked(play)
    await _looks(play)
    await _deliver(play, group, 77)
    sent = 0
    for n in range(30):
        await _case(play, 3000 + n)
        play.later(seconds=10)
        sent += len(await _looks(play))
        await _deliver(play, group, 77)
    assert 5 <= sent <= 10, "one edit in thirty seconds at most"


@pytest.mark.parametrize(("category", "posts"), [("unsafe", 0), ("child", 1)])
async def test_only_danger_and_children_are_posted_by_themselves(
    play: Scene, category: str, posts: int
) -> None:
    group = await _linked(play)
    await _looks(play)
    await _deliver(play, group, 77)
    concern = await _case(play, category=category)
    sent = await _in_group(play)
    assert len(sent) == posts
    assert all(concern.code in s.text and "mørkt" not in s.text for s in sent)


async def test_a_code_is_void_after_an_hour_after_use_and_after_a_newer_one(play: Scene) -> None:
    await play.colleague(LISE, Role.LEAD)
    old = await play.does(LISE, groups.offer)
    code = await play.does(LISE, groups.offer)
    with pytest.raises(LinkInvalid):
        await play.does(LISE, groups.link, HERE, old)
    await play.does(LISE, groups.link, HERE, code)
    with pytest.raises(LinkInvalid):
        await play.does(LISE, groups.link, THERE, code)
    late = await play.does(LISE, groups.offer)
    play.later(hours=1)
    with pytest.raises(LinkInvalid):
        await play.does(LISE, groups.link, THERE, late)


async def test_only_who_may_links_and_never_over_another_organisation(play: Scene) -> None:
    await _linked(play)
    await play.colleague(KAREN, Role.ADMINISTRATOR, organisation="ballerup")
    for chat in (AMAL, METTE):
        with pytest.raises(NotAllowed):
            await play.does(chat, groups.offer)
        with pytest.raises(NotAllowed):
            await play.does(chat, groups.link, THERE, "X")
    hers = await play.does(KAREN, groups.offer)
    with pytest.raises(LinkInvalid):
        await play.does(LISE, groups.link, THERE, hers)
    with pytest.raises(GroupTaken):
        await play.does(KAREN, groups.link, HERE, hers)
    await play.does(KAREN, groups.link, THERE, hers)


async def test_another_organisations_cases_stay_out_of_the_group(play: Scene) -> None:
    await _linked(play)
    await play.resident(AMAL)
    concern = await play.shares(AMAL, area="hedeparken", category="child")
    (digest,) = await _looks(play)
    assert concern.code not in digest.text


async def test_after_the_link_has_ended_nothing_is_sent_to_the_chat(play: Scene) -> None:
    group = await _linked(play)
    await _looks(play)
    await _deliver(play, group, 77)
    await play.does(LISE, groups.unlink)
    vault = play.house.vault
    assert await play.store.read(lambda tx: groups.chat_of(tx, vault, group)) is None
    await _case(play, category="child")
    play.later(seconds=EVERY)
    assert await _looks(play) == []


async def test_a_group_keeps_its_link_through_new_keys(play: Scene) -> None:
    group = await _linked(play)
    before = await play.store.read(partial(rows.get, group=group))
    await play.store.write(lambda tx: rotation.ask(tx, play.now))
    await Rotation(play.store, play.house, lambda: play.now, waits_for_backup=False).look()
    after = await play.store.read(partial(rows.get, group=group))
    assert before is not None
    assert after is not None
    assert after.sealed != before.sealed
    vault = play.house.vault
    assert await play.store.read(lambda tx: groups.chat_of(tx, vault, group)) == HERE


async def test_no_column_holds_the_chat_in_clear(play: Scene) -> None:
    group = await _linked(play)
    row = await play.store.read(partial(rows.get, group=group))
    assert str(HERE) not in repr(row)

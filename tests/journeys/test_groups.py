"""The group of a team: linked from the private chat, told what waits, never who writes."""

from __future__ import annotations

import pytest

from bot.domain.errors import GroupTaken, LinkInvalid, NotAllowed
from bot.domain.ids import OrganisationId
from bot.domain.people import Lang
from bot.simulator import Group
from bot.texts import common, groups, refusals, staff
from tests.journeys.ways import WORDS, newest_buttons, plain
from tests.kit.world import Player, World


def _said(group: Group) -> list[str]:
    """What stands in the group of the bot's."""
    return [m.text for m in group.chat.messages if m.outgoing]


async def _linked(world: World, lang: Lang) -> tuple[Player, Group]:
    lise = await world.colleague("lead", lang, name="Lise")
    group = world.group(lise)
    await world.links_group(lise, group)
    await world.tick("groups")
    return lise, group


async def _looks(world: World) -> None:
    await world.pass_time(seconds=30)
    await world.tick("groups")


def _name(world: World, player: Player) -> str:
    names = world.bot.house.partnership.organisation(OrganisationId("gladsaxe")).names
    return player.t.name(names)


async def test_a_lead_links_a_group_and_its_one_message_follows_the_inbox(
    world: World, lang: Lang
) -> None:
    lise, group = await _linked(world, lang)
    assert _said(group)[:2] == [
        plain(groups.added(lise.t)),
        plain(groups.linked(lise.t, _name(world, lise))),
    ]
    digest = group.chat.messages[-1]
    empty = {"new": 0, "late": 0, "urgent": 0}
    assert digest.text == plain(groups.digest(lise.t, _name(world, lise), [], empty))
    codes = [await world.shares_concern(await world.resident(lang), WORDS[lang]) for _ in range(2)]
    await _looks(world)
    assert group.chat.messages[-1] is digest, "it is changed in place"
    assert all(code in digest.text for code in codes)
    assert WORDS[lang] not in digest.text
    await lise.person.press(digest.buttons[0][0], chat=group.chat)
    await world.settled()
    assert WORDS[lang] in lise.sees
    await lise.taps(staff.button_claim(lise.t))
    await _looks(world)
    assert sum(code in digest.text for code in codes) == 1
    assert len(_said(group)) == 3


async def test_danger_is_posted_at_once_and_opens_for_who_may_read_it(
    world: World, lang: Lang
) -> None:
    lise, group = await _linked(world, lang)
    resident = await world.resident(lang)
    code = await world.shares_concern(resident, WORDS[lang], category="child")
    post = group.chat.messages[-1]
    assert code in post.text
    assert groups.post(lise.t, post.text) == post.text
    assert [b.text.strip("\u2068\u2069") for row in post.buttons for b in row] == [code]
    assert post.buttons[0][0].text == plain(groups.button_case(lise.t, code))
    await resident.person.press(post.buttons[0][0], chat=group.chat)
    await world.settled()
    assert resident.sees == refusals.sentence(resident.t, NotAllowed())


async def test_what_is_said_in_a_group_is_answered_once_with_where_to_write(
    world: World, lang: Lang
) -> None:
    lise, group = await _linked(world, lang)
    before = len(_said(group))
    for text in ("Hvem tager den?", "/queue", "/case H7K-4MP", "/queue@another_bot"):
        await world.says_in(group, lise, text)
    assert _said(group)[before:] == [groups.write_in_private(lise.t)]
    await world.pass_time(hours=1)
    await world.says_in(group, lise, "/queue")
    assert len(_said(group)) == before + 2


async def test_who_hides_behind_the_group_is_not_listened_to(world: World, lang: Lang) -> None:
    lise, group = await _linked(world, lang)
    await lise.says("/group")
    assert lise.sees == plain(groups.page(lise.t, linked=True))
    await lise.taps(groups.button_code(lise.t))
    command = lise.sees.split("/link ")[1].split()[0].strip("\u2068\u2069")
    assert plain(groups.code(lise.t, f"/link {command}")) == lise.sees
    assert plain(groups.button_choose_group(lise.t)) in newest_buttons(lise)
    before = len(_said(group))
    for _ in range(2):
        group.say_anonymously(f"/link {command}")
        await world.settled()
    assert _said(group)[before:] == [groups.unknown_account(lise.t)]


async def test_a_code_works_once_for_its_own_organisation_and_for_who_may(
    world: World, lang: Lang
) -> None:
    lise, group = await _linked(world, lang)
    mette = await world.moderator(lang)
    stranger = world.person("Stranger", lang.value)
    karen = await world.colleague("administrator", lang, organisation="ballerup", name="Karen")
    for who, expected in ((mette, NotAllowed()), (stranger, NotAllowed()), (lise, LinkInvalid())):
        there = world.group(who)
        there.add_bot(who.person)
        await world.says_in(there, who, "/link AAAABBBBCCCC")
        assert _said(there)[-1] == refusals.sentence(who.t, expected)
    before = len(_said(group))
    await world.links_group(karen, group)
    assert _said(group)[before:] == [refusals.sentence(karen.t, GroupTaken())]


async def test_a_group_is_let_go_of_from_the_private_chat(world: World, lang: Lang) -> None:
    lise, group = await _linked(world, lang)
    await lise.says("/start")
    await lise.taps(groups.button_group(lise.t))
    await lise.taps(groups.button_unlink(lise.t))
    assert groups.unlinked(lise.t) in lise.sees
    assert plain(groups.page(lise.t, linked=False)) in lise.sees
    assert len(_said(group)) == 2, "the digest went with the link"
    before = _said(group)
    await world.shares_concern(await world.resident(lang), WORDS[lang], category="child")
    await _looks(world)
    assert _said(group) == before


async def test_a_group_that_becomes_a_supergroup_keeps_its_link(world: World, lang: Lang) -> None:
    lise = await world.colleague("lead", lang, name="Lise")
    group = world.group(lise, kind="group")
    await world.links_group(lise, group)
    await world.tick("groups")
    grown = group.upgrade()
    await world.settled()
    await _looks(world)
    assert [_name(world, lise) in text for text in _said(grown)] == [True]


async def test_a_number_that_changed_unheard_is_learnt_from_the_refusal(world: World) -> None:
    lise = await world.colleague("lead", "da", name="Lise")
    group = world.group(lise, kind="group")
    await world.links_group(lise, group)
    await world.tick("groups")
    group.bot_left = True  # the update of the upgrade never comes
    grown = group.upgrade()
    world.sim.updates.clear()
    await world.shares_concern(await world.resident("da"), "Mørkt.", category="child")
    assert len(_said(grown)) == 1


async def test_who_removes_the_bot_ends_the_link(world: World, lang: Lang) -> None:
    lise, group = await _linked(world, lang)
    group.remove_bot(lise.person)
    await world.settled()
    await lise.says("/group")
    assert lise.sees == plain(groups.page(lise.t, linked=False))


async def test_a_removal_that_was_not_heard_is_learnt_from_the_refusal(world: World) -> None:
    lise, group = await _linked(world, Lang.DA)
    group.bot_left = True
    await world.shares_concern(await world.resident("da"), "Mørkt.", category="child")
    await lise.says("/group")
    assert lise.sees == plain(groups.page(lise.t, linked=False))


async def test_a_digest_that_was_deleted_is_shown_anew(world: World) -> None:
    _, group = await _linked(world, Lang.DA)
    first = group.chat.messages[-1]
    first.delete(world.clock.seconds())
    await world.shares_concern(await world.resident("da"), "Mørkt.")
    await _looks(world)
    await _looks(world)
    newest = group.chat.messages[-1]
    assert newest is not first
    assert "H" in newest.text
    assert newest.silent


async def test_a_digest_of_yesterday_gives_way_to_one_of_today(world: World) -> None:
    _, group = await _linked(world, Lang.DA)
    first = group.chat.messages[-1]
    await world.pass_time(hours=25)
    await world.tick("groups")
    assert first.deleted_at is not None
    assert group.chat.messages[-1].text == first.text


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_nobody_linked_hears_one_sentence_and_then_nothing(
    world: World, lang: Lang, kind: str
) -> None:
    anyone = world.person("Anyone", lang.value)
    group = world.group(anyone, kind=kind)
    group.add_bot(anyone.person)
    await world.settled()
    assert _said(group) == [plain(groups.added(anyone.t))]
    await world.shares_concern(await world.resident(lang), WORDS[lang], category="child")
    await _looks(world)
    assert len(_said(group)) == 1
    assert common.button_back(anyone.t) not in _said(group)

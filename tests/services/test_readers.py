"""A reader of a case's language: asked for, told at once, found, and missed by the leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.acts import Act
from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import ButtonTooOld, ImpossibleChange, NotAllowed, NotFound
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import moderation, readers
from bot.store import audit, concerns, staff
from bot.store.outbox import Target
from bot.texts import readers as texts
from tests.kit.turns import Scene, Sent, catalogs

AMAL = 1001
METTE, SAMIR, NOUR, LENA, KAREN, FAR = 2001, 2002, 2003, 2004, 2005, 2006
ARABIC = frozenset({Lang.DA, Lang.AR})
DA = catalogs()[Lang.DA]


async def team(play: Scene) -> Concern:
    """Mette asks; Samir and Nour read Arabic, Lena leads; Amal has written in Arabic."""
    await play.resident(AMAL, Lang.AR)
    for chat in (METTE, SAMIR, NOUR):
        await play.colleague(chat)
    await play.colleague(LENA, Role.LEAD)
    for chat in (SAMIR, NOUR):
        await changes(play, chat, reads=ARABIC)
    return await play.shares(AMAL, "النفق مظلم.")


async def changes(play: Scene, chat: int, **facts: object) -> None:
    me = (await play.stands(chat)).speaker.colleague()
    await play.store.write(lambda tx: staff.save(tx, replace(me, **facts)))  # type: ignore[arg-type] # fields of a colleague


async def told(play: Scene, chat: int) -> list[Sent]:
    me = (await play.stands(chat)).speaker.colleague().id
    return [s for s in await play.sent_to(Target.MODERATOR) if s.stream == me]


async def state(play: Scene, concern: Concern) -> Concern:
    return await play.store.read(lambda tx: concerns.get(tx, concern.id))


async def acts(play: Scene) -> list[Act]:
    return [link.act for link in await play.store.read(lambda tx: audit.page(tx, after=0))]


async def test_who_reads_the_language_is_told_at_once_and_only_once(play: Scene) -> None:
    concern = await team(play)
    before = {chat: len(await told(play, chat)) for chat in (METTE, SAMIR, NOUR, LENA)}
    asked = await play.does(METTE, readers.want, concern.id)
    assert asked.told == 2
    assert asked.concern.reader_since == int(play.now.timestamp())
    again = await play.does(METTE, readers.want, concern.id)
    assert again.told == 2
    after = {chat: len(await told(play, chat)) - n for chat, n in before.items()}
    assert after == {METTE: 0, SAMIR: 1, NOUR: 1, LENA: 0}
    [*_, news] = await told(play, SAMIR)
    assert "GLA-1" in news.text
    assert concern.code in news.text
    assert (await acts(play)).count(Act.READER_WANTED) == 1


async def test_readers_off_duty_are_told_only_where_no_other_is(play: Scene) -> None:
    concern = await team(play)
    await changes(play, NOUR, on_duty=False)
    assert (await play.does(METTE, readers.want, concern.id)).told == 1
    await play.does(SAMIR, readers.found, concern.id)
    await changes(play, SAMIR, on_duty=False)
    assert (await play.does(METTE, readers.want, concern.id)).told == 2


async def test_readers_elsewhere_are_told_nothing(play: Scene) -> None:
    concern = await team(play)
    await changes(play, NOUR, areas=frozenset({"vaerebro"}))
    await play.colleague(FAR, organisation="herlev")
    await changes(play, FAR, reads=ARABIC)
    before = len(await told(play, FAR))
    assert (await play.does(METTE, readers.want, concern.id)).told == 1
    assert len(await told(play, FAR)) == before
    with pytest.raises(NotFound):
        await play.does(FAR, readers.want, concern.id)


async def test_only_who_does_not_read_it_asks_and_only_who_reads_it_is_found(play: Scene) -> None:
    concern = await team(play)
    with pytest.raises(ButtonTooOld):
        await play.does(SAMIR, readers.want, concern.id)
    await play.does(METTE, readers.want, concern.id)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, readers.found, concern.id)
    await play.colleague(KAREN, Role.PUBLISHER)
    with pytest.raises(NotAllowed):
        await play.does(KAREN, readers.want, concern.id)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    with pytest.raises(ImpossibleChange):
        await play.does(METTE, readers.want, concern.id)


async def test_having_read_it_tells_who_asked_or_has_the_case(play: Scene) -> None:
    concern = await team(play)
    await play.does(METTE, readers.want, concern.id)
    before = len(await told(play, METTE))
    assert (await play.does(SAMIR, readers.found, concern.id)).reader_since is None
    await play.does(SAMIR, readers.found, concern.id)
    news = await told(play, METTE)
    assert len(news) == before + 1
    assert texts.news_found(DA, concern.code, "GLA-2") in news[-1].text
    await play.does(METTE, readers.want, concern.id)
    await play.does(LENA, moderation.claim, concern.id)
    before = len(await told(play, LENA))
    await play.does(NOUR, readers.found, concern.id)
    assert len(await told(play, LENA)) == before + 1
    assert len(await told(play, METTE)) == len(news)


async def test_what_a_reader_does_to_the_case_ends_the_search_and_tells(play: Scene) -> None:
    concern = await team(play)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, readers.want, concern.id)
    before = len(await told(play, METTE))
    turn = await play.does(SAMIR, moderation.write_note, concern.id)
    turn = await play.does(SAMIR, moderation.type_words, 1, "Tunnelen er mørk.")
    await play.does(SAMIR, moderation.keep_note, concern.id, turn.dialogue.version)
    assert (await state(play, concern)).reader_since is None
    assert len(await told(play, METTE)) == before + 1
    await play.does(METTE, readers.want, concern.id)
    await play.does(METTE, moderation.release, concern.id)
    assert (await state(play, concern)).reader_since is not None
    await play.does(NOUR, moderation.claim, concern.id)
    assert (await state(play, concern)).reader_since is None


async def test_a_note_of_who_does_not_read_it_leaves_the_search_open(play: Scene) -> None:
    concern = await team(play)
    await play.does(METTE, readers.want, concern.id)
    await play.does(METTE, moderation.write_note, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Jeg spørger Samir.")
    await play.does(METTE, moderation.keep_note, concern.id, turn.dialogue.version)
    assert (await state(play, concern)).reader_since is not None


async def test_leads_are_told_once_after_two_open_hours(play: Scene) -> None:
    concern = await team(play)
    await play.colleague(FAR, organisation="herlev")
    await changes(play, FAR, reads=ARABIC)
    await play.does(METTE, readers.want, concern.id)
    before = {chat: len(await told(play, chat)) for chat in (LENA, SAMIR)}

    async def more() -> dict[int, int]:
        await play.does(0, readers.chase)
        return {chat: len(await told(play, chat)) - n for chat, n in before.items()}

    play.later(hours=1, minutes=59)
    assert await more() == {LENA: 0, SAMIR: 0}
    play.later(minutes=1)
    assert await more() == {LENA: 1, SAMIR: 0}
    play.later(hours=30)
    assert await more() == {LENA: 1, SAMIR: 0}
    assert "Herlev Kommune" in (await told(play, LENA))[-1].text
    assert concern.code in (await told(play, LENA))[-1].text


async def test_a_second_search_is_chased_again_and_the_night_does_not_count(play: Scene) -> None:
    concern = await team(play)
    await play.does(METTE, readers.want, concern.id)
    play.later(hours=2)
    await play.does(0, readers.chase)
    once = len(await told(play, LENA))
    await play.does(SAMIR, readers.found, concern.id)
    hours = play.house.partnership.organisation(concern.organisation).hours
    while hours.is_open(play.now):
        play.later(minutes=30)
    await play.does(METTE, readers.want, concern.id)
    play.later(hours=8)
    await play.does(0, readers.chase)
    assert len(await told(play, LENA)) == once
    play.later(hours=16)
    await play.does(0, readers.chase)
    assert len(await told(play, LENA)) == once + 1
    assert (
        texts.news_unmet(DA, concern.code, "Høje Gladsaxe", Lang.AR, [])
        in (await told(play, LENA))[-1].text
    )


async def test_where_nobody_leads_everybody_who_serves_is_told(play: Scene) -> None:
    concern = await team(play)
    await changes(play, LENA, roles=frozenset({Role.MODERATOR}))
    await play.does(METTE, readers.want, concern.id)
    before = len(await told(play, METTE))
    play.later(hours=2)
    await play.does(0, readers.chase)
    assert len(await told(play, METTE)) == before + 1


async def test_a_new_concern_nobody_on_duty_reads_says_so(play: Scene) -> None:
    await team(play)
    said = texts.news_foreign(DA, Lang.AR)
    assert said not in (await told(play, METTE))[-1].text
    for chat in (SAMIR, NOUR):
        await changes(play, chat, on_duty=False)
    await play.shares(AMAL, "النفق مظلم.")
    assert said in (await told(play, METTE))[-1].text

"""How news reaches a resident: set to a value, offered once, gone with the profile."""

from __future__ import annotations

import pytest

from bot.domain.bulletins import Bulletin, Content
from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId, TopicId
from bot.domain.people import Lang
from bot.domain.preferences import BEGINS, ENDS, Preferences, Priority
from bot.services import leaving, news, preferences, residents
from bot.store import deliveries, profiles
from tests.kit.news import send
from tests.kit.turns import Scene

AMAL, OLE = 1001, 1002
A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")
YOUTH, EVENTS = TopicId("youth"), TopicId("events")


async def _of(play: Scene, chat: int) -> Preferences:
    return preferences.of(await play.stands(chat))


async def test_who_chose_nothing_has_the_usual(play: Scene) -> None:
    assert await _of(play, AMAL) == Preferences()
    await play.resident(AMAL, Lang.AR, A)
    assert await _of(play, AMAL) == Preferences()


async def test_each_wish_is_kept_beside_the_others_and_set_twice_alike(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR, A)
    for _ in range(2):
        await play.does(AMAL, preferences.set_quiet, 23, 6)
        await play.does(AMAL, preferences.set_least, Priority.NORMAL)
        await play.does(AMAL, preferences.mute, YOUTH, muted=True)
        await play.does(AMAL, preferences.mute, EVENTS, muted=True)
        await play.does(AMAL, preferences.agree_to_urgent, agreed=True)
        await play.does(AMAL, preferences.want_in_full, wanted=True)
        assert await _of(play, AMAL) == Preferences(
            urgent=True,
            in_full=True,
            least=Priority.NORMAL,
            quiet=(23 * 60, 6 * 60),
            muted=frozenset({YOUTH, EVENTS}),
            asked=True,
        )
    for _ in range(2):
        await play.does(AMAL, preferences.mute, YOUTH, muted=False)
        await play.does(AMAL, preferences.set_quiet, 0, 0)
        wishes = await _of(play, AMAL)
        assert (wishes.muted, wishes.quiet) == (frozenset({EVENTS}), None)


async def test_only_what_is_offered_can_be_set(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR, A)
    for begins in range(30):
        for ends in (0, 5, 6, 9, 10, 99):
            if begins == ends or (begins in BEGINS and ends in ENDS):
                continue
            with pytest.raises(ButtonTooOld):
                await play.does(AMAL, preferences.set_quiet, begins, ends)
    with pytest.raises(NotFound):
        await play.does(AMAL, preferences.mute, TopicId("weather"), muted=True)
    assert await _of(play, AMAL) == Preferences()


async def test_wishes_outlive_the_areas_and_the_address_goes_as_before(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR, A)
    await play.does(AMAL, preferences.set_quiet, 22, 7)
    await play.does(AMAL, residents.follow, A)
    assert (await _of(play, AMAL)).quiet == (22 * 60, 7 * 60)
    profile = (await play.stands(AMAL)).speaker.profile
    assert profile is not None
    kept = await play.store.read(lambda tx: profiles.address(tx, profile.id))
    assert kept is not None
    assert kept.sealed is None
    await play.does(AMAL, preferences.set_least, Priority.URGENT)
    kept = await play.store.read(lambda tx: profiles.address(tx, profile.id))
    assert kept is not None
    assert kept.sealed is None  # a wish alone needs no address


async def test_the_consent_is_offered_with_the_first_area_and_never_again(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR)
    assert await _followed(play, A)
    assert not await _followed(play, B)
    assert not await _followed(play, A)
    assert not await _followed(play, B)
    assert not await _followed(play, A)
    await play.does(AMAL, leaving.erase)
    await play.resident(AMAL, Lang.AR)
    assert await _followed(play, A)


async def test_who_agreed_already_is_not_asked(play: Scene) -> None:
    await play.resident(AMAL, Lang.AR)
    await play.does(AMAL, preferences.agree_to_urgent, agreed=True)
    assert not await _followed(play, A)


async def _followed(play: Scene, area: AreaId) -> bool:
    """Follows the area or ends it; whether the question came with it."""
    before = (await play.stands(AMAL)).speaker.profile
    await play.does(AMAL, residents.follow, area)
    return (await play.does(AMAL, preferences.offered, before))[1]


async def test_erasing_forgets_the_wishes_and_only_ones_own(play: Scene) -> None:
    for chat in (AMAL, OLE):
        await play.resident(chat, Lang.AR, A)
        await play.does(chat, preferences.agree_to_urgent, agreed=True)
    held = (await play.does(AMAL, leaving.holdings)).preferences
    assert held == Preferences(urgent=True, asked=True)
    await play.does(AMAL, leaving.erase)
    assert await _of(play, AMAL) == Preferences()
    assert (await _of(play, OLE)).urgent


async def test_the_list_of_news_is_the_same_for_who_wants_less_on_the_phone(play: Scene) -> None:
    for chat in (AMAL, OLE):
        await play.resident(chat, Lang.AR, A)
    await play.does(AMAL, preferences.mute, YOUTH, muted=True)
    await play.does(AMAL, preferences.set_least, Priority.URGENT)
    content = Content(
        texts=dict.fromkeys(Lang, "nyt"), areas=frozenset({A}), topic=YOUTH,
        valid_until=int(play.now.timestamp()) // 3600 + 2,
    )  # fmt: skip
    value = Bulletin(
        id=BulletinId(b"b" * 16),
        organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(b"a" * 16),
        content=content,
        hour=int(play.now.timestamp()) // 3600,
    )
    await play.store.write(lambda tx: send(tx, value))
    while await play.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    [to] = await play.store.read(lambda tx: deliveries.due(tx, now=1, limit=9))
    ole = (await play.stands(OLE)).speaker.profile
    assert ole is not None
    assert to.profile == ole.id
    for chat in (AMAL, OLE):
        assert [b.id for b in await play.does(chat, news.recent)] == [value.id]
    play.later(hours=2)
    for chat in (AMAL, OLE):
        assert await play.does(chat, news.recent) == []
        assert (await play.does(chat, news.read, value.id)).id == value.id  # a link still opens it

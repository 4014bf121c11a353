"""Bulletins and their broadcasts: windows of recipients, each person once, states that hold."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import (
    Awaitable,
    Callable,
    Iterable,
    Mapping,
)
from dataclasses import (
    replace,
)
from pathlib import (
    Path,
)

import pytest

from bot.domain.bulletins import (
    Bulletin,
    Cell,
    Content,
    Delivery,
    Stage,
)
from bot.domain.errors import NotFound
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId, ProfileId, TopicId
from bot.domain.people import Lang, Profile
from bot.domain.preferences import (
    Preferences,
    Priority,
)
from bot.store import (
    bulletins,
    deliveries,
    profiles,
    progress,
)
from bot.store.db import Store, Tx
from bot.store.deliveries import Recipient
from tests.kit.news import outcomes, send
from tests.kit.plans import explained, reads_everything
from tests.kit.postgres import opened

A, B, C = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej"), AreaId("vaerebro")


def bulletin(
    number: int = 1,
    areas: Iterable[AreaId] = (A,),
    *,
    hour: int = 10,
    organisation: str = "gladsaxe",
) -> Bulletin:
    return Bulletin(
        id=BulletinId(number.to_bytes(16, "big")),
        organisation=OrganisationId(organisation),
        author=ModeratorId(b"a" * 16),
        content=Content(
            texts={Lang.DA: "Nyt «æøå»", Lang.AR: "أخبار"},
            fallback=frozenset({Lang.EN}),
            areas=frozenset(areas),
        ),
        hour=hour,
    )


async def people(tx: Tx, areas: Mapping[int, Iterable[AreaId]]) -> list[ProfileId]:
    """Profiles by number, with the areas each follows, in random order of arrival."""
    made = []
    for number, follows in random.Random(1).sample(list(areas.items()), len(areas)):
        profile = Profile(id=ProfileId(number.to_bytes(16, "big")), language=list(Lang)[number % 3])
        await profiles.add(tx, profile, b"tag%d" % number)
        await profiles.save(tx, profile, b"sealed%d" % number)
        for area in follows:
            await profiles.follow(tx, profile.id, area)
        made.append(profile.id)
    return sorted(made)


async def drained(tx: Tx, limit: int) -> int:
    """Takes window after window; how many there were."""
    windows = 0
    while await deliveries.take_window(tx, due=5, limit=limit):
        windows += 1
        assert windows < 100
    return windows


async def recipients(tx: Tx) -> list[ProfileId]:
    return sorted(r.profile for r in await deliveries.due(tx, now=5, limit=1000))


async def test_a_bulletin_comes_back_as_it_was(tx: Tx) -> None:
    value = bulletin(areas=(A, B))
    sent = await send(tx, value)
    assert await bulletins.get(tx, value.id) == sent


async def test_what_was_never_published_is_not_found(tx: Tx) -> None:
    with pytest.raises(NotFound):
        await bulletins.get(tx, BulletinId(b"x" * 16))


async def test_publishing_looks_at_no_recipient_yet(tx: Tx) -> None:
    await people(tx, {1: [A]})
    await send(tx, bulletin())
    assert await recipients(tx) == []
    assert await deliveries.counts(tx, bulletin().id) == ({}, True)


async def test_a_window_holds_at_most_its_size_and_the_next_goes_on_behind_it(tx: Tx) -> None:
    made = await people(tx, {n: [A] for n in range(1, 8)})
    await send(tx, bulletin())
    sizes = []
    while await deliveries.take_window(tx, due=5, limit=3):
        sizes.append(len(await recipients(tx)))
    assert sizes == [3, 6, 7, 7]
    assert await recipients(tx) == made
    assert await outcomes(tx, bulletin().id) == {Delivery.OPEN: 7}
    assert (await deliveries.counts(tx, bulletin().id))[1] is False


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 300])
async def test_who_follows_several_of_the_areas_has_the_news_once(tx: Tx, limit: int) -> None:
    areas = {n: [a for bit, a in enumerate((A, B, C)) if n >> bit & 1] for n in range(1, 24)}
    made = await people(tx, areas)
    await send(tx, bulletin(areas=(A, B)))
    await drained(tx, limit)
    expected = [p for p in made if set(areas[int.from_bytes(p, "big")]) & {A, B}]
    assert await recipients(tx) == expected


async def test_two_broadcasts_at_once_keep_their_recipients_apart(tx: Tx) -> None:
    await people(tx, {1: [A], 2: [A, B], 3: [B], 4: [C]})
    await send(tx, bulletin(1, [A]))
    await send(tx, bulletin(2, [B]))
    await drained(tx, 1)
    found = await deliveries.due(tx, now=5, limit=100)
    assert sorted((r.bulletin[-1], r.profile[-1]) for r in found) == [
        (1, 1),
        (1, 2),
        (2, 2),
        (2, 3),
    ]


async def test_news_of_an_area_nobody_follows_is_done_at_once(tx: Tx) -> None:
    await send(tx, bulletin())
    assert await drained(tx, 3) == 1
    assert await deliveries.counts(tx, bulletin().id) == ({}, False)
    assert not await deliveries.take_window(tx, due=5)


async def test_a_recipient_has_language_and_address_or_none_when_gone_meanwhile(tx: Tx) -> None:
    stays, leaves = await people(tx, {1: [A], 2: [A]})
    await send(tx, bulletin())
    await drained(tx, 300)
    await profiles.drop_address(tx, leaves, ProfileId(b"fresh"))
    found = {r.profile: r for r in await deliveries.due(tx, now=5, limit=9)}
    assert found[stays] == Recipient(bulletin().id, stays, Lang.AR, b"sealed1")
    assert found[leaves].sealed is None


async def test_deliveries_wait_until_they_are_due(tx: Tx) -> None:
    await people(tx, {1: [A], 2: [A], 3: [A]})
    await send(tx, bulletin())
    await deliveries.take_window(tx, due=100)
    assert await deliveries.due(tx, now=99, limit=9) == []
    assert len(await deliveries.due(tx, now=100, limit=2)) == 2


async def test_two_processes_that_take_windows_at_once_double_nobody(
    store: Store, other: Store
) -> None:
    made = await store.write(lambda tx: people(tx, {n: [A, B] for n in range(1, 30)}))
    await store.write(lambda tx: send(tx, bulletin(areas=(A, B))))

    async def take(where: Store) -> None:
        while await where.write(lambda tx: deliveries.take_window(tx, due=5, limit=4)):
            pass

    await asyncio.gather(take(store), take(other))
    assert await store.read(recipients) == made


# --- states --------------------------------------------------------------------------------


@pytest.fixture
async def open_delivery(tx: Tx) -> Recipient:
    await people(tx, {1: [A]})
    await send(tx, bulletin())
    await drained(tx, 300)
    (found,) = await deliveries.due(tx, now=5, limit=9)
    return found


async def test_a_mark_holds_only_if_the_delivery_was_as_expected(
    tx: Tx, open_delivery: Recipient
) -> None:
    for stands, was, state in itertools.product(Delivery, repeat=3):
        await deliveries.mark(tx, open_delivery, was=await _stands(tx), state=stands)
        assert await deliveries.mark(tx, open_delivery, was=was, state=state) is (was is stands)
        assert await _stands(tx) is (state if was is stands else stands)


async def _stands(tx: Tx) -> Delivery:
    counts = await outcomes(tx, bulletin().id)
    (state,) = counts
    return state


async def test_a_delivery_is_started_once_also_when_two_processes_race(
    store: Store, other: Store
) -> None:
    await store.write(lambda tx: people(tx, {1: [A]}))
    await store.write(lambda tx: send(tx, bulletin()))
    await store.write(lambda tx: drained(tx, 9))
    (found,) = await store.read(lambda tx: deliveries.due(tx, now=5, limit=9))

    async def start(where: Store) -> bool:
        return await where.write(
            lambda tx: deliveries.mark(tx, found, was=Delivery.OPEN, state=Delivery.SENDING)
        )

    assert sorted(await asyncio.gather(start(store), start(other))) == [False, True]


async def test_an_open_again_delivery_waits_for_its_new_time(
    tx: Tx, open_delivery: Recipient
) -> None:
    await deliveries.mark(tx, open_delivery, was=Delivery.OPEN, state=Delivery.SENDING)
    await deliveries.mark(tx, open_delivery, was=Delivery.SENDING, state=Delivery.OPEN, due=50)
    assert await deliveries.due(tx, now=49, limit=9) == []
    assert await deliveries.due(tx, now=50, limit=9) == [open_delivery]


async def test_after_a_crash_what_was_in_flight_is_unknown_and_the_rest_stays(tx: Tx) -> None:
    await people(tx, {n: [A] for n in range(1, 4)})
    await send(tx, bulletin())
    await drained(tx, 300)
    one, two, _ = await deliveries.due(tx, now=5, limit=9)
    await deliveries.mark(tx, one, was=Delivery.OPEN, state=Delivery.SENDING)
    await deliveries.mark(tx, two, was=Delivery.OPEN, state=Delivery.SENT)
    await deliveries.interrupted(tx)
    counts = await outcomes(tx, bulletin().id)
    assert counts == {Delivery.UNKNOWN: 1, Delivery.SENT: 1, Delivery.OPEN: 1}


async def test_an_author_is_told_once(tx: Tx) -> None:
    await send(tx, bulletin(1))
    await send(tx, bulletin(2))
    await deliveries.reported(tx, bulletin(1).id, {Cell(A, Lang.DA, Delivery.SENT): 3})
    assert [b.id for b in await bulletins.unreported(tx)] == [bulletin(2).id]


# --- reading -------------------------------------------------------------------------------


async def test_news_of_a_profile_is_of_its_areas_recent_newest_first(tx: Tx) -> None:
    (me,) = await people(tx, {1: [A, B]})
    for value in (
        bulletin(1, [A], hour=5),
        bulletin(2, [A, B], hour=9),
        bulletin(3, [C], hour=9),
        bulletin(4, [B, C], hour=7),
        bulletin(5, [A], hour=3),
    ):
        await send(tx, value)
    found = await bulletins.of_profile(tx, me, hour=9, since=4, limit=9)
    assert [b.id[-1] for b in found] == [2, 4, 1]
    assert [b.id[-1] for b in await bulletins.of_profile(tx, me, hour=9, since=4, limit=1)] == [2]


async def test_an_organisation_finds_its_own_newest_first(tx: Tx) -> None:
    for number, organisation in enumerate(("gladsaxe", "herlev", "gladsaxe")):
        await send(tx, bulletin(number, hour=number, organisation=organisation))
    found = await bulletins.of_organisation(tx, OrganisationId("gladsaxe"), limit=9)
    assert [b.id[-1] for b in found] == [2, 0]
    assert len(await bulletins.of_organisation(tx, OrganisationId("gladsaxe"), limit=1)) == 1


# --- what each profile wants -----------------------------------------------------------------

_TOPICS = (TopicId("youth"), TopicId("events"))
_WISHES = [
    Preferences(least=least, muted=frozenset(muted))
    for least in Priority
    for muted in ((), _TOPICS[:1], _TOPICS[1:], _TOPICS)
]


@pytest.mark.parametrize("topic", [None, *_TOPICS, TopicId("you")])
@pytest.mark.parametrize("priority", Priority)
async def test_only_who_wants_such_news_is_a_recipient(
    tx: Tx, priority: Priority, topic: TopicId | None
) -> None:
    wanted = []
    for number, wishes in enumerate(_WISHES, start=1):
        made = Profile(
            id=ProfileId(number.to_bytes(16, "big")), language=Lang.AR, preferences=wishes
        )
        await profiles.add(tx, made, b"tag%d" % number)
        await profiles.follow(tx, made.id, A)
        wanted += [made.id] if wishes.wants(priority, topic) else []
    value = bulletin()
    content = replace(value.content, priority=priority, topic=topic)
    await send(tx, replace(value, content=content))
    await drained(tx, 5)
    assert await recipients(tx) == wanted
    found = await deliveries.due(tx, now=5, limit=100)
    assert {(r.priority, r.topic) for r in found} == {(priority, topic)}
    assert all(r.preferences == _WISHES[r.profile[-1] - 1] for r in found)


async def test_a_delivery_that_waits_stays_open_until_then(
    tx: Tx, open_delivery: Recipient
) -> None:
    await deliveries.put_off(tx, open_delivery, due=50)
    assert await outcomes(tx, bulletin().id) == {Delivery.OPEN: 1}
    assert await deliveries.due(tx, now=49, limit=9) == []
    assert await deliveries.due(tx, now=50, limit=9) == [open_delivery]
    await deliveries.drop(tx, open_delivery)
    assert await deliveries.counts(tx, bulletin().id) == ({}, False)


async def test_what_is_being_sent_neither_waits_nor_is_dropped(
    tx: Tx, open_delivery: Recipient
) -> None:
    await deliveries.mark(tx, open_delivery, was=Delivery.OPEN, state=Delivery.SENDING)
    await deliveries.put_off(tx, open_delivery, due=50)
    await deliveries.drop(tx, open_delivery)
    assert await outcomes(tx, bulletin().id) == {Delivery.SENDING: 1}
    assert await deliveries.as_it_stands(tx, open_delivery) is None


async def test_a_recipient_is_read_again_as_it_stands_by_now(
    tx: Tx, open_delivery: Recipient
) -> None:
    assert await deliveries.as_it_stands(tx, open_delivery) == open_delivery
    wishes = Preferences(urgent=True, quiet=(1320, 420), asked=True)
    profile = Profile(id=open_delivery.profile, language=Lang.AR, preferences=wishes)
    await profiles.save(tx, profile, b"other")
    stands = await deliveries.as_it_stands(tx, open_delivery)
    assert stands == replace(open_delivery, preferences=wishes, sealed=b"other")


@pytest.mark.parametrize("stage", [Stage.STOPPED, Stage.RETRACTED])
async def test_of_what_was_stopped_or_retracted_nothing_is_due(
    tx: Tx, open_delivery: Recipient, stage: Stage
) -> None:
    value = await bulletins.get(tx, open_delivery.bulletin)
    await bulletins.save(tx, replace(value, stage=stage), expected=value.version)
    assert await deliveries.due(tx, now=5, limit=9) == []
    assert await deliveries.as_it_stands(tx, open_delivery) is None


async def test_news_that_is_not_valid_any_more_leaves_the_list(tx: Tx) -> None:
    (me,) = await people(tx, {1: [A]})
    for number, valid_until in enumerate((None, 11, 10), start=1):
        value = bulletin(number)
        await send(tx, replace(value, content=replace(value.content, valid_until=valid_until)))

    async def listed(hour: int) -> list[int]:
        found = await bulletins.of_profile(tx, me, since=0, hour=hour, limit=9)
        return sorted(b.id[-1] for b in found)

    assert await listed(9) == [1, 2, 3]
    assert await listed(10) == [1, 2]
    assert await listed(11) == [1]


# --- what looking costs ----------------------------------------------------------------------


async def test_looks_at_a_sending_of_thousands_read_no_whole_table(sqlite: Path) -> None:
    async def plans(tx: Tx) -> Mapping[str, list[str]]:
        await people(tx, {n: [A, B] for n in range(1, 2500)})
        for number in range(1, 3):
            await send(tx, bulletin(number, (A, B)))
        for number in range(3, 400):  # a year's
            await bulletins.add(tx, replace(bulletin(number), stage=Stage.SENT))
        await drained(tx, 300)
        (to, *_) = await deliveries.due(tx, now=5, limit=9)
        looks: Mapping[str, Callable[[Tx], Awaitable[object]]] = {
            "who is next": lambda spied: deliveries.due(spied, now=5, limit=64),
            "the next window": lambda spied: deliveries.take_window(spied, due=5),
            "a send begins": lambda spied: deliveries.start(spied, to),
            "how far it is": lambda spied: deliveries.counts(spied, bulletin().id),
            "left out": lambda spied: deliveries.leave_out(spied, bulletin().id, windows=1),
            "what goes out": bulletins.unreported,
            "what is due": lambda spied: bulletins.due(spied, now=5),
            "a start": deliveries.interrupted,
        }
        return {name: reads_everything(await explained(tx, look)) for name, look in looks.items()}

    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        found = await store.write(plans)
    assert {name: steps for name, steps in found.items() if steps} == {}


async def test_a_look_while_nothing_is_being_sent_counts_no_delivery(tx: Tx) -> None:
    await people(tx, {n: [A] for n in range(1, 9)})
    await send(tx, bulletin())
    await drained(tx, 300)
    await deliveries.reported(tx, bulletin().id, {})
    assert await bulletins.unreported(tx) == []
    assert await progress.everything(tx) == []

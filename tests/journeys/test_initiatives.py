"""Initiatives: planned, begun, finished; read beside news, and followed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ids import AreaId, InitiativeId, OrganisationId
from bot.domain.initiatives import Initiative, Step
from bot.domain.people import Lang
from bot.store import initiatives as rows
from bot.store.db import Tx
from bot.texts import initiatives, publisher, resident
from tests.journeys.ways import AREA, area_name, newest_buttons, plain, shown
from tests.kit.world import Player, World

NAMES: Mapping[Lang, str] = {
    Lang.DA: "Nye lamper ved tunnelen",
    Lang.AR: "مصابيح جديدة عند النفق",
    Lang.EN: "New lamps at the tunnel",
}
REST: Mapping[Lang, str] = {
    Lang.DA: "Kommunen sætter ti lamper op.",
    Lang.AR: "ستركّب البلدية عشرة مصابيح.",
    Lang.EN: "The municipality puts up ten lamps.",
}


async def _writes(karim: Player, *, area: str = "") -> None:
    """What is told of it; somebody else signs."""
    t = karim.t
    for each in Lang:
        await karim.taps(publisher.button_write(t, each, written=False))
        await karim.says(f"{NAMES[each]}\n{REST[each]}")
    if area:
        await karim.taps(publisher.button_areas(t))
        await karim.taps(f"➕ {t.alone(area_name(karim, area))}")
        await karim.taps(publisher.button_done(t))
    await karim.taps(publisher.button_preview(t))
    await karim.taps(publisher.button_propose(t))
    await karim.world.signs()


async def _begins(karim: Player) -> None:
    await karim.says("/bulletin")
    await karim.taps(initiatives.button_initiatives(karim.t))
    assert plain(initiatives.choose(karim.t)) == karim.sees
    await karim.taps(initiatives.button_new(karim.t))
    await _writes(karim, area=AREA)


async def _moves(karim: Player, was: Step, step: Step) -> None:
    t = karim.t
    await karim.world.pass_time(hours=1)  # so that the order of the news is known
    await karim.says("/bulletin")
    await karim.taps(initiatives.button_initiatives(t))
    await karim.taps(initiatives.button_initiative(t, _as_it_is(was)))
    assert plain(initiatives.choose_step(t, NAMES[karim.lang])) == karim.sees
    await karim.taps(initiatives.step(t, step))
    await _writes(karim)


def _as_it_is(step: Step) -> Initiative:
    return Initiative(
        id=InitiativeId(bytes(16)), organisation=OrganisationId("gladsaxe"),
        areas=frozenset({AreaId(AREA)}), names=NAMES, step=step, changed=0,
    )  # fmt: skip


def _card(player: Player, step: Step) -> str:
    sender = player.world.bot.house.partnership.organisation(OrganisationId("gladsaxe"))
    names = [area_name(player)]
    return plain(initiatives.card(player.t, _as_it_is(step), player.t.name(sender.names), names))


async def test_an_initiative_is_told_step_by_step_and_read_beside_news(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    t = reader.t
    await reader.says("/news")
    await reader.taps(initiatives.button_initiatives(t))
    assert initiatives.none_near(t) == reader.sees
    await _begins(karim)
    for was, step in ((Step.PLANNED, Step.STARTED), (Step.STARTED, Step.DONE)):
        await reader.says("/news")
        await reader.taps(initiatives.button_initiatives(t))
        assert plain(initiatives.near(t)) == reader.sees
        await reader.taps(initiatives.button_initiative(t, _as_it_is(was)))
        assert _card(reader, was) == reader.sees
        await _moves(karim, was, step)
    await reader.says("/news")
    await reader.taps(initiatives.button_initiatives(t))
    await reader.taps(initiatives.button_initiative(t, _as_it_is(Step.DONE)))
    assert _card(reader, Step.DONE) == reader.sees
    told = [b for b in newest_buttons(reader) if b.startswith("📰")]
    assert len(told) == 3
    await reader.taps(told[0])
    assert REST[lang] in reader.sees
    assert NAMES[lang] in reader.sees
    await reader.taps(initiatives.button_initiatives(t))
    assert _card(reader, Step.DONE) == reader.sees


async def test_who_follows_only_the_initiative_is_told_of_its_next_step(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    reader = await world.resident(lang, follows=[AREA])
    t = reader.t
    await _begins(karim)
    await reader.taps(resident.button_see_news(t))
    await reader.taps(initiatives.button_initiatives(t))
    await reader.taps(initiatives.button_follow(t, followed=False))
    assert initiatives.followed(t) in reader.sees
    await world.follows(reader, AREA, ends=True)
    await reader.says("/mine")
    assert plain(initiatives.mine(t, 1)) in reader.sees
    before = shown(reader).count(resident.neutral_notice(t))
    await _moves(karim, Step.PLANNED, Step.STARTED)
    assert shown(reader).count(resident.neutral_notice(t)) == before + 1
    await reader.taps(resident.button_see_news(t))
    await reader.taps(f"📰 {t.alone(NAMES[lang])}"[:12])
    assert plain(initiatives.line(t, Step.STARTED)) in reader.sees
    await reader.taps(initiatives.button_initiatives(t))
    await reader.taps(initiatives.button_follow(t, followed=True))
    assert initiatives.followed(t) not in reader.sees
    await _moves(karim, Step.STARTED, Step.DONE)
    assert shown(reader).count(resident.neutral_notice(t)) == before + 1
    assert len(await world.bot.store.read(_every)) == 1


async def _every(tx: Tx) -> list[Initiative]:
    return list(await rows.every(tx))

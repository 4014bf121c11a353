""" "You said, we did": from three closed cases to what the area reads."""

from __future__ import annotations

from bot.domain.actions import TellBack
from bot.domain.codes import CaseCode
from bot.domain.concerns import Outcome
from bot.domain.errors import HoldsCaseCode, NotFound
from bot.domain.ids import ThemeId
from bot.domain.people import Lang
from bot.store import concerns
from bot.store.db import Tx
from bot.texts import common, masking, publisher, refusals, resident, staff, telling, themes
from tests.journeys.ways import AREA, WORDS, area_name, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World

TITLES = {Lang.DA: "Gadelys", Lang.AR: "إنارة الشارع", Lang.EN: "Street lamps"}
SAID = {
    Lang.DA: "at det er mørkt ved tunnelen",
    Lang.AR: "أن المكان مظلم عند النفق",
    Lang.EN: "that it is dark at the tunnel",
}
DID = {
    Lang.DA: "Der er sat ti nye lamper op.",
    Lang.AR: "رُكّبت عشرة مصابيح جديدة.",
    Lang.EN: "Ten new lamps were put up.",
}


async def _cases(colleague: Player, count: int, *, closed: int) -> list[str]:
    """Cases of one theme; so many of them are closed."""
    world, t, title = colleague.world, colleague.t, TITLES[colleague.lang]
    codes = []
    for n in range(count):
        someone = await world.resident(colleague.lang, name=f"Resident{n}")
        codes.append(await world.shares_concern(someone, f"{WORDS[colleague.lang]} {n}"))
        await colleague.says(f"/case {codes[n]}")
        await colleague.taps(masking.button_more(t))
        await colleague.taps(themes.button_theme(t))
        if n:
            await colleague.taps(themes.button_choose(t, title))
        else:
            await colleague.taps(themes.button_new(t))
            await colleague.says(title)
            await colleague.taps(themes.button_keep(t))
    for code in codes[:closed]:
        await _closes(colleague, code)
    return codes


async def _closes(colleague: Player, code: str) -> None:
    t = colleague.t
    await colleague.says(f"/case {code}")
    await colleague.taps(staff.button_claim(t))
    await colleague.taps(staff.button_close(t))
    await colleague.taps(common.outcome(t, Outcome.HELPED))


async def _theme(world: World, code: str) -> ThemeId:
    async def find(tx: Tx) -> ThemeId:
        found = await concerns.find(tx, CaseCode(code))
        assert found
        assert found.theme
        return found.theme

    return await world.bot.store.read(find)


async def _writes(colleague: Player) -> None:
    for each in Lang:
        await colleague.taps(publisher.button_write(colleague.t, each, written=False))
        assert plain(telling.ask_part(colleague.t, each, 0)) == colleague.sees
        await colleague.says(SAID[each])
        assert plain(telling.ask_part(colleague.t, each, 1)) == colleague.sees
        await colleague.says(DID[each])


async def _sends(colleague: Player) -> None:
    t = colleague.t
    await colleague.taps(publisher.button_areas(t))
    await colleague.taps(f"➕ {t.alone(area_name(colleague))}")
    await colleague.taps(publisher.button_done(t))
    await colleague.taps(publisher.button_preview(t))
    await colleague.taps(publisher.button_propose(t))
    await colleague.world.signs()


async def test_a_lead_tells_the_area_from_the_theme(world: World, lang: Lang) -> None:
    await world.approver()
    lise = await world.colleague("lead", lang, name="Lise")
    mette = await world.moderator(lang)
    reader = await world.resident(lang, follows=[AREA], name="Reader")
    t, title = lise.t, TITLES[lang]
    codes = await _cases(lise, 3, closed=2)
    await lise.says("/themes")
    await lise.taps(themes.button_open(t, title, 3, ready=False))
    assert telling.button_telling(t) not in newest_buttons(lise)
    await forges(lise, TellBack(await _theme(world, codes[0])))
    assert refusals.sentence(t, NotFound()) == lise.sees
    await _closes(lise, codes[2])
    for colleague in (mette, lise):
        await colleague.says("/themes")
        await colleague.taps(themes.button_open(t, title, 3, ready=True))
        may = colleague is lise
        assert (telling.button_telling(t) in newest_buttons(colleague)) is may
    await lise.taps(telling.button_telling(t))
    await _writes(lise)
    await _sends(lise)
    await reader.taps(resident.button_see_news(reader.t))
    assert plain(telling.frame(reader.t, SAID[lang], DID[lang])) in reader.sees
    for told in (title, *codes, WORDS[lang]):
        assert told not in shown(reader)
    await lise.says("/themes")
    await lise.taps(themes.button_open(t, title, 3, ready=True))
    hour = int(world.clock().timestamp()) // 3600
    assert telling.told(t, hour) in lise.sees


async def test_a_publisher_tells_from_the_draft_without_seeing_a_case(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    t, title = karim.t, TITLES[lang]
    await karim.says("/bulletin")
    await karim.taps(telling.button_telling(t))
    assert telling.no_themes(t) == karim.sees
    codes = await _cases(await world.moderator(lang), 3, closed=3)
    await karim.says("/bulletin")
    await karim.taps(telling.button_telling(t))
    assert plain(telling.themes(t)) == karim.sees
    await karim.taps(telling.button_theme(t, title, None))
    await karim.taps(publisher.button_write(t, Lang.DA, written=False))
    await karim.says(f"Se {codes[0]}.")
    assert refusals.sentence(t, HoldsCaseCode(codes[0])) in karim.sees
    await karim.says("/bulletin")
    await _writes(karim)
    danish = [m for m in karim.person.chat.messages if not m.outgoing][-6]
    await karim.edits(danish, "Andet")
    await _sends(karim)
    assert "Andet" in shown(karim)
    await karim.says("/bulletin")
    await karim.taps(telling.button_telling(t))
    hour = int(world.clock().timestamp()) // 3600
    assert telling.button_theme(t, title, hour) in newest_buttons(karim)
    assert not any(code in karim.sees for code in codes)
    assert WORDS[lang] not in shown(karim)

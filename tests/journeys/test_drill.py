"""The minutes after shots were heard, told screen by screen in docs/incident-drill.md.

A thousand people follow the two areas. Each scene is a function that goes on where the one before
it ended; all of them play on one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.actions import Go, Page
from bot.domain.bulletins import Progress
from bot.domain.dialogues import Dialogue
from bot.domain.ids import AreaId, ChatId
from bot.domain.incidents import Ago
from bot.domain.people import Lang, Speaker
from bot.domain.places import Landmark
from bot.services import residents
from bot.store.db import Tx
from bot.texts import incidents, publisher, resident, signing
from bot.turn import Turn
from tests.journeys.ways import AREA, FAR_AREA, SECOND_AREA, area_name, plain
from tests.kit.transcript import Transcript, check_page
from tests.kit.world import Player, World

ABOUT = (
    "Der er meldt om skud ved centret. Nadia er betjent og har boligområderne i Gladsaxe; Aase "
    "underskriver for politiet. Tusind beboere følger de to områder på dansk, arabisk og engelsk. "
    "Siden er skrevet af en test (`make transcripts`), som spiller øvelsen med den rigtige bot og "
    "tæller, hvad hver af de tusind fik."
)
FOLLOWERS = 1000
TAPS = 12
"""So many from `/bulletin` to sent, of author and signer together."""
TARGETS: Sequence[tuple[str, ...]] = ((AREA,), (SECOND_AREA,), (AREA, SECOND_AREA))
NAMES: Mapping[Lang, str] = {Lang.DA: "Lone", Lang.AR: "Amal", Lang.EN: "Grace"}
OWN_AREAS = (AREA, SECOND_AREA, "moerkhoej")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """followers: everybody who is to get it, with real phones first. elsewhere: who is not."""

    world: World
    page: Transcript
    nadia: Player
    aase: Player
    followers: Sequence[Player]
    elsewhere: Sequence[Player]


async def begins(world: World) -> Drill:
    """A Tuesday evening at a quarter to nine."""
    world.clock.stop()
    world.clock.advance(hours=10, minutes=42)
    nadia = await world.publisher("da", organisation="politi", areas=OWN_AREAS, name="Nadia")
    aase = await world.approver("politi")
    phones = [
        await world.resident(lang, follows=areas, name=NAMES[lang])
        for lang in Lang
        for areas in TARGETS
    ]
    quick = [_stranger(world, number) for number in range(FOLLOWERS - len(phones))]
    elsewhere = [_stranger(world, number) for number in range(30)]
    await _follow(world, {p: TARGETS[n // 3 % 3] for n, p in enumerate(quick)})
    await _follow(world, dict.fromkeys(elsewhere, (FAR_AREA,)))
    return Drill(
        world=world,
        page=Transcript(nadia),
        nadia=nadia,
        aase=aase,
        followers=[*phones, *quick],
        elsewhere=elsewhere,
    )


def _stranger(world: World, number: int) -> Player:
    player = world.person("Beboer", [*Lang][number % len(Lang)])
    player.person.started = True
    return player


async def _follow(world: World, areas: dict[Player, tuple[str, ...]]) -> None:
    """They chose language and areas some time ago; their chats are empty by now."""

    async def job(tx: Tx) -> None:
        for player, followed in areas.items():
            speaker = Speaker(chat=ChatId(player.person.id), client_language=player.lang)
            turn = Turn(tx=tx, now=world.clock(), house=world.bot.house, speaker=speaker,
                        dialogue=Dialogue())  # fmt: skip
            turn = await residents.choose_language(turn, player.lang)
            turn = await residents.accept_notice(turn, world.bot.house.partnership.notice_version)
            for area in followed:
                turn = await residents.follow(turn, AreaId(area))

    await world.bot.store.write(job)


def notices(player: Player) -> int:
    """Neutral lines in the reader's own language that came so far; nothing else may have come."""
    return player.person.chat.texts.count(resident.neutral_notice(player.t))


async def all_open(players: Sequence[Player]) -> None:
    """Everybody taps the newest line at once."""
    unread = Go(Page.UNREAD).encode()
    for player in players:
        player.person.press_data(player.screen, unread)
    await players[0].world.settled()


def _centre(drill: Drill) -> Landmark:
    places = drill.world.bot.house.partnership
    return places.landmark(places.area(AreaId(AREA)).landmarks[0])


# --- the scenes ------------------------------------------------------------------------------


async def the_first_news(drill: Drill) -> None:
    """From the template to a thousand readers, by two people."""
    page, nadia, aase, t = drill.page, drill.nadia, drill.aase, drill.nadia.t
    template = drill.world.bot.house.partnership.template("shooting")
    page.heading("Klokken er 20:42: skabelonen")
    await page.says("/opslag")
    begun = page.taps_so_far
    await page.taps(incidents.button_from_template(t))
    await page.taps(t.name(template.names))
    await page.taps(incidents.button_landmark(t, area_name(nadia), t.name(_centre(drill).names)))
    await page.taps(incidents.button_ago(t, Ago.HALF_HOUR))
    await page.taps(t.name(template.slots[2].option("inside").names))
    await page.taps(t.name(template.slots[3].option("hour").names))

    page.heading("To områder, tre sprog")
    await page.taps(f"➕ {area_name(nadia, SECOND_AREA)}")
    await page.taps(incidents.button_show_texts(t))
    await page.taps(publisher.button_propose(t))

    page.heading("Aase læser og underskriver")
    page.passes_to(aase)
    await page.taps(signing.button_look(t))
    await page.taps(signing.button_sign(t))
    taps = page.taps_so_far - begun
    assert taps <= TAPS
    page.tells(f"*{taps} tryk fra `/opslag` til sendt, Nadias og Aases tilsammen.*")
    _check_everybody_got_it_once(drill, times=1)


def _check_everybody_got_it_once(drill: Drill, *, times: int) -> None:
    assert [notices(p) for p in drill.followers] == [times] * FOLLOWERS
    assert [notices(p) for p in drill.elsewhere] == [0] * len(drill.elsewhere)


async def its_readers(drill: Drill) -> None:
    """Everybody opens it, and reads their own language and no other."""
    page = drill.page
    page.heading("Tre af de tusind")
    first = [next(p for p in drill.followers if p.lang is lang) for lang in Lang]
    for reader in first:
        page.passes_to(reader)
        await page.taps(resident.button_see_news(reader.t))
    await all_open([p for p in drill.followers if p not in first])
    for player in drill.followers:
        own, others = _beginnings(drill, player)
        assert own in player.sees
        assert not any(other in player.sees for other in others)
    page.tells(f"*Alle {FOLLOWERS} har fået én linje og læst teksten på deres eget sprog.*")


def _beginnings(drill: Drill, player: Player) -> tuple[str, list[str]]:
    """How the text begins in the reader's language, and in the others."""
    what = drill.world.bot.house.partnership.template("shooting").parts[0]
    begins = {lang: text.partition(" {")[0] for lang, text in what.items()}
    return begins.pop(player.lang), list(begins.values())


async def the_report(drill: Drill) -> None:
    """What Nadia hears of it, and that nothing comes twice."""
    page = drill.page
    page.heading("Hvordan det gik")
    page.passes_to(drill.nadia)
    for name in ("bulletins", "reports"):
        await drill.world.tick(name)
    page.opens_phone()
    finished = plain(publisher.report(drill.nadia.t, Progress({}, done=True))).splitlines()[0]
    assert drill.nadia.sees.startswith(finished)
    await drill.world.restart()
    _check_everybody_got_it_once(drill, times=1)


SCENES = (the_first_news, its_readers, the_report)


async def test_the_drill_is_told_as_it_was(world: World) -> None:
    drill = await begins(world)
    for scene in SCENES:
        await scene(drill)
    check_page("incident-drill.md", drill.page.page("Øvelse: skud i et boligområde", ABOUT))


async def test_who_writes_to_every_area_needs_no_more_taps(world: World) -> None:
    """An area is chosen before the place in it, and a second area is added."""
    nadia = await world.publisher("da", organisation="politi", name="Nadia")
    aase, page, t = await world.approver("politi"), Transcript(nadia), nadia.t
    template = world.bot.house.partnership.template("shooting")
    await page.says("/opslag")
    for label in (
        incidents.button_from_template(t),
        t.name(template.names),
        incidents.button_within(t, area_name(nadia)),
        incidents.button_in_area(t, area_name(nadia)),
        incidents.button_ago(t, Ago.NOW),
        *(t.name(slot.options[0].names) for slot in template.slots[2:]),
        f"➕ {area_name(nadia, SECOND_AREA)}",
        incidents.button_show_texts(t),
        publisher.button_propose(t),
    ):
        await page.taps(label)
    page.passes_to(aase)
    for label in (signing.button_look(t), signing.button_sign(t)):
        await page.taps(label)
    assert signing.signed(t, later=False) == aase.sees
    assert page.taps_so_far <= TAPS

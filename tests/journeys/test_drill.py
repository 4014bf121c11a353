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
from bot.texts import bulletin_page, incidents, publisher, questions, resident, signing
from bot.turn import Turn
from tests.journeys.ways import AREA, FAR_AREA, SECOND_AREA, area_name, plain
from tests.kit.transcript import Transcript, check_page
from tests.kit.world import Player, World, code_in

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
CORRECTED: Mapping[Lang, str] = {
    Lang.DA: "Rettelse: Det var kanonslag, ikke skud. Ingen er kommet til skade.",
    Lang.AR: "تصحيح: كان ما سُمع ألعابًا نارية وليس إطلاق نار. لم يُصب أحد.",
    Lang.EN: "Correction: It was fireworks, not shots. Nobody is hurt.",
}
ASKED: Mapping[Lang, str] = {
    Lang.DA: "Må vi gå ud igen?",
    Lang.AR: "هل يمكننا الخروج الآن؟",
    Lang.EN: "May we go outside again?",
}
ANSWER: Mapping[Lang, str] = {
    Lang.DA: "Ja, alle må gå ud igen. Politiet bliver i området hele aftenen.",
    Lang.AR: "نعم، يمكن للجميع الخروج. تبقى الشرطة في المنطقة طوال المساء.",
    Lang.EN: "Yes, everybody may go out again. The police stay in the area all evening.",
}
NEXT_DAY: Mapping[Lang, str] = {
    Lang.DA: "Dagen efter: Kom og tal med os i beboerhuset klokken 17.",
    Lang.AR: "في اليوم التالي: تعالوا وتحدثوا معنا في دار السكان الساعة 17.",
    Lang.EN: "The day after: Come and talk to us in the community centre at 17.",
}
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
    await world.joins(nadia, await world.invitation("moderator", "politi", OWN_AREAS))
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


async def the_correction(drill: Drill) -> None:
    """Half an hour later the police know better: the new words take the place of the first ones."""
    page, nadia = drill.page, drill.nadia
    drill.world.clock.advance(minutes=30)
    page.heading("Klokken er 21:12: en rettelse")
    await _opens_page(drill)
    await page.taps(bulletin_page.button_correct(nadia.t))
    await _writes(drill, CORRECTED, again=True)
    await _is_signed(drill)
    _check_everybody_got_it_once(drill, times=2)
    await all_open(drill.followers)
    for player in drill.followers:
        assert CORRECTED[player.lang] in player.sees
        assert not any(CORRECTED[lang] in player.sees for lang in Lang if lang is not player.lang)
    page.tells(f"*Alle {FOLLOWERS} har fået én linje til og læser nu den rettede tekst.*")


async def the_question(drill: Drill) -> None:
    """Three ask in their languages; one text answers them all, and tells everybody."""
    page, nadia = drill.page, drill.nadia
    drill.world.clock.advance(minutes=50)
    page.heading("Klokken er 22:02: tre spørger, alle får svar")
    asking = [next(p for p in drill.followers if p.lang is lang) for lang in Lang]
    codes = []
    for reader in asking:
        page.passes_to(reader)
        await page.taps(questions.button_ask(reader.t))
        await page.says(ASKED[reader.lang])
        await page.taps(resident.button_send(reader.t))
        codes.append(code_in(reader.sees))
    await _opens_page(drill, CORRECTED[Lang.DA][:12])
    await page.taps(questions.button_questions(nadia.t))
    await page.taps(questions.button_answer_all(nadia.t))
    await _writes(drill, ANSWER, again=False)
    await _is_signed(drill)
    for reader, code in zip(asking, codes, strict=True):
        await reader.says("/cases")
        await reader.taps(code)
        assert ANSWER[reader.lang] in reader.sees
    others = [p for p in drill.followers if p not in asking]
    assert [notices(p) for p in others] == [3] * len(others)
    page.tells("*De tre har svaret i deres sag, og alle andre har fået det som en tilføjelse.*")


async def the_next_day(drill: Drill) -> None:
    """What comes after takes the place of the news in every list."""
    page, nadia = drill.page, drill.nadia
    drill.world.clock.advance(hours=13, minutes=58)
    page.heading("Næste dag klokken 12: det, der kommer efter")
    await _opens_page(drill, CORRECTED[Lang.DA][:12])
    await page.taps(bulletin_page.button_prolong(nadia.t))
    await _writes(drill, NEXT_DAY, again=True)
    await _is_signed(drill)
    reader = next(p for p in drill.followers if p.lang is Lang.AR)
    page.passes_to(reader)
    await page.says("/news")
    assert not any(CORRECTED[Lang.AR][:20] in label for label in reader.buttons[:4])
    await page.taps(NEXT_DAY[Lang.AR][:20])
    assert NEXT_DAY[Lang.AR] in reader.sees
    others = drill.followers[9:]
    assert [notices(p) for p in others] == [4] * len(others)
    page.tells("*Nyt fra området begynder nu med det nye; det gamle fører derhen.*")


async def _opens_page(drill: Drill, title: str = "") -> None:
    """The page of news that was sent and begins so."""
    page, nadia = drill.page, drill.nadia
    page.passes_to(nadia)
    await page.says("/opslag_liste")
    labels = [button.text for row in nadia.screen.buttons for button in row]
    await page.taps(next(label for label in labels if label.startswith("📰") and title in label))


async def _writes(drill: Drill, texts: Mapping[Lang, str], *, again: bool) -> None:
    for lang, text in texts.items():
        await drill.page.taps(publisher.button_write(drill.nadia.t, lang, written=again))
        await drill.page.says(text)
    await drill.page.taps(publisher.button_preview(drill.nadia.t))
    await drill.page.taps(publisher.button_propose(drill.nadia.t))


async def _is_signed(drill: Drill) -> None:
    page, aase = drill.page, drill.aase
    page.passes_to(aase)
    await page.taps(signing.button_look(aase.t))
    await page.taps(signing.button_sign(aase.t))
    await drill.world.tick("reports")


SCENES = (the_first_news, its_readers, the_report, the_correction, the_question, the_next_day)


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

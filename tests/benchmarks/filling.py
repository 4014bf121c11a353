"""Many cases as a year of work would leave them, sealed for real."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.domain.codes import CaseCode, new_case_code
from bot.domain.concerns import Concern, Details, EntryKind, Outcome, Status, Urgency, hour_of
from bot.domain.dialogues import Dialogue
from bot.domain.ids import AreaId, CategoryId, ChatId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang, Speaker
from bot.services import threads
from bot.store import concerns
from bot.store.db import Store, Tx
from bot.turn import House, Turn

ORGANISATION = OrganisationId("gladsaxe")
OPEN = 200
RARE, FREQUENT, ARABIC, NOWHERE = "knallertbande", "opgang", "المدرسة", "zeppelinfyr"
RARE_EVERY, ARABIC_EVERY = 2500, 10
"""One case in so many holds the word."""
_CLOSED_DAYS = 90
_TOGETHER = 200
_URGENCIES = (*[Urgency.NORMAL] * 17, *[Urgency.CHILD] * 2, Urgency.DANGER)
_DANISH = (
    "der er mørkt i tunnelen ved skolen og nogle unge samles hver aften ved bænken foran den "
    "store port de råber efter folk som går forbi og smider flasker på stien lygten har været "
    "slukket siden sidste uge og ingen tør gå derned med børnene efter klokken otte jeg har set "
    "to biler holde med tændt motor ved parkeringen bag nummer fire hvor der bliver solgt noget "
    "fra en taske vi er flere beboere som gerne vil have at nogen kigger på det snart kælderen "
    "står åben om natten og døren til cykelrummet er brudt op igen"
)
_IN_ARABIC = (
    "المكان مظلم في المساء ويقف شباب قرب المدخل كل ليلة ونخاف على الأولاد عند العودة من "
    "الملعب ولا يوجد ضوء في الطريق خلف البناية منذ أسبوع ونرجو أن يأتي أحد لينظر في الأمر"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """codes: of some cases that are open."""

    codes: Sequence[CaseCode]


async def fill(store: Store, house: House, me: ModeratorId, count: int, now: datetime) -> Filled:
    """The same cases for the same count, in the areas of one municipality."""
    chance, codes = random.Random(count), list[CaseCode]()
    for begin in range(0, count, _TOGETHER):
        numbers = range(begin, min(count, begin + _TOGETHER))
        job = partial(_some, house=house, me=me, numbers=numbers, now=now, chance=chance)
        codes += await store.write(job)
    return Filled(codes)


async def _some(
    tx: Tx, house: House, me: ModeratorId, numbers: range, now: datetime, chance: random.Random
) -> list[CaseCode]:
    nobody = Speaker(chat=ChatId(0))
    turn = Turn(tx=tx, now=now, house=house, speaker=nobody, dialogue=Dialogue())
    made = [await _case(turn, number, me, chance) for number in numbers]
    return [case.code for case in made if case.is_open]


async def _case(turn: Turn, number: int, me: ModeratorId, chance: random.Random) -> Concern:
    areas = turn.house.partnership.areas_of(ORGANISATION)
    lang = Lang.AR if number % ARABIC_EVERY == 0 else chance.choice((Lang.DA, Lang.DA, Lang.EN))
    opened = turn.hour - chance.randrange(24 * _CLOSED_DAYS)
    new = Concern(
        id=ConcernId(turn.house.new_id()),
        code=new_case_code(turn.house.chance.below),
        area=AreaId(chance.choice(areas).id),
        organisation=ORGANISATION,
        category=CategoryId(chance.choice(list(turn.house.partnership.categories))),
        language=lang,
        urgency=chance.choice(_URGENCIES),
        opened_hour=opened,
        touched_hour=opened,
    )
    await threads.start(turn, new, Details(), _words(number, lang, chance))
    entries = chance.choice((1, 2, 2, 3, 3, 4))
    for position in range(2, entries + 1):
        by = me if position % 2 == 0 else None
        kind = EntryKind.REPLY if by else EntryKind.ADDITION
        written = replace(new, entries=position)
        await threads.append(turn, written, kind, _sentence(_DANISH, chance), by=by)
    ended = _as_it_stands(replace(new, entries=entries), number, me, turn.now, chance)
    await concerns.save(turn.tx, replace(ended, version=1), expected=0)
    return ended


def _words(number: int, lang: Lang, chance: random.Random) -> str:
    words = _sentence(_IN_ARABIC if lang is Lang.AR else _DANISH, chance)
    if lang is Lang.AR:
        words += f" {ARABIC}"
    if number % 2:
        words += f" {FREQUENT} {chance.randrange(90)}"
    return f"{words} {RARE}" if number % RARE_EVERY == 7 else words


def _sentence(words: str, chance: random.Random) -> str:
    return " ".join(chance.choices(words.split(), k=chance.randint(15, 60)))


def _as_it_stands(
    case: Concern, number: int, me: ModeratorId, now: datetime, chance: random.Random
) -> Concern:
    """The first ones are open: new, with the colleague, or answered."""
    if number >= OPEN:
        closed = min(hour_of(now), case.opened_hour + chance.randrange(24 * 14))
        return replace(
            case, status=Status.CLOSED, outcome=Outcome.HELPED, claimed_by=me, touched_hour=closed
        )
    match number % 4:
        case 0 | 1:
            return replace(case, due=int(now.timestamp()) + chance.randrange(-90_000, 90_000))
        case 2:
            return replace(case, status=Status.CLAIMED, claimed_by=me)
        case _:
            return replace(case, status=Status.WAITING_RESIDENT, claimed_by=me)

"""What colleagues are told that no single act of a resident causes: clocks, and raised urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.domain.concerns import Concern
from bot.domain.duty import pressing, responsible, team_told, told_of_words
from bot.domain.ids import ModeratorId
from bot.domain.people import Moderator
from bot.i18n import Catalog
from bot.screens import clocks as screens
from bot.services import notices
from bot.store import staff
from bot.texts import clocks as texts
from bot.texts import staff as staff_texts
from bot.texts import triage as triage_texts
from bot.turn import Turn

Wanted = Callable[[Sequence[Moderator], Concern], Iterable[Moderator]]
Wording = Callable[[Catalog, Sequence[str]], str]


async def raised(turn: Turn, concern: Concern) -> None:
    """A colleague found that it is about danger or a child: the others hear at once."""
    place = turn.house.partnership.area(concern.area).name
    me = turn.speaker.colleague().id
    for colleague in told_of_words(await _team(turn, concern), concern, danger=True):
        if colleague.id != me:
            t = turn.house.catalogs[colleague.language]
            text = triage_texts.raised(t, concern.code, place, concern.urgency)
            await notices.tell_moderator(turn, colleague, screens.news(t, text, [concern]))


async def arrived(turn: Turn, concern: Concern) -> None:
    """A case that came from another area."""
    partnership, me = turn.house.partnership, turn.speaker.colleague().id
    place = partnership.area(concern.area).name
    for colleague in team_told(await _team(turn, concern), concern):
        if colleague.id != me:
            t = turn.house.catalogs[colleague.language]
            kind = t.name(partnership.category(concern.category).names)
            text = staff_texts.news_submitted(t, concern.code, place, kind, concern.urgency)
            await notices.tell_moderator(turn, colleague, screens.news(t, text, [concern]))


async def taken_back(turn: Turn, found: Sequence[tuple[ModeratorId, Concern]]) -> None:
    """Cases that went back to the team: one message to whoever had them, one to each other."""
    hours = turn.house.defaults.claim_open_hours
    had = {concern.id: holder for holder, concern in found}
    concerns = [concern for _, concern in found]

    def of_holder(team: Sequence[Moderator], concern: Concern) -> Iterable[Moderator]:
        told = {*[c.id for c in team_told(team, concern)], *[c.id for c in team if c.on_duty]}
        return [c for c in team if c.id == had[concern.id] and c.id in told]

    def of_others(team: Sequence[Moderator], concern: Concern) -> Iterable[Moderator]:
        return [c for c in team_told(team, concern) if c.id != had[concern.id]]

    await _tell(turn, concerns, of_holder, lambda t, c: texts.yours_taken_back(t, c, hours))
    await _tell(turn, concerns, of_others, texts.taken_back)


async def nobody_takes(turn: Turn, concerns: Sequence[Concern]) -> None:
    hours = turn.house.defaults.chase_open_hours
    await _tell(turn, concerns, team_told, lambda t, c: texts.nobody_takes(t, c, hours))


async def look_again(turn: Turn, concerns: Sequence[Concern]) -> None:
    """Whoever has them, or the team; who is off duty finds them in the digest."""
    await _tell(turn, concerns, told_of_words, texts.look_again_now)


async def report(turn: Turn, concern: Concern, *, over: bool) -> None:
    """Whoever answers for it, off duty too, each case by itself."""
    place = turn.house.partnership.area(concern.area).name
    for colleague in responsible(await _team(turn, concern), concern):
        t = turn.house.catalogs[colleague.language]
        if over:
            text = triage_texts.report_over(t, concern.code, place)
        else:
            text = triage_texts.report_soon(t, concern.code, place, concern.report_due or 0)
        await notices.tell_moderator(turn, colleague, screens.news(t, text, [concern]))


async def morning(turn: Turn, *, unread: Sequence[Concern], neglected: Sequence[Concern]) -> None:
    """Once a day: unread words to all who serve them, and to leads what is neglected besides."""
    for organisation in turn.house.partnership.organisations:
        team = await staff.of(turn.tx, organisation)
        for colleague in team:
            words = [c for c in unread if colleague in team_told(team, c)]
            ill = [c for c in neglected if colleague.is_lead and colleague in team_told(team, c)]
            await _greet(turn, colleague, words, ill)


async def _greet(
    turn: Turn, colleague: Moderator, unread: Sequence[Concern], neglected: Sequence[Concern]
) -> None:
    t = turn.house.catalogs[colleague.language]
    unweighed = [c for c in neglected if c.report_due and c.report_due < turn.seconds]
    unclaimed = [c for c in neglected if c not in unweighed and c.claimed_by is None]
    late = [c for c in neglected if c not in [*unweighed, *unclaimed]]
    parts = (
        (texts.unweighed, unweighed),
        (texts.unclaimed, unclaimed),
        (texts.late, late),
        (staff_texts.unread_waits, unread),
    )
    told = [wording(t, _codes(cases)) for wording, cases in parts if cases]
    if told:
        await notices.tell_moderator(turn, colleague, screens.reminder(t, "\n\n".join(told)))


async def _tell(turn: Turn, concerns: Sequence[Concern], wanted: Wanted, wording: Wording) -> None:
    """One message to each colleague, with all the cases that are theirs to know."""
    for organisation in sorted({c.organisation for c in concerns}):
        team = await staff.of(turn.tx, organisation)
        here = [c for c in concerns if c.organisation == organisation]
        for colleague in team:
            if cases := [c for c in here if colleague in wanted(team, c)]:
                t = turn.house.catalogs[colleague.language]
                screen = screens.news(t, wording(t, _codes(cases)), cases)
                await notices.tell_moderator(turn, colleague, screen)


def _codes(concerns: Sequence[Concern]) -> Sequence[str]:
    return [c.code for c in sorted(concerns, key=pressing)]


async def _team(turn: Turn, concern: Concern) -> Sequence[Moderator]:
    return await staff.of(turn.tx, concern.organisation)

"""Everything the product says no to: a helpful sentence, and nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain import errors
from bot.domain.actions import (
    BulletinArea,
    BulletinFallback,
    BulletinLanguage,
    BulletinPage,
    BulletinReport,
    Change,
    ChangeDraft,
    ChooseTemplate,
    Claim,
    Close,
    ConcernArea,
    ConcernCategory,
    ConcernWhen,
    DecideMute,
    FollowArea,
    Go,
    OpenBulletin,
    Page,
    ProposeBulletin,
    QueueList,
    Release,
    SendAddition,
    SendConcern,
    SendReply,
    ShowBulletinDraft,
    ShowConcern,
    ShowMunicipality,
    ShowQueue,
    UseWords,
    WriteAppeal,
    WriteReply,
)
from bot.domain.concerns import Outcome, When
from bot.domain.dialogues import Step
from bot.domain.ids import AreaId, BulletinId, CategoryId, ConcernId, OrganisationId
from bot.domain.incidents import STREET_LIMIT
from bot.domain.people import Lang
from bot.domain.words import WORDS_LIMIT
from bot.simulator import Fault
from bot.texts import common, publisher, refusals, resident, staff
from tests.journeys import pausing
from tests.journeys.ways import (
    AREA,
    FAR_AREA,
    GUIDED,
    WORDS,
    case_id,
    forges,
    newest_buttons,
    question,
    reaches,
    shown,
)
from tests.kit.world import Player, World

NOBODY = ConcernId(bytes(16))
NOTHING = BulletinId(bytes(16))
Refusing = Callable[[World, Lang], Awaitable[Player]]


async def _on_disk(world: World, sql: str) -> None:
    """What somebody else does to the database; in a thread, for the bot may be writing."""

    def run() -> None:
        file = world.folder / "data" / "nabodialog.sqlite3"
        with contextlib.closing(sqlite3.connect(file)) as db:
            db.execute(sql)
            db.commit()

    await asyncio.to_thread(run)


# --- a way to each refusal ---------------------------------------------------------------------


async def _claims_what_another_has(world: World, lang: Lang) -> Player:
    mette, omar = await world.moderator(), await world.moderator(lang, name="Omar")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    for colleague in (mette, omar):
        await forges(colleague, Claim(await case_id(world, code)))
    return omar


async def _closes_twice(world: World, lang: Lang) -> Player:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    concern = await case_id(world, code)
    for action in (Claim(concern), *[Close(concern, Outcome.HELPED)] * 2):
        await forges(mette, action)
    return mette


async def _answers_what_is_not_theirs(world: World, lang: Lang) -> Player:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await forges(mette, WriteReply(await case_id(world, code)))
    return mette


async def _opens_the_queue(world: World, lang: Lang) -> Player:
    return await (await world.resident(lang)).says("/queue")


async def _asks_for_an_unknown_case(world: World, lang: Lang) -> Player:
    return await (await world.moderator(lang)).says("/case 234-567")


async def _loses_a_race(world: World, lang: Lang) -> Player:
    """The row is changed between reading and writing; with one writer only a trigger can do it."""
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await _on_disk(
        world, "CREATE TRIGGER lost BEFORE UPDATE ON concern BEGIN SELECT RAISE(IGNORE); END"
    )
    await forges(mette, Claim(await case_id(world, code)))
    return mette


async def _comes_with_an_old_invitation(world: World, lang: Lang) -> Player:
    payload = await world.invitation("moderator")
    await world.pass_time(hours=49)
    return await world.person("Late", lang).starts(payload)


async def _presses_an_old_button(world: World, lang: Lang) -> Player:
    someone = await world.resident(lang)
    await forges(someone, "0:go:menu")
    return someone


async def _writes_too_much(world: World, lang: Lang) -> Player:
    return await (await world.resident(lang)).says("x" * (WORDS_LIMIT + 1))


async def _wants_the_preview_of_nothing(world: World, lang: Lang) -> Player:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_WORDS)
    await forges(someone, ChangeDraft(Change.NOTHING))
    return someone


async def _sends_before_the_notice(world: World, lang: Lang) -> Player:
    someone = await world.newcomer(lang)
    await forges(someone, SendConcern(1))
    return someone


async def _previews_without_texts(world: World, lang: Lang) -> Player:
    karim = await world.publisher(lang)
    await karim.says("/bulletin")
    return await karim.taps(publisher.button_preview(karim.t))


async def _previews_without_areas(world: World, lang: Lang) -> Player:
    karim = await world.publisher(lang)
    await karim.says("/bulletin")
    for each in Lang:
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        await karim.says(WORDS[each])
    return await karim.taps(publisher.button_preview(karim.t))


async def _chooses_a_foreign_area(world: World, lang: Lang) -> Player:
    karim = await world.publisher(lang)
    await karim.says("/bulletin")
    await forges(karim, BulletinArea(AreaId(FAR_AREA)))
    return karim


async def _types_where_somebody_lives(world: World, lang: Lang) -> Player:
    karim = await world.publisher(lang)
    await forges(karim, ChooseTemplate("shooting"))
    return await karim.says("Vej 12, 3. tv")


WRONG = "0000 " * 6


async def _types_too_few_digits(world: World, lang: Lang) -> Player:
    return await (await world.resident(lang)).says(f"/code {WRONG[:5]}")


async def _tries_a_sixth_code(world: World, lang: Lang) -> Player:
    someone = await world.resident(lang)
    for _ in range(6):
        await someone.says(f"/code {WRONG}")
    return someone


async def _tries_a_code_when_many_do(world: World, lang: Lang) -> Player:
    someone = await world.resident(lang)
    _limit(world, code_tries_of_all_an_hour=1)
    for player in (await world.resident(lang), someone):
        await player.says(f"/code {WRONG}")
    return someone


async def _sends_too_much_today(world: World, lang: Lang) -> Player:
    someone = await world.resident(lang)
    _limit(world, concerns_a_day=1)
    await world.shares_concern(someone, WORDS[lang])
    await reaches(someone, Step.CONCERN_PREVIEW)
    return await someone.taps(resident.button_send(someone.t))


def _limit(world: World, **limits: Any) -> None:
    places = world.bot.house.partnership
    object.__setattr__(places, "defaults", dataclasses.replace(places.defaults, **limits))


async def _proposes_twice(world: World, lang: Lang) -> Player:
    mette, code = await pausing.written_to(world, lang)
    await world.colleague("lead", lang, name="Lise")
    for _ in range(2):
        await pausing.proposes(mette, code)
    return mette


async def _proposes_alone(world: World, lang: Lang) -> Player:
    mette, code = await pausing.written_to(world, lang)
    await pausing.proposes(mette, code)
    return mette


async def _confirms_own_proposal(world: World, lang: Lang) -> Player:
    mette, code = await pausing.written_to(world, lang, role="lead")
    await world.colleague("lead", lang, name="Lise")
    await pausing.proposes(mette, code)
    await forges(mette, DecideMute(await case_id(world, code), 1))
    return mette


async def _appeals_twice(world: World, lang: Lang) -> Player:
    someone = (await pausing.paused(world, lang)).resident
    await pausing.appeals(someone)
    await forges(someone, WriteAppeal(0))
    return someone


async def _closes_unweighed(world: World, lang: Lang) -> Player:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    await pausing.takes(mette, await world.shares_concern(someone, WORDS[lang], category="child"))
    await mette.taps(staff.button_close(mette.t))
    return await mette.taps(common.outcome(mette.t, Outcome.HELPED))


WAYS: list[tuple[errors.Refused, Refusing]] = [
    (errors.AlreadyClaimed("GLA-1"), _claims_what_another_has),
    (errors.ImpossibleChange(), _closes_twice),
    (errors.NotYours(), _answers_what_is_not_theirs),
    (errors.NotAllowed(), _opens_the_queue),
    (errors.NotFound(), _asks_for_an_unknown_case),
    (errors.ChangedMeanwhile(), _loses_a_race),
    (errors.InviteInvalid(), _comes_with_an_old_invitation),
    (errors.ButtonTooOld(), _presses_an_old_button),
    (errors.TextTooLong(WORDS_LIMIT + 1, WORDS_LIMIT), _writes_too_much),
    (errors.NothingWritten(), _wants_the_preview_of_nothing),
    (errors.NoticeNotSeen(), _sends_before_the_notice),
    (errors.LanguagesMissing(tuple(Lang)), _previews_without_texts),
    (errors.NoAreaChosen(), _previews_without_areas),
    (errors.AreaNotServed(AreaId(FAR_AREA)), _chooses_a_foreign_area),
    (errors.NotAStreet(STREET_LIMIT), _types_where_somebody_lives),
    (errors.NotAReceiptCode(4), _types_too_few_digits),
    (errors.TooManyTries(), _tries_a_sixth_code),
    (errors.CodesRest(), _tries_a_code_when_many_do),
    (errors.TooMuchToday(), _sends_too_much_today),
    (errors.AlreadyProposed(), _proposes_twice),
    (errors.NobodyElse(), _proposes_alone),
    (errors.NeedsAnother(), _confirms_own_proposal),
    (errors.AppealedAlready(), _appeals_twice),
    (errors.NotWeighed(), _closes_unweighed),
]


@pytest.mark.parametrize(("refusal", "way"), WAYS, ids=[type(r).__name__ for r, _ in WAYS])
async def test_each_refusal_says_why_and_how_to_go_on(
    world: World, lang: Lang, refusal: errors.Refused, way: Refusing
) -> None:
    player = await way(world, lang)
    assert refusals.sentence(player.t, refusal) in player.sees
    assert newest_buttons(player)


def test_there_is_a_way_to_every_refusal() -> None:
    """Too many open cases, and a pause, are answered with choices; for the others see the
    journeys of what they refuse."""
    elsewhere: set[type[errors.Refused]] = {
        errors.Overtaken, errors.NothingToAnswer, errors.BulletinMovedOn, errors.NobodyToSign,
        errors.DuePassed, errors.DueMeanwhile,
        errors.TooManyOpenConcerns, errors.ConcernsPaused,
        errors.LastAdministrator, errors.NoRoleChosen, errors.OwnCase,
        errors.TooManyPictures, errors.PictureNotReady, errors.NotInTheirLanguage,
        errors.NothingToFind, errors.OfferedAlready, errors.NothingPicked, errors.NobodyThere,
        errors.TitleTooLong, errors.AreasStand, errors.CorrectedMeanwhile,
        errors.OtherDraft, errors.NoLongerNews, errors.SignerGone,
        errors.TooManyThemes, errors.LinkInvalid, errors.GroupTaken, errors.EventPast,
        errors.HoldsCaseCode, errors.KindStands,
    }  # fmt: skip
    reached = {type(refusal) for refusal, _ in WAYS} | elsewhere
    assert reached == set(errors.Refused.__subclasses__())


# --- buttons that nobody was shown ---------------------------------------------------------------

FORGED = (
    "", "menu", "1:", "1:go", "1:go:nowhere", "1:go:menu:menu", "2:go:menu", "1:k:!!!!", "1:k:AAAA",
    "1:la:xx", "1:cs:x", "1:q:new:-1", "1:q:new:99999999999999999999", "1:cs:²", "1:cd:AAAA:helped",
    "1:xx", "x" * 64, "1:la:da\0", "1:ch:🙂",
)  # fmt: skip


async def test_data_that_is_no_button_leads_to_where_one_stands(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    too_old = refusals.sentence(someone.t, errors.ButtonTooOld())
    for data in FORGED:
        await someone.says("/help")
        await forges(someone, data)
        assert someone.sees == f"{too_old}\n\n{resident.menu(someone.t)}", data
    for step in GUIDED:
        await reaches(someone, step)
        await forges(someone, FORGED[0])
        assert someone.sees == f"{too_old}\n\n{question(someone, step)}"
        await someone.says("/cancel")
    await reaches(someone, Step.CONCERN_PREVIEW)
    await forges(someone, FORGED[0])
    assert too_old in someone.sees
    assert WORDS[lang] in someone.sees


STAFF_ONLY = (
    ShowQueue(QueueList.NEW, 0), ShowConcern(NOBODY), Claim(NOBODY), Release(NOBODY),
    WriteReply(NOBODY), Close(NOBODY, Outcome.HELPED), BulletinReport(NOTHING),
)  # fmt: skip
WITHOUT_DRAFT = (
    ChangeDraft(Change.MENU), ChangeDraft(Change.WORDS), ConcernArea(AreaId(AREA)),
    ConcernCategory(CategoryId("unsafe")), ConcernWhen(When.NOW), SendConcern(0), UseWords(),
    SendAddition(NOBODY, 0), BulletinLanguage(Lang.DA), BulletinFallback(Lang.AR),
    ShowBulletinDraft(BulletinPage.PREVIEW), SendReply(NOBODY, 0, 0), ProposeBulletin(0),
)  # fmt: skip
UNKNOWN = (
    FollowArea(AreaId("atlantis")), ShowMunicipality(OrganisationId("atlantis"), "f"),
    ShowMunicipality(OrganisationId("atlantis"), "c"), OpenBulletin(NOTHING),
)  # fmt: skip


async def test_a_resident_who_forges_the_buttons_of_staff_gets_nowhere(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator()
    someone = await world.resident(lang)
    code = await world.shares_concern(await world.resident(lang, name="Other"), WORDS[lang])
    concern = await case_id(world, code)
    real = (ShowConcern(concern), Claim(concern), Close(concern, Outcome.HELPED))
    for action in (*STAFF_ONLY, *real):
        await someone.says("/help")
        await forges(someone, action)
        assert someone.sees == refusals.sentence(someone.t, errors.NotAllowed()), action
    await mette.says(f"/case {code}")
    assert staff.button_claim(mette.t) in newest_buttons(mette)
    assert WORDS[lang] not in shown(someone)


async def test_buttons_of_a_draft_that_is_gone_lead_to_the_menu(world: World, lang: Lang) -> None:
    for player in (await world.resident(lang), await world.publisher(lang)):
        for action in WITHOUT_DRAFT:
            await player.says("/cancel")
            await forges(player, action)
            assert len(newest_buttons(player)) > 1, action
            expected = (errors.ButtonTooOld(), errors.NotAllowed(), errors.NoticeNotSeen())
            assert any(refusals.sentence(player.t, e) in player.sees for e in expected), action


async def test_what_is_in_no_file_cannot_be_found(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    for action in UNKNOWN:
        await someone.says("/help")
        await forges(someone, action)
        assert someone.sees == refusals.sentence(someone.t, errors.NotFound()), action
    await someone.starts("b_AAAAAAAAAAAAAAAAAAAAAA")
    assert someone.sees == refusals.sentence(someone.t, errors.NotFound())
    await someone.starts("b_nonsense")
    assert someone.sees == refusals.sentence(someone.t, errors.NotFound())


async def test_an_invitation_works_once(world: World, lang: Lang) -> None:
    payload = await world.invitation("moderator")
    await world.joins(world.person("First", lang), payload)
    second = await world.person("Second", lang).starts(payload)
    assert second.sees == refusals.sentence(second.t, errors.InviteInvalid())
    third = await world.person("Third", lang).starts("i_nonsense")
    assert third.sees == refusals.sentence(third.t, errors.InviteInvalid())


async def test_a_message_of_marks_nobody_can_see_is_no_message(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says("\u200e\u2068\u2069")
    assert someone.sees == refusals.sentence(someone.t, errors.NothingWritten())


async def test_a_command_that_was_mistyped_and_then_changed_is_carried_out(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await someone.says("/casess")
    mistyped = [m for m in someone.person.chat.messages if not m.outgoing][-1]
    await someone.edits(mistyped, "/cases")
    assert resident.no_cases(someone.t) == someone.sees


# --- faults of ours and of the line ---------------------------------------------------------------


async def test_a_fault_of_ours_asks_to_send_again_and_others_go_on(
    world: World, lang: Lang
) -> None:
    """The sealed answers of one case are damaged on the disk, so that opening it fails."""
    mette = await world.moderator()
    someone, other = await world.resident(lang), await world.resident(lang, name="Other")
    code = await world.shares_concern(someone, WORDS[lang])
    await _on_disk(world, "UPDATE concern SET details = x'00'")
    await someone.says("/cases")
    await someone.taps(code)
    assert someone.sees == refusals.apology(someone.t)
    assert resident.no_cases(other.t) == (await other.says("/cases")).sees
    assert code in (await mette.says("/queue")).screen.buttons[0][0].text


async def test_a_message_that_may_have_arrived_before_says_so(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    world.sim.faults.add(Fault("reset_after", methods=frozenset({"sendMessage"})))
    await someone.says("/cases")
    await world.pass_time(seconds=3)
    assert someone.sees == f"{refusals.sent_again(someone.t)}\n\n{resident.no_cases(someone.t)}"


async def test_a_copy_whose_number_was_never_learnt_goes_once_somebody_presses_it(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    world.sim.faults.add(Fault("reset_after", methods=frozenset({"sendMessage"})))
    await someone.says("/cases")
    await world.pass_time(seconds=3)
    said = resident.no_cases(someone.t)
    first = next(m for m in someone.person.chat.messages if m.text == said)
    someone.person.press_data(first, Go(Page.HELP).encode())
    await world.settled()
    await someone.says("/hide")
    assert [m.text for m in someone.person.chat.messages] == [resident.hidden(someone.t)]

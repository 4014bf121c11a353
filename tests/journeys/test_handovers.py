"""A case shown to another organisation or handed over: offered, accepted, told to its resident."""

from __future__ import annotations

from bot.domain.actions import (
    AcceptHandover,
    AskHandover,
    ReadShared,
    ShowConcern,
    ShowOffer,
    WithdrawHandover,
)
from bot.domain.concerns import Outcome
from bot.domain.errors import (
    ImpossibleChange,
    NobodyThere,
    NotFound,
    NothingPicked,
    OfferedAlready,
)
from bot.domain.handovers import Handover, Kind, Part, Purpose, State, WhyReturned
from bot.domain.people import Lang
from bot.store import handovers as rows
from bot.texts import common, handovers, masking, pictures, refusals, resident, staff
from tests.journeys.handing import accepts, named, offers, opens_others
from tests.journeys.ways import WORDS, case_id, forges, newest_buttons, plain, shown
from tests.kit import files
from tests.kit.world import Player, World

ADDED = {
    Lang.DA: "Nu er lyset også slukket.",
    Lang.AR: "والآن انطفأ الضوء أيضًا.",
    Lang.EN: "Now the light is out as well.",
}
NOTE = {
    Lang.DA: "Vi kører forbi i aften.",
    Lang.AR: "سنمر من هناك هذا المساء.",
    Lang.EN: "We will drive by tonight.",
}
ANSWER = {
    Lang.DA: "Tak, vi ser på det.",
    Lang.AR: "شكرًا، سننظر في الأمر.",
    Lang.EN: "Thank you, we are looking into it.",
}


async def _leads(world: World, lang: Lang, other: str = "politi") -> tuple[Player, Player]:
    ours = await world.colleague("lead", lang, name="Lise")
    theirs = await world.colleague("lead", lang, organisation=other, name="Palle")
    return ours, theirs


async def _adds(someone: Player, code: str, words: str) -> None:
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps(resident.button_write_to_case(someone.t))
    await someone.says(words)
    await someone.taps(resident.button_send(someone.t))


async def _case(world: World, lang: Lang) -> tuple[Player, str]:
    """Two contributions of a resident."""
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await _adds(someone, code, ADDED[lang])
    return someone, code


async def _of(world: World, code: str) -> Handover:
    concern = await case_id(world, code)
    return (await world.bot.store.read(lambda tx: rows.of(tx, concern)))[-1]


async def _reads_case(someone: Player, code: str) -> str:
    await someone.says("/cases")
    await someone.taps(code)
    return someone.sees


async def test_a_share_opens_what_was_picked_and_nothing_else(world: World, lang: Lang) -> None:
    lise, palle = await _leads(world, lang)
    someone, code = await _case(world, lang)
    await world.answers(lise, code, ANSWER[lang])
    calls = len(world.sim.calls)
    preview = await offers(lise, code, "politi")
    assert handovers.offered(lise.t, code, named(lise, "politi")) == lise.sees
    assert WORDS[lang] in preview
    assert ADDED[lang] not in preview
    to_police = [
        str(c.params) for c in world.sim.calls[calls:]
        if c.params.get("chat_id") == palle.person.id
    ]  # fmt: skip
    assert to_police
    assert not any(code in call or WORDS[lang] in call for call in to_police)
    assert handovers.news(palle.t, named(palle, "gladsaxe")) in palle.sees
    await accepts(palle)
    assert handovers.opened(palle.t, code) in palle.sees
    assert WORDS[lang] in palle.sees
    assert ADDED[lang] not in palle.sees
    head, _, tail = preview.partition("\n\n")
    assert handovers.preview(lise.t, named(lise, "politi")).removeprefix("<b>")[:12] in head
    assert tail.rpartition("\n\n")[0] in palle.sees, "the preview is what they see"
    assert handovers.answered(lise.t, await _of(world, code), code, named(lise, "politi")) in shown(
        lise
    )
    assert resident.neutral_notice(someone.t) in shown(someone)
    told = await _reads_case(someone, code)
    told_of = await _of(world, code)
    assert handovers.told(
        someone.t, told_of, named(someone, "gladsaxe"), named(someone, "politi")
    ) in told  # fmt: skip
    assert named(someone, "gladsaxe") in told
    await _adds(someone, code, NOTE[lang])
    olga = await world.moderator(lang, organisation="politi", name="Olga")
    await olga.says("/handovers")
    await olga.taps(handovers.button_of(olga.t, code, named(olga, "gladsaxe")))
    assert WORDS[lang] in olga.sees
    assert NOTE[lang] not in olga.sees
    assert staff.button_reply(olga.t) not in newest_buttons(olga)


async def test_a_receiver_writes_a_note_back_that_the_owner_reads(world: World, lang: Lang) -> None:
    lise, palle = await _leads(world, lang)
    someone, code = await _case(world, lang)
    await world.answers(lise, code, ANSWER[lang])
    await offers(lise, code, "politi")
    await accepts(palle)
    ours = named(palle, "gladsaxe")
    await palle.taps(staff.button_note(palle.t))
    assert plain(handovers.ask_note(palle.t, code, ours)) == palle.sees
    await palle.says(NOTE[lang])
    assert plain(handovers.note_preview(palle.t, code, ours, NOTE[lang])) == palle.sees
    await palle.taps(staff.button_rewrite(palle.t))
    await palle.says(NOTE[lang])
    await palle.taps(staff.button_keep_note(palle.t))
    assert handovers.note_kept(palle.t, ours) == palle.sees
    await palle.taps(common.button_back(palle.t))
    assert NOTE[lang] in palle.sees
    assert handovers.note_news(lise.t, code, named(lise, "politi")) in shown(lise)
    await lise.taps(staff.button_open(lise.t))
    assert NOTE[lang] in lise.sees
    assert NOTE[lang] not in await _reads_case(someone, code)


async def test_an_ended_share_is_gone_at_once(world: World, lang: Lang) -> None:
    lise, palle = await _leads(world, lang)
    someone, code = await _case(world, lang)
    await offers(lise, code, "politi", purpose=Purpose.DANGER)
    await accepts(palle)
    await palle.taps(staff.button_note(palle.t))
    shared = await _of(world, code)
    await opens_others(lise, code)
    await lise.taps(handovers.button_end(lise.t, named(lise, "politi")))
    assert handovers.ended(lise.t, code, named(lise, "politi")) in lise.sees
    assert handovers.state(lise.t, State.ENDED) in lise.sees
    assert WORDS[lang] not in shown(palle)
    await palle.says(NOTE[lang])
    assert refusals.sentence(palle.t, NotFound()) in palle.sees
    await palle.says("/cancel")
    await forges(palle, ReadShared(shared.id))
    assert refusals.sentence(palle.t, NotFound()) == palle.sees
    told = await _reads_case(someone, code)
    now = await _of(world, code)
    assert handovers.told(
        someone.t, now, named(someone, "gladsaxe"), named(someone, "politi")
    ) in told  # fmt: skip


async def test_a_case_that_is_taken_over_is_answered_by_its_new_owner(
    world: World, lang: Lang
) -> None:
    lise, palle = await _leads(world, lang)
    someone, code = await _case(world, lang)
    await world.answers(lise, code, ANSWER[lang])
    await offers(lise, code, "politi", kind=Kind.MOVE, picks=(1,), purpose=Purpose.WRONG_AUTHORITY)
    await accepts(palle)
    ours, theirs = named(palle, "gladsaxe"), named(palle, "politi")
    assert handovers.taken_over(palle.t, code) in palle.sees
    assert ADDED[lang] in palle.sees
    assert WORDS[lang] not in palle.sees
    assert ANSWER[lang] not in palle.sees
    assert handovers.withheld(palle.t, 2, ours) in palle.sees
    await lise.says(f"/case {code}")
    assert refusals.sentence(lise.t, NotFound()) == lise.sees
    await lise.says("/handovers")
    await lise.taps(handovers.button_list(lise.t, "gone"))
    assert code in lise.sees
    assert named(lise, "politi") in lise.sees
    await _adds(someone, code, NOTE[lang])
    await world.answers(palle, code, WORDS[lang])
    assert NOTE[lang] in shown(palle)
    told = await _reads_case(someone, code)
    assert handovers.told(
        someone.t, await _of(world, code), named(someone, "gladsaxe"), named(someone, "politi")
    ) in told  # fmt: skip
    answers = [part for part in told.split("\n\n") if ANSWER[lang] in part or WORDS[lang] in part]
    assert named(someone, "gladsaxe") in answers[-2]
    assert theirs in answers[-1]


async def test_an_offer_goes_back_with_a_reason_and_a_note(world: World, lang: Lang) -> None:
    lise, palle = await _leads(world, lang)
    someone, code = await _case(world, lang)
    for why in WhyReturned:
        await offers(lise, code, "politi", purpose=Purpose.CHILD)
        await palle.taps(staff.button_open(palle.t))
        await palle.taps(handovers.button_return(palle.t))
        ours = named(palle, "gladsaxe")
        assert handovers.ask_why(palle.t, ours) == palle.sees
        await palle.taps(handovers.why(palle.t, why))
        assert handovers.ask_return(palle.t, ours, why) == palle.sees
        if why is WhyReturned.TOO_LITTLE:
            await palle.says(NOTE[lang])
            assert plain(handovers.return_preview(palle.t, ours, why, NOTE[lang])) == palle.sees
            await palle.taps(staff.button_rewrite(palle.t))
            await palle.says(NOTE[lang])
        await palle.taps(handovers.button_give_back(palle.t))
        assert handovers.given_back(palle.t, ours) == palle.sees
        told = handovers.answered(lise.t, await _of(world, code), code, named(lise, "politi"))
        assert told in shown(lise)
        assert WORDS[lang] not in shown(palle)
    await lise.says(f"/case {code}")
    assert lise.sees.count(NOTE[lang]) == 1
    assert NOTE[lang] not in await _reads_case(someone, code)
    await opens_others(lise, code)
    assert handovers.state(lise.t, State.RETURNED) in lise.sees


async def test_an_offer_can_be_taken_back_before_it_is_answered(world: World, lang: Lang) -> None:
    lise, palle = await _leads(world, lang)
    _, code = await _case(world, lang)
    await offers(lise, code, "politi")
    offered = await _of(world, code)
    await offers(lise, code, "politi")
    assert refusals.sentence(lise.t, OfferedAlready()) in lise.sees
    await lise.says("/cancel")
    await lise.says("/handovers")
    assert handovers.list_empty(lise.t) in lise.sees
    await lise.taps(handovers.button_list(lise.t, "offered"))
    assert plain(handovers.list_title(lise.t, "offered")) in lise.sees
    await lise.taps(handovers.button_of(lise.t, code, named(lise, "politi")))
    assert handovers.state(lise.t, State.OFFERED) in lise.sees
    await lise.taps(handovers.button_withdraw(lise.t, named(lise, "politi")))
    assert handovers.withdrawn(lise.t, code, named(lise, "politi")) in lise.sees
    assert handovers.state(lise.t, State.WITHDRAWN) in lise.sees
    await palle.taps(staff.button_open(palle.t))
    assert refusals.sentence(palle.t, NotFound()) == palle.sees
    await forges(palle, AcceptHandover(offered.id))
    assert refusals.sentence(palle.t, NotFound()) == palle.sees
    await forges(lise, WithdrawHandover(offered.id))
    assert refusals.sentence(lise.t, ImpossibleChange()) == lise.sees
    assert WORDS[lang] not in shown(palle)


async def test_another_municipality_looks_along_where_it_concerns_them_too(
    world: World, lang: Lang
) -> None:
    lise, henrik = await _leads(world, lang, "herlev")
    _, code = await _case(world, lang)
    await offers(lise, code, "herlev", picks=(0, 1), purpose=Purpose.OTHER_AREA)
    await henrik.says("/handovers")
    assert plain(handovers.list_title(henrik.t, "waiting")) in henrik.sees
    offered = await _of(world, code)
    label = handovers.button_waiting(henrik.t, named(henrik, "gladsaxe"), offered.at // 3600)
    await henrik.taps(label)
    assert plain(handovers.offer(henrik.t, named(henrik, "gladsaxe"))) in henrik.sees
    await henrik.taps(handovers.button_accept(henrik.t))
    assert WORDS[lang] in henrik.sees
    assert ADDED[lang] in henrik.sees
    await forges(henrik, ShowConcern(await case_id(world, code)))
    assert refusals.sentence(henrik.t, NotFound()) == henrik.sees
    await henrik.says("/handovers")
    await henrik.taps(handovers.button_list(henrik.t, "shared"))
    assert plain(handovers.list_title(henrik.t, "shared")) in henrik.sees
    await lise.says("/handovers")
    await lise.taps(handovers.button_list(lise.t, "gone"))
    assert plain(handovers.list_title(lise.t, "gone")).partition("\n")[0] in lise.sees
    assert handovers.list_empty(lise.t) in lise.sees


async def test_pictures_go_along_with_what_was_picked(world: World, lang: Lang) -> None:
    lise, palle = await _leads(world, lang)
    someone = await world.resident(lang)
    await someone.says("/concern")
    await world._answers_questions(someone, "hoeje-gladsaxe", "unsafe")
    await someone.says(WORDS[lang])
    await someone.person.send_photo(files.photo())
    await world.settled()
    await someone.taps(pictures.button_go_on(someone.t))
    await someone.taps(resident.button_send(someone.t))
    code = next(word for word in someone.sees.split() if "-" in word).strip("\u2068\u2069.")
    await offers(lise, code, "politi")
    await accepts(palle)
    entry = next(label for label in newest_buttons(palle) if label.startswith("🖼"))
    await palle.taps(entry)
    assert palle.screen.photo is not None
    assert pictures.of_case(palle.t, code, 1, 1) == palle.sees


async def test_an_offer_is_put_together_step_by_step(world: World, lang: Lang) -> None:
    lise = await world.colleague("lead", lang, name="Lise")
    someone, code = await _case(world, lang)
    await opens_others(lise, code)
    await lise.taps(handovers.button_new(lise.t))
    assert refusals.sentence(lise.t, NobodyThere()) == lise.sees
    await world.colleague("lead", lang, organisation="politi", name="Palle")
    for n in range(5):
        await _adds(someone, code, f"{ADDED[lang]} {n}")
    t = lise.t
    await opens_others(lise, code)
    assert plain(handovers.of_case(t, code)) == lise.sees
    await lise.taps(handovers.button_new(t))
    assert handovers.ask_receiver(t, code) == lise.sees
    police = named(lise, "politi")
    await lise.taps(police)
    assert handovers.ask_kind(t, police) == lise.sees
    await lise.taps(handovers.button_kind(t, Kind.MOVE))
    assert handovers.ask_picked(t, police, 0) == lise.sees
    assert pictures.button_go_on(t) not in newest_buttons(lise)
    await forges(lise, AskHandover(Part.PURPOSE))
    assert refusals.sentence(t, NothingPicked()) == lise.sees
    await lise.says(WORDS[lang])
    assert staff.text_without_place(t) == lise.sees
    await opens_others(lise, code)
    await lise.taps(handovers.button_new(t))
    await lise.taps(police)
    await lise.taps(handovers.button_kind(t, Kind.MOVE))
    await _toggles_first(lise)
    assert handovers.ask_picked(t, police, 1) == lise.sees
    await _toggles_first(lise)
    await lise.taps(common.button_older(t))
    await _toggles_first(lise)
    await lise.taps(common.button_newer(t))
    await _toggles_first(lise)
    assert handovers.ask_picked(t, police, 2) == lise.sees
    await lise.taps(pictures.button_go_on(t))
    assert handovers.ask_purpose(t) == lise.sees
    await lise.taps(common.button_back(t))
    await lise.taps(pictures.button_go_on(t))
    await lise.taps(handovers.purpose(t, Purpose.PREVENTION))
    assert handovers.ask_basis(t) == lise.sees
    await forges(lise, ShowOffer(await case_id(world, code)))  # type: ignore[arg-type] # no offer
    assert refusals.sentence(t, NotFound()) == lise.sees


async def test_only_a_lead_offers_and_only_an_open_case(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    lise, _ = await _leads(world, lang)
    _, code = await _case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(masking.button_more(mette.t))
    assert handovers.button_others(mette.t) not in newest_buttons(mette)
    await lise.says(f"/case {code}")
    await lise.taps(staff.button_claim(lise.t))
    await lise.taps(staff.button_close(lise.t))
    await lise.taps(common.outcome(lise.t, Outcome.HELPED))
    await opens_others(lise, code)
    assert handovers.button_new(lise.t) not in newest_buttons(lise)


async def _toggles_first(lead: Player) -> None:
    await lead.taps(lead.screen.buttons[0][0].text)

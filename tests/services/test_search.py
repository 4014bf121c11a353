"""Searching sealed words: exactly the cases in scope whose visible words hold them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest
from sqlalchemy import delete, func, select

from bot.domain import finding as domain
from bot.domain.acts import Act
from bot.domain.concerns import Concern, EntryKind, Outcome
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, NotAllowed, NothingToFind
from bot.domain.filters import Age, Filters, Place, State
from bot.domain.ids import AreaId, CategoryId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import concerns, finding, masking, moderation, threads
from bot.services.queue import PAGE
from bot.store import audit
from bot.store import concerns as rows
from bot.store.db import Statement, Tx
from bot.store.schema import digest, meta
from bot.vault.keyring import Purpose
from tests.kit.plans import explained, reads_everything
from tests.kit.threads import FIRST_CHAT, open_threads
from tests.kit.turns import Scene

METTE, OLE, POLICE, LEAD = 2001, 2002, 2003, 2004
_COUNT = Statement(select(func.count().label("n")).select_from(digest))


async def _looks(
    play: Scene, typed: str, filters: Filters | None = None, *, chat: int = METTE
) -> set[str]:
    """Codes of everything found, page by page."""
    await play.does(chat, finding.begin, typed)
    codes, place = list[str](), None
    while True:
        result = await play.does(chat, finding.page, filters, place)
        codes += [case.code for case in result.found.cases]
        place = result.found.after
        if place is None:
            assert len(codes) == len(set(codes))
            return set(codes)
        place = Place.read(place.sign)


async def _case(play: Scene, chat: int, words: str, *, area: str = "hoeje-gladsaxe",
                category: str = "unsafe", lang: Lang = Lang.DA) -> Concern:  # fmt: skip
    await play.resident(chat, lang)
    return await play.shares(chat, words, area=area, category=category)


async def _replies(play: Scene, concern: Concern, text: str) -> None:
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, text)
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)


async def _masks(play: Scene, concern: Concern, words: str, *, good: bool) -> None:
    await play.does(METTE, masking.begin, concern.id)
    turn = await play.does(METTE, masking.type_words, 1, words)
    await play.does(METTE, masking.apply, concern.id, turn.dialogue.version, good=good)


# --- what is found -------------------------------------------------------------------------

VOCABULARY = [
    "tunnelen", "mørkt", "skolen", "knallert", "larm", "opgang", "kælder", "hash", "sælges",
    "bænken", "lygten", "unge", "bange", "parkering", "vold", "rude", "stien", "legeplads",
    "ældre", "nabo", "sparket", "brand", "المدرسة", "الأولاد", "مظلم", "خائف", "سيارة",
]  # fmt: skip
AREAS = ("hoeje-gladsaxe", "vaerebro", "hedeparken")


@pytest.mark.parametrize("seed", range(3))
async def test_exactly_the_cases_in_scope_whose_visible_words_hold_it(
    play: Scene, seed: int
) -> None:
    """Random cases, additions, answers, notes and masks against a model that knows all words."""
    chance = random.Random(seed)
    await play.colleague(METTE, Role.LEAD)
    await play.colleague(OLE, areas=["vaerebro"])
    await play.colleague(POLICE, organisation="politi")
    cases = [
        await _case(play, 3000 + n, _sentence(chance), area=chance.choice(AREAS)) for n in range(14)
    ]
    for concern in chance.sample(cases, 8):
        await _happens(play, concern, chance)
    for word in (*chance.sample(VOCABULARY, 6), "nne", "zzz", "mørkt larm"):
        for chat, areas in ((METTE, AREAS[:2]), (OLE, AREAS[1:2]), (POLICE, ())):
            expected = {c.code for c in cases if c.area in areas and await _holds(play, c, word)}
            assert await _looks(play, word, chat=chat) == expected, (word, chat)


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(VOCABULARY, k=chance.randint(3, 9)))


async def _happens(play: Scene, concern: Concern, chance: random.Random) -> None:
    if concern.area == AREAS[2]:
        return
    if chance.random() < 0.7:
        await play.does(METTE, moderation.claim, concern.id)
        await _replies(play, concern, _sentence(chance))
    if chance.random() < 0.7:
        word = next(iter((await _texts(play, concern))[0].split()))
        await _masks(play, concern, word, good=chance.random() < 0.5)
    if chance.random() < 0.5:
        await play.does(METTE, moderation.write_note, concern.id)
        turn = await play.does(METTE, moderation.type_words, 1, _sentence(chance))
        await play.does(METTE, moderation.keep_note, concern.id, turn.dialogue.version)


async def _texts(play: Scene, concern: Concern) -> Sequence[str]:
    return await play.store.read(lambda tx: threads.visible(tx, play.house.vault, concern.id))


async def _holds(play: Scene, concern: Concern, typed: str) -> bool:
    """By the words alone, as a reader of the card would: no digest, no terms of the product."""
    seen = " ".join(await _texts(play, concern)).casefold().split()
    return all(any(part in word for word in seen) for part in typed.split())


async def test_a_digest_that_forgets_a_word_makes_the_search_miss_it(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the property above would notice."""
    await play.colleague(METTE)
    monkeypatch.setattr(domain, "digest", lambda texts: bytes(256))
    await _case(play, 3000, "Der er mørkt i tunnelen.")
    assert await _looks(play, "tunnel") == set()


async def test_masked_words_are_not_found_and_unmasked_ones_are_again(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play, 3000, "Naboen Flemming larmer i opgangen.")
    await play.does(METTE, moderation.claim, concern.id)
    assert await _looks(play, "flemming") == {concern.code}
    await _masks(play, concern, "Flemming", good=False)
    assert await _looks(play, "flemming") == set()
    assert not await _may_hold(play, concern, "flemming"), "the digest still tells of it"
    assert await _looks(play, "larmer") == {concern.code}
    await play.does(METTE, masking.lift, concern.id)
    assert await _looks(play, "flemming") == {concern.code}
    await _masks(play, concern, "Flemming", good=True)
    assert await _looks(play, "flemming") == set()
    assert not await _may_hold(play, concern, "flemming")


async def _may_hold(play: Scene, concern: Concern, typed: str) -> bool:
    async def stored(tx: Tx) -> bytes:
        row = await tx.row(Statement(select(digest).where(digest.c.concern == concern.id)))
        assert row is not None
        return bytes(row["sealed"])

    sealed = await play.store.read(stored)
    made = play.house.vault.open(Purpose.SEARCH, "digest", concern.id, sealed)
    return domain.Sieve(domain.terms_of(typed)).lets(made)


async def test_a_forgotten_case_takes_its_digest_along(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play, 3000, "Der er mørkt i tunnelen.")
    await play.store.write(lambda tx: rows.forget(tx, concern.id))
    assert await _looks(play, "tunnel") == set()
    counted = await play.store.read(lambda tx: tx.row(_COUNT))
    assert counted is not None
    assert counted["n"] == 0


async def test_words_and_filters_go_together(play: Scene) -> None:
    await play.colleague(METTE)
    old = await _case(play, 3000, "larm i opgangen", category="drugs", lang=Lang.AR)
    play.later(days=10)
    far = await _case(play, 3001, "larm i opgangen", area="vaerebro")
    await play.does(METTE, moderation.claim, far.id)
    await play.does(METTE, moderation.close, far.id, Outcome.HELPED)
    child = await _case(play, 3002, "larm i opgangen", category="child")
    found = {
        Filters(): {old, far, child},
        Filters(area=AreaId("vaerebro")): {far},
        Filters(category=CategoryId("drugs")): {old},
        Filters(language=Lang.AR): {old},
        Filters(age=Age.TODAY): {far, child},
        Filters(age=Age.OLDER): {old},
        Filters(state=State.CLOSED): {far},
        Filters(state=State.OPEN, category=CategoryId("child")): {child},
        Filters(state=State.CLOSED, language=Lang.AR): set(),
    }
    for filters, cases in found.items():
        assert await _looks(play, "larm", filters) == {c.code for c in cases}, filters


async def test_open_cases_come_first_then_the_pressing_then_the_newest(play: Scene) -> None:
    await play.colleague(METTE)
    cases = []
    for number, category in enumerate(("unsafe", "unsafe", "child", "unsafe")):
        cases.append(await _case(play, 3000 + number, "larm", category=category))
        play.later(hours=2)
    older, closed, child, newest = cases
    await play.does(METTE, moderation.claim, closed.id)
    await play.does(METTE, moderation.close, closed.id, Outcome.HELPED)
    await play.does(METTE, finding.begin, "larm")
    result = await play.does(METTE, finding.page)
    shown = [case.code for case in result.found.cases]
    assert shown == [c.code for c in (child, newest, older, closed)]


async def test_pages_lead_forward_and_back(play: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when few words are opened for each page."""
    await play.colleague(METTE)
    monkeypatch.setattr(finding, "TOGETHER", 5)
    await open_threads(play, PAGE * 2 + 3)
    await play.does(METTE, finding.begin, "opgang")
    pages, place = [], None
    for _ in range(3):
        found = (await play.does(METTE, finding.page, None, place)).found
        pages.append(found)
        place = found.after
    assert [len(found.cases) for found in pages] == [PAGE, PAGE, 3]
    assert (pages[0].before, pages[2].after) == (None, None)
    for before, found in itertools.pairwise(pages):
        assert found.before is not None
        back = await play.does(METTE, finding.page, None, Place.read(found.before.sign))
        assert back.found.cases == before.cases
    monkeypatch.setattr(finding, "LOOKS", 2)
    assert len(await _looks(play, "opgang")) == PAGE * 2 + 3


# --- who may, and what is left of it ---------------------------------------------------------


async def test_who_may_not_open_cases_may_not_look_for_them(play: Scene) -> None:
    await play.resident(FIRST_CHAT)
    await play.colleague(OLE, Role.PUBLISHER)
    for chat in (FIRST_CHAT, OLE):
        for ask in (finding.ask, finding.page):
            with pytest.raises(NotAllowed):
                await play.does(chat, ask)
        with pytest.raises(NotAllowed):
            await play.does(chat, finding.begin, "larm")


async def test_too_little_to_look_for_keeps_the_place(play: Scene) -> None:
    await play.colleague(METTE)
    await play.does(METTE, finding.ask)
    with pytest.raises(NothingToFind):
        await play.does(METTE, finding.begin, "er")
    assert (await play.stands(METTE)).dialogue.step is Step.FIND


async def test_without_words_a_page_of_results_is_an_old_button(play: Scene) -> None:
    await play.colleague(METTE)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, finding.page)


async def test_a_search_leaves_what_is_being_written_and_its_preview(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play, 3000, "larm")
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    assert await _looks(play, "larm") == {concern.code}
    assert (await play.does(METTE, finding.ask))[1] is False
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)


async def test_a_search_is_on_record_without_what_was_looked_for(play: Scene) -> None:
    await play.colleague(METTE)
    await _looks(play, "Flemming")
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    assert [(link.act, link.about) for link in links][-1] == (Act.SEARCHED, "")


async def test_what_is_looked_for_stands_nowhere_in_clear(play: Scene) -> None:
    await play.colleague(METTE)
    await _case(play, 3000, "Naboen Flemming larmer.")
    await _looks(play, "Flemming")
    from bot.store.schema import metadata

    async def everything(tx: Tx) -> bytes:
        found = [await tx.rows(Statement(select(t))) for t in metadata.sorted_tables]
        values = [v for table in found for row in table for v in dict(row).values()]
        return b"\0".join(v if isinstance(v, bytes) else str(v).encode() for v in values)

    assert b"flemming" not in (await play.store.read(everything)).lower()


# --- digests of cases from before --------------------------------------------------------------


async def test_cases_without_a_digest_get_one_and_meanwhile_the_result_says_so(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "AT_ONCE", 3)
    await play.colleague(METTE)
    cases = await open_threads(play, 8)
    await play.store.write(lambda tx: tx.run(Statement(delete(digest))))
    await play.does(METTE, finding.begin, "opgang")
    before = await play.does(METTE, finding.page)
    assert (list(before.found.cases), before.whole) == ([], False)
    await finding.prepare(play.store, play.house.vault)
    assert (await play.does(METTE, finding.page)).whole
    assert await _looks(play, "opgang") == {case.code for case in cases}


async def test_a_digest_that_cannot_be_opened_is_made_anew(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play, 3000, "larm")
    await finding.prepare(play.store, play.house.vault)
    spoil = Statement(digest.update().values(sealed=b"\0\1" + bytes(60)))
    await play.store.write(lambda tx: tx.run(spoil))
    await play.does(METTE, finding.begin, "larm")
    assert not (await play.does(METTE, finding.page)).whole
    await finding.prepare(play.store, play.house.vault)
    assert await _looks(play, "larm") == {concern.code}


async def test_digests_of_another_form_are_made_anew(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play.colleague(METTE)
    await finding.prepare(play.store, play.house.vault)
    monkeypatch.setattr(domain, "FORM", domain.FORM + 1)
    await play.does(METTE, finding.begin, "larm")
    assert not (await play.does(METTE, finding.page)).whole
    await finding.prepare(play.store, play.house.vault)
    assert (await play.does(METTE, finding.page)).whole


async def test_a_restored_database_does_not_believe_it_has_digests(play: Scene) -> None:
    from bot.store import dump

    await finding.prepare(play.store, play.house.vault)
    names = await play.store.read(lambda tx: tx.rows(Statement(select(meta.c.name))))
    assert {"digests"} <= {row["name"] for row in names} & dump._LOCAL
    assert "digest" in dump.LEFT_OUT


async def test_an_addition_is_found_too(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play, 3000, "larm")
    await play.does(3000, concerns.write_to, concern.id)
    turn = await play.types(3000, "Nu brænder det i kælderen.")
    await play.does(3000, concerns.add, concern.id, turn.dialogue.version)
    assert await _looks(play, "kælder larm") == {concern.code}
    texts = await play.store.read(lambda tx: rows.entries(tx, concern.id))
    assert [entry.kind for entry in texts] == [EntryKind.WORDS, EntryKind.ADDITION]


async def test_a_search_reads_the_cases_of_its_own_organisation_alone(play: Scene) -> None:
    """By an index: another municipality's cases cost nothing."""
    await play.colleague(METTE)
    await open_threads(play, 20)
    await play.does(METTE, finding.begin, "opgang")

    async def looks(tx: Tx) -> list[str]:
        async def ask(spied: Tx) -> None:
            await finding._candidates(await play.turn(spied, METTE), ("opgang",), Filters())

        if tx.dialect == "postgresql":  # so few rows are read faster without an index
            await tx.run(Statement(func.set_config("enable_seqscan", "off", True).select()))
        return await explained(tx, ask)

    plan = await play.store.write(looks)
    assert reads_everything([line for line in plan if "concern" in line]) == []

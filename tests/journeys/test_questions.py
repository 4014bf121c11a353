"""A question about news: asked in private, answered once for all who asked and who follow."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.actions import AnswerQuestions
from bot.domain.bulletins import Bulletin, Tie
from bot.domain.errors import NothingToAnswer
from bot.domain.ids import OrganisationId
from bot.domain.people import Lang
from bot.store import bulletins
from bot.store.db import Tx
from bot.texts import publisher, questions, refusals, resident
from tests.journeys.test_publishers import NEWS, sends_news
from tests.journeys.ways import AREA, WORDS, forges, plain
from tests.kit.world import Player, World, code_in

ANSWERS: Mapping[Lang, str] = {
    Lang.DA: "Der er åbent fra klokken 17.",
    Lang.AR: "الأبواب مفتوحة من الساعة 17.",
    Lang.EN: "It is open from 17.",
}


async def _writes_and_reads(world: World, lang: Lang) -> Player:
    """A colleague who writes news and works cases."""
    karim = await world.publisher(lang)
    return await world.joins(karim, await world.invitation("moderator"))


async def _asks(someone: Player) -> str:
    """About the news that has just come; returns the code of the case."""
    await someone.taps(resident.button_see_news(someone.t))
    await someone.taps(questions.button_ask(someone.t))
    await someone.says(WORDS[someone.lang])
    await someone.taps(resident.button_send(someone.t))
    return code_in(someone.sees)


async def _page(karim: Player) -> None:
    await karim.says("/bulletins")
    await karim.taps(NEWS[karim.lang][:20])
    await karim.taps(questions.button_questions(karim.t))


async def test_a_question_about_news_is_answered_once_for_all(world: World, lang: Lang) -> None:
    karim = await _writes_and_reads(world, lang)
    asking = [await world.resident(each, follows=[AREA]) for each in Lang]
    silent = await world.resident(lang, follows=[AREA], name="Silent")
    await sends_news(karim, AREA)
    await _page(karim)
    assert plain(questions.asked(karim.t, 0, 0)) == karim.sees
    codes = [await _asks(someone) for someone in asking]
    await _page(karim)
    assert plain(questions.asked(karim.t, 3, 0)) == karim.sees
    await karim.taps(questions.button_case(karim.t, codes[0], Lang.DA))
    await karim.taps(questions.button_news(karim.t))
    assert NEWS[lang] in karim.sees
    await _page(karim)
    await karim.taps(questions.button_answer_all(karim.t))
    for each, text in ANSWERS.items():
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        await karim.says(text)
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    for someone, code in zip(asking, codes, strict=True):
        await someone.says("/cases")
        await someone.taps(code)
        assert ANSWERS[someone.lang] in someone.sees
    await silent.says("/news")
    await silent.taps(NEWS[lang][:20])
    await silent.taps(questions.button_addition(silent.t, await _addition(world)))
    assert ANSWERS[lang] in silent.sees


async def _addition(world: World) -> Bulletin:
    async def find(tx: Tx) -> Bulletin:
        both = await bulletins.of_organisation(tx, OrganisationId("gladsaxe"), limit=2)
        return next(one for one in both if one.is_tied(Tie.ADDITION))

    return await world.bot.store.read(find)


async def test_who_may_not_read_cases_is_told_how_many_in_bands(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    someone = await world.resident(lang, follows=[AREA])
    await sends_news(karim, AREA)
    await _asks(someone)
    await _page(karim)
    assert plain(questions.asked(karim.t, 0, 1)) == karim.sees


async def test_when_all_are_answered_the_button_says_so(world: World, lang: Lang) -> None:
    karim = await _writes_and_reads(world, lang)
    someone = await world.resident(lang, follows=[AREA])
    await sends_news(karim, AREA)
    code = await _asks(someone)
    await _page(karim)
    answer_all = next(
        b.data for row in karim.screen.buttons for b in row
        if (b.data or "").startswith(f"1:{AnswerQuestions.name}:")
    )  # fmt: skip
    await world.answers(karim, code, "Ja.")
    await forges(karim, answer_all or "")
    assert refusals.sentence(karim.t, NothingToAnswer()) in karim.sees

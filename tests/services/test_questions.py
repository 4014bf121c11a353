"""Questions about news: cases of their own, looked at together, answered once for all."""

from __future__ import annotations

import pytest

from bot.domain.bulletins import Bulletin, Content, Stage, Tie
from bot.domain.concerns import Concern, Status
from bot.domain.errors import NotAllowed, NotFound, NothingToAnswer
from bot.domain.ids import AreaId, BulletinId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import concerns, drafts, moderation, questions, signing, threads
from bot.store import bulletins as rows
from bot.store import concerns as cases
from bot.store.outbox import Target
from tests.kit.news import send
from tests.kit.turns import Scene

AMAL, OLE, METTE, AASE, PIA = 1001, 1002, 2001, 2002, 2003
AREA = AreaId("hoeje-gladsaxe")
ANSWERS = {Lang.DA: "Ja, fra klokken 17.", Lang.AR: "نعم، من الساعة 17.", Lang.EN: "Yes, from 17."}


@pytest.fixture
async def news(play: Scene) -> Bulletin:
    """News that has left; Mette writes and works cases, Aase signs, Pia only writes."""
    mette = await play.colleague(METTE, Role.PUBLISHER, Role.MODERATOR)
    await play.colleague(AASE, Role.APPROVER)
    await play.colleague(PIA, Role.PUBLISHER)
    value = Bulletin(
        id=BulletinId(play.house.new_id()),
        organisation=mette.organisation,
        author=mette.id,
        content=Content(texts=dict.fromkeys(Lang, "Åbent hus"), areas=frozenset({AREA})),
        hour=int(play.now.timestamp()) // 3600,
    )
    return await play.store.write(lambda tx: send(tx, value))


async def _asks(play: Scene, news: Bulletin, chat: int, lang: Lang) -> Concern:
    await play.resident(chat, lang, AREA)
    await play.does(chat, questions.ask, news.id)
    await play.does(chat, concerns.keep_words, 1, "Hvornår åbner I?")
    previewed = await play.does(chat, concerns.preview)
    return (await play.does(chat, concerns.submit, previewed.dialogue.version))[1]


async def _answers_all(play: Scene, news: Bulletin) -> Bulletin:
    """Mette writes it in three languages, Aase signs."""
    await play.does(METTE, questions.answer_all, news.id)
    for lang, text in ANSWERS.items():
        await play.does(METTE, drafts.write, lang)
        turn = await play.does(METTE, drafts.type_text, text)
    proposed = (await play.does(METTE, signing.propose, turn.dialogue.version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _said(play: Scene, concern: Concern) -> list[str]:
    _, entries = await play.does(AMAL, threads.told, concern.id)
    return [entry.text for entry in entries]


async def _now(play: Scene, concern: Concern) -> Concern:
    return await play.store.read(lambda tx: cases.get(tx, concern.id))


async def test_a_question_about_news_is_a_case_of_whoever_wrote_it(
    play: Scene, news: Bulletin
) -> None:
    asked = await _asks(play, news, AMAL, Lang.AR)
    assert (asked.bulletin, asked.organisation, asked.area) == (news.id, "gladsaxe", AREA)
    assert play.house.partnership.category(asked.category).question
    found = await play.does(METTE, questions.look, news.id)
    assert ([c.id for c in found.cases], found.others) == ([asked.id], 0)


async def test_who_only_writes_news_reads_no_question(play: Scene, news: Bulletin) -> None:
    await _asks(play, news, AMAL, Lang.AR)
    found = await play.does(PIA, questions.look, news.id)
    assert (found.cases, found.others) == ([], 1)
    with pytest.raises(NotAllowed):
        await play.does(PIA, questions.answer_all, news.id)


async def test_one_signed_text_answers_each_in_their_language(play: Scene, news: Bulletin) -> None:
    asked = {
        Lang.AR: await _asks(play, news, AMAL, Lang.AR),
        Lang.DA: await _asks(play, news, OLE, Lang.DA),
    }
    addition = await _answers_all(play, news)
    assert addition.stage is Stage.SENDING
    assert addition.is_tied(Tie.ADDITION)
    for lang, concern in asked.items():
        now = await _now(play, concern)
        assert now.status is Status.WAITING_RESIDENT
        assert now.claimed_by == news.author
        assert (await _said(play, concern))[-1] == ANSWERS[lang]
    assert len(await play.sent_to(Target.CONCERN)) == 2
    assert (await play.does(METTE, questions.look, news.id)).cases == []
    assert [b.id for b in await play.does(AMAL, questions.additions, news)] == [addition.id]


async def test_what_a_colleague_has_is_theirs_to_answer(play: Scene, news: Bulletin) -> None:
    await play.colleague(OLE + 5000, Role.MODERATOR)
    taken, free = await _asks(play, news, AMAL, Lang.AR), await _asks(play, news, OLE, Lang.DA)
    await play.does(OLE + 5000, moderation.claim, taken.id)
    await _answers_all(play, news)
    assert (await _now(play, taken)).status is Status.CLAIMED
    assert (await _now(play, free)).status is Status.WAITING_RESIDENT


async def test_without_a_question_there_is_nothing_to_answer(play: Scene, news: Bulletin) -> None:
    with pytest.raises(NothingToAnswer):
        await play.does(METTE, questions.answer_all, news.id)
    await play.colleague(AMAL + 5000, Role.PUBLISHER, organisation="herlev")
    with pytest.raises(NotFound):
        await play.does(AMAL + 5000, questions.look, news.id)


async def test_news_that_cannot_be_read_cannot_be_asked_about(play: Scene, news: Bulletin) -> None:
    await play.resident(AMAL, Lang.AR, AREA)
    waiting = Bulletin(
        id=BulletinId(play.house.new_id()), organisation=news.organisation, author=news.author,
        content=news.content, hour=news.hour,
    )  # fmt: skip
    await play.store.write(lambda tx: rows.add(tx, waiting))
    with pytest.raises(NotFound):
        await play.does(AMAL, questions.ask, waiting.id)

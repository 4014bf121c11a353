"""Themes on both databases: one id on the case, a sealed title, and nothing that links people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import ButtonTooOld, NotAllowed, NotFound, NothingWritten, TitleTooLong
from bot.domain.handovers import Kind
from bot.domain.ids import ThemeId
from bot.domain.roles import Role
from bot.services import handovers, moderation, retention, themes
from bot.services.themes import Themed
from bot.store.db import Statement
from bot.store.schema import concern, theme
from tests.kit.turns import Scene
from tests.services.test_handovers import LISE, METTE, PALLE, _offers, _staffed
from tests.services.test_rotation import rotates

AMAL, PIA, FAR = 1001, 2010, 2011
TITLE = "Mørk tunnel"


async def _case(play: Scene, chat: int = AMAL, area: str = "hoeje-gladsaxe") -> Concern:
    await play.resident(chat)
    return await play.shares(chat, area=area)


async def _opens(play: Scene, found: Concern, title: str = TITLE) -> ThemeId:
    await play.does(METTE, themes.name, found.id)
    turn = await play.does(METTE, themes.type_title, 1, title)
    return (await play.does(METTE, themes.open_new, turn.dialogue.version))[1].theme.id


async def _closes(play: Scene, found: Concern) -> None:
    await play.does(METTE, moderation.claim, found.id)
    await play.does(METTE, moderation.close, found.id, Outcome.HELPED)


async def _rows(play: Scene, table: Any) -> list[dict[str, Any]]:
    return [dict(r) for r in await play.store.read(lambda tx: tx.rows(Statement(select(table))))]


async def test_a_title_is_sealed_and_opens_under_new_keys(play: Scene) -> None:
    await _staffed(play)
    opened = await _opens(play, await _case(play))
    (row,) = await _rows(play, theme)
    assert TITLE.encode() not in bytes(row["sealed"])
    await rotates(play)
    assert (await play.does(METTE, themes.read, opened)).theme.title == TITLE
    assert bytes((await _rows(play, theme))[0]["sealed"])[:2] == b"\0\2"


async def test_two_cases_of_a_theme_share_its_id_and_nothing_else(play: Scene) -> None:
    """But for what cases of one hour, area and language share anyway."""
    await _staffed(play)
    first, second, third = [await _case(play, AMAL + n) for n in range(3)]
    opened = await _opens(play, first)
    await play.does(METTE, themes.put_in, second.id, opened)
    kept = {bytes(r["id"]): r for r in await _rows(play, concern)}
    a, b, other = (kept[c.id] for c in (first, second, third))
    shared = {name for name in a if a[name] is not None and a[name] == b[name]}
    anyway = {name for name in a if a[name] is not None and a[name] == other[name]}
    assert shared - anyway <= {"theme", "version"}


async def test_only_colleagues_of_the_organisation_open_a_theme(play: Scene) -> None:
    await _staffed(play)
    await play.colleague(PIA, Role.PUBLISHER)
    found = await _case(play)
    opened = await _opens(play, found)
    for chat, refusal in ((PALLE, NotFound), (PIA, NotAllowed), (AMAL, NotAllowed)):
        with pytest.raises(refusal):
            await play.does(chat, themes.read, opened)
        with pytest.raises(refusal):
            await play.does(chat, themes.put_in, found.id, opened)
    assert await play.does(PALLE, themes.listed) == []


async def test_a_colleague_counts_only_cases_of_their_own_areas(play: Scene) -> None:
    await _staffed(play)
    await play.colleague(FAR, areas=["vaerebro"])
    first, far = await _case(play), await _case(play, AMAL + 1, area="vaerebro")
    opened = await _opens(play, first)
    await play.does(METTE, themes.put_in, far.id, opened)
    assert [c.id for c in (await play.does(FAR, themes.read, opened)).cases] == [far.id]
    with pytest.raises(NotFound):
        await play.does(FAR, themes.take_out, first.id)


async def test_three_closed_cases_make_a_theme_ready(play: Scene) -> None:
    await _staffed(play)
    found = [await _case(play, AMAL + n) for n in range(3)]
    opened = await _opens(play, found[0])
    for other in found[1:]:
        await play.does(METTE, themes.put_in, other.id, opened)
    for number, one in enumerate(found):
        assert await _ready(play) == []
        assert (await play.does(METTE, themes.read, opened)).is_ready is False
        await _closes(play, one)
        assert len((await play.does(METTE, themes.read, opened)).cases) == 3, number
    assert [r.theme.id for r in await _ready(play)] == [opened]
    await play.does(METTE, themes.close, opened)
    assert await play.does(METTE, themes.listed) == []
    assert [r.theme.id for r in await _ready(play)] == [opened]
    with pytest.raises(NotFound):
        await play.does(METTE, themes.put_in, found[0].id, opened)


async def _ready(play: Scene) -> list[Themed]:
    return list(await play.does(LISE, themes.ready))


async def test_the_next_case_is_one_that_waits_and_is_free(play: Scene) -> None:
    await _staffed(play)
    first, second = await _case(play), await _case(play, AMAL + 1)
    opened = await _opens(play, first)
    await play.does(METTE, themes.put_in, second.id, opened)
    await play.does(LISE, moderation.claim, first.id)
    following = await play.does(METTE, themes.next_case, opened)
    assert following is not None
    assert following.id == second.id
    await play.does(LISE, moderation.claim, second.id)
    assert await play.does(METTE, themes.next_case, opened) is None


async def test_an_answer_is_reused_only_within_its_theme(play: Scene) -> None:
    await _staffed(play)
    first, second, third = [await _case(play, AMAL + n) for n in range(3)]
    opened = await _opens(play, first)
    await play.does(METTE, themes.put_in, second.id, opened)
    for one in (first, second, third):
        await play.does(METTE, moderation.claim, one.id)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, themes.reuse, first.id)
    await play.does(METTE, moderation.write_reply, first.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, first.id, turn.dialogue.version, urgent=False)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, themes.reuse, third.id)
    turn = await play.does(METTE, themes.reuse, second.id)
    assert (turn.dialogue.words.text, turn.dialogue.about) == ("Tak.", second.id)


async def test_only_the_title_that_was_shown_is_kept(play: Scene) -> None:
    await _staffed(play)
    found = await _case(play)
    turn = await play.does(METTE, themes.name, found.id)
    with pytest.raises(NothingWritten):
        await play.does(METTE, themes.open_new, turn.dialogue.version)
    with pytest.raises(TitleTooLong):
        await play.does(METTE, themes.type_title, 1, "x" * 61)
    turn = await play.does(METTE, themes.type_title, 1, TITLE)
    await play.does(METTE, themes.type_title, 2, "Andet")
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, themes.open_new, turn.dialogue.version)


async def test_a_theme_goes_with_the_last_of_its_cases(play: Scene) -> None:
    await _staffed(play)
    first, second, moved = [await _case(play, AMAL + n) for n in range(3)]
    await _opens(play, first, "A")
    await _opens(play, second, "B")
    await _opens(play, moved, "C")
    await play.does(METTE, themes.take_out, first.id)
    assert len(await _rows(play, theme)) == 2
    offered = await _offers(play, moved, kind=Kind.MOVE)
    await play.does(PALLE, handovers.accept, offered.id)
    await _closes(play, second)
    play.now += timedelta(days=91)
    await play.does(METTE, retention.look)
    assert await _rows(play, theme) == []

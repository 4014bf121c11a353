"""Cases about the same: put into one theme, answered one by one, never linked for residents."""

from __future__ import annotations

from bot.domain.actions import NameTheme, ShowTheme
from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import NotFound, TitleTooLong, TooManyThemes
from bot.domain.ids import ThemeId
from bot.domain.people import Lang
from bot.domain.themes import OPEN, TITLE
from bot.store import concerns
from bot.texts import common, masking, refusals, staff, themes
from tests.journeys.ways import WORDS, case_id, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World
from tests.vault.test_keyring import of_the_first_release

TITLES = {Lang.DA: "Gadelys", Lang.AR: "إنارة الشارع", Lang.EN: "Street lamps"}
ANSWERS = {
    Lang.DA: "Tak. Lyset bliver lavet på fredag.",
    Lang.AR: "شكرًا. سيُصلح الضوء يوم الجمعة.",
    Lang.EN: "Thank you. The light is mended on Friday.",
}


async def _opens_theme_of(colleague: Player, code: str) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(colleague.t))
    await colleague.taps(themes.button_theme(colleague.t))


async def _puts(colleague: Player, code: str, title: str, *, new: bool = False) -> None:
    t = colleague.t
    await _opens_theme_of(colleague, code)
    if new:
        await colleague.taps(themes.button_new(t))
        await colleague.says(title)
        await colleague.taps(themes.button_keep(t))
    else:
        await colleague.taps(themes.button_choose(t, title))


async def _closes(colleague: Player, code: str) -> None:
    t = colleague.t
    await colleague.says(f"/case {code}")
    if staff.button_claim(t) in newest_buttons(colleague):
        await colleague.taps(staff.button_claim(t))
    await colleague.taps(staff.button_close(t))
    await colleague.taps(common.outcome(t, Outcome.HELPED))


async def _cases(world: World, lang: Lang, count: int) -> list[tuple[Player, str]]:
    found = []
    for n in range(count):
        someone = await world.resident(lang)
        found.append((someone, await world.shares_concern(someone, f"{WORDS[lang]} {n}")))
        await world.pass_time(hours=1)  # so that their order is known
    return found


async def test_cases_of_a_theme_are_answered_one_by_one(world: World, lang: Lang) -> None:
    mette, title = await world.moderator(lang), TITLES[lang]
    t = mette.t
    people = await _cases(world, lang, 3)
    for n, (_, code) in enumerate(people):
        await _puts(mette, code, title, new=n == 0)
        assert themes.put_in(t, code, title) == mette.sees
    await mette.says("/themes")
    assert plain(themes.themes(t)) == mette.sees
    await mette.taps(themes.button_open(t, title, 3, ready=False))
    assert plain(themes.theme(t, title, 3, 0)) == mette.sees
    await mette.taps(themes.button_next(t))
    assert themes.next_of(t, title) in mette.sees
    for n, (someone, code) in enumerate(people):
        assert code in mette.sees
        await mette.taps(staff.button_claim(t))
        await mette.taps(staff.button_reply(t))
        if n == 0:
            assert themes.button_reuse(t) not in newest_buttons(mette)
            await mette.says(ANSWERS[lang])
        else:
            await mette.taps(themes.button_reuse(t))
        assert ANSWERS[lang] in mette.sees, "each answer has its own preview"
        await mette.taps(staff.button_send_reply(t))
        assert not any(ANSWERS[lang] in shown(later) for later, _ in people[n + 1 :])
        await someone.says("/cases")
        await someone.taps(code)
        assert ANSWERS[lang] in someone.sees
        assert title not in shown(someone)
        await mette.taps(themes.button_next(t))
    assert themes.none_left(t, title) in mette.sees
    for _, code in people:
        await _closes(mette, code)
    await mette.says("/themes")
    await mette.taps(themes.button_open(t, title, 3, ready=True))
    assert themes.ready(t) in mette.sees
    assert themes.button_case(t, await _concern(world, people[0][1])) in newest_buttons(mette)
    await mette.taps(themes.button_close(t))
    assert themes.closed(t, title) in mette.sees
    await mette.says("/themes")
    assert not [label for label in newest_buttons(mette) if title in label]


async def _concern(world: World, code: str) -> Concern:
    found = await case_id(world, code)
    return await world.bot.store.read(lambda tx: concerns.get(tx, found))


async def test_a_case_is_taken_out_of_its_theme_again(world: World, lang: Lang) -> None:
    mette, title = await world.moderator(lang), TITLES[lang]
    t = mette.t
    ((_, code),) = await _cases(world, lang, 1)
    await _opens_theme_of(mette, code)
    assert plain(themes.ask(t, code)) == mette.sees
    await mette.taps(themes.button_new(t))
    assert themes.ask_title(t) == mette.sees
    await mette.says("x" * (TITLE + 1))
    assert refusals.sentence(t, TitleTooLong(TITLE)) in mette.sees
    await mette.says(title)
    assert plain(themes.title(t, title)) == mette.sees
    await mette.taps(themes.button_keep(t))
    await _opens_theme_of(mette, code)
    assert themes.now(t, title) in mette.sees
    await mette.taps(themes.button_take_out(t))
    assert themes.taken_out(t, code) == mette.sees
    await mette.says("/themes")
    assert not [label for label in newest_buttons(mette) if title in label]
    await forges(mette, ShowTheme(ThemeId(bytes(16)), 0))
    assert refusals.sentence(t, NotFound()) == mette.sees


async def test_only_so_many_themes_are_open(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    t = mette.t
    people = await _cases(world, lang, 1)
    code = people[0][1]
    for n in range(OPEN):
        other = await world.shares_concern(await world.resident(lang), f"{WORDS[lang]} {n}")
        await _puts(mette, other, f"{TITLES[lang]} {n}", new=True)
    await _opens_theme_of(mette, code)
    assert themes.button_new(t) not in newest_buttons(mette)
    await forges(mette, NameTheme(await case_id(world, code)))
    assert refusals.sentence(t, TooManyThemes(OPEN)) == mette.sees


async def test_a_bot_that_was_upgraded_gets_the_key_its_keyring_lacks(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    ((someone, code),) = await _cases(world, lang, 1)
    await world.stop()
    of_the_first_release(world.settings.keyring_file)
    await world.begin()
    await _puts(mette, code, TITLES[lang], new=True)
    await world.restart()
    await mette.says("/themes")
    assert themes.button_open(mette.t, TITLES[lang], 1, ready=False) in newest_buttons(mette)
    await someone.says("/cases")
    assert code in "".join(newest_buttons(someone))

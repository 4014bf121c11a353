"""Writing news: what is chosen besides the texts, and what is said about what is missing."""

from __future__ import annotations

import io

from PIL import Image
from sqlalchemy import delete

from bot.domain.actions import BulletinAreas, BulletinTopic, ProposeBulletin
from bot.domain.bulletins import Content, Priority
from bot.domain.clues import MASK, Clue
from bot.domain.errors import ButtonTooOld, NotFound, PictureNotReady
from bot.domain.ids import AreaId, OrganisationId, TopicId
from bot.domain.people import Lang
from bot.domain.pictures import Trouble
from bot.simulator import Fault, Message
from bot.store.db import Statement
from bot.store.schema import illustration
from bot.texts import authoring, common, pictures, publisher, refusals, resident, signing
from tests.journeys.ways import AREA, FAR_AREA, area_name, forges, newest_buttons, plain
from tests.kit import files
from tests.kit.world import Player, World

NEWS = {
    Lang.DA: "Vi mødes i beboerhuset på torsdag.",
    Lang.AR: "يوم مفتوح في دار السكان يوم الخميس.",
    Lang.EN: "Open house on Thursday.",
}


async def writes(karim: Player, *languages: Lang) -> None:
    await karim.says("/bulletin")
    for each in languages:
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        await karim.says(NEWS[each])


async def to_areas(karim: Player, *areas: str) -> None:
    await karim.taps(publisher.button_areas(karim.t))
    for area in areas:
        await karim.taps(publisher.button_area(karim.t, area_name(karim, area), chosen=False))
    await karim.taps(publisher.button_done(karim.t))


async def test_one_line_says_what_is_still_missing(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await writes(karim, Lang.DA)
    assert authoring.completeness(karim.t, Content(texts={Lang.DA: "x"})) in karim.sees
    await writes(karim, Lang.AR, Lang.EN)
    no_areas = Content(texts=NEWS)
    assert authoring.completeness(karim.t, no_areas) in karim.sees
    await to_areas(karim, AREA)
    whole = Content(texts=NEWS, areas=frozenset({AreaId(AREA)}))
    assert authoring.completeness(karim.t, whole) in karim.sees


async def test_a_topic_and_a_priority_are_chosen_and_shown(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    t = karim.t
    await writes(karim, *Lang)
    assert authoring.topic(t, "") in karim.sees
    assert authoring.priority(t, Priority.NORMAL) in karim.sees
    await karim.taps(authoring.button_topic(t))
    assert authoring.ask_topic(t) == karim.sees
    youth = t.name(world.bot.house.partnership.topic(TopicId("youth")).names)
    await karim.taps(authoring.button_choice(t, youth, chosen=False))
    assert plain(authoring.topic(t, youth)) in karim.sees
    await karim.taps(authoring.button_priority(t))
    assert authoring.ask_priority(t) == karim.sees
    quiet = authoring.priority_name(t, Priority.QUIET)
    await karim.taps(authoring.button_choice(t, quiet, chosen=False))
    await to_areas(karim, AREA)
    await karim.taps(publisher.button_preview(t))
    assert plain(authoring.topic(t, youth)) in karim.sees
    assert authoring.priority(t, Priority.QUIET) in karim.sees
    await karim.taps(common.button_back(t))
    await karim.taps(authoring.button_topic(t))
    assert authoring.button_choice(t, youth, chosen=True) in newest_buttons(karim)
    await karim.taps(authoring.button_no_topic(t))
    assert authoring.topic(t, "") in karim.sees
    await forges(karim, BulletinTopic(TopicId("atlantis")))
    assert refusals.sentence(t, NotFound()) in karim.sees


async def test_all_areas_of_a_municipality_are_chosen_with_one_tap(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    t, partnership = karim.t, world.bot.house.partnership
    await karim.says("/bulletin")
    await karim.taps(publisher.button_areas(t))
    home = t.name(partnership.organisation(OrganisationId("gladsaxe")).names)
    assert authoring.button_all(t, chosen=False) not in newest_buttons(karim)
    await karim.taps(authoring.button_all_of(t, home, chosen=False))
    own = partnership.areas_of(OrganisationId("gladsaxe"))
    for area in own:
        assert publisher.button_area(t, area.name, chosen=True) in newest_buttons(karim)
    await karim.taps(authoring.button_all_of(t, home, chosen=True))
    for area in own:
        assert publisher.button_area(t, area.name, chosen=False) in newest_buttons(karim)
    await forges(karim, BulletinAreas(OrganisationId("ballerup")))
    assert refusals.sentence(t, ButtonTooOld()) in karim.sees


async def test_the_police_choose_every_area_with_one_tap(world: World, lang: Lang) -> None:
    officer = await world.publisher(lang, organisation="politi")
    t = officer.t
    await officer.says("/bulletin")
    await officer.taps(publisher.button_areas(t))
    await officer.taps(authoring.button_all(t, chosen=False))
    for area in (AREA, FAR_AREA):
        name = area_name(officer, area)
        assert publisher.button_area(t, name, chosen=True) in newest_buttons(officer)
    await officer.taps(authoring.button_all(t, chosen=True))
    assert authoring.button_all(t, chosen=False) in newest_buttons(officer)


async def test_before_it_is_proposed_its_followers_are_shown_by_area_and_language(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await writes(karim, *Lang)
    await to_areas(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))
    nobody = dict.fromkeys(Lang, 0)
    assert plain(authoring.followers_of(karim.t, area_name(karim), nobody)) in karim.sees


# --- the picture -------------------------------------------------------------------------------


def _photos(player: Player) -> list[Message]:
    """Pictures of the bot on the phone."""
    return [m for m in player.person.chat.messages if m.outgoing and m.photo]


async def _sends_picture(player: Player, data: bytes | None = None) -> None:
    await player.person.send_photo(data or files.photo())
    await player.world.settled()


async def test_a_picture_that_is_still_on_its_way_is_waited_for(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await writes(karim, *Lang)
    await to_areas(karim, AREA)
    world.sim.faults.add(Fault("error500", methods=frozenset({"getFile"}), times=None))
    await _sends_picture(karim)
    await karim.says("/bulletin")
    assert authoring.on_its_way(karim.t) in karim.sees
    await karim.taps(publisher.button_preview(karim.t))
    assert refusals.sentence(karim.t, PictureNotReady()) in karim.sees
    world.sim.faults.clear()
    await world.pass_time(seconds=31)
    await karim.says("/bulletin")
    assert authoring.on_its_way(karim.t) not in karim.sees


async def test_a_picture_goes_with_the_news_from_the_author_to_the_signer_to_the_reader(
    world: World, lang: Lang
) -> None:
    karim, reader = await world.publisher(lang), await world.resident(lang, follows=[AREA])
    t = karim.t
    await writes(karim, *Lang)
    await to_areas(karim, AREA)
    await karim.taps(authoring.button_picture(t))
    assert authoring.ask_picture(t) == karim.sees
    await _sends_picture(karim, files.photo(4000, 3000))
    [added] = _photos(karim)
    assert added.text == authoring.picture_added(t)
    assert added.photo
    assert Image.open(io.BytesIO(added.photo.data)).size == (2000, 1500)
    await karim.taps(common.button_back(t))
    assert authoring.picture(t, there=True) in karim.sees
    await karim.taps(publisher.button_preview(t))
    own = _photos(karim)[1:]
    assert [NEWS[each] in m.text for each, m in zip(Lang, own, strict=True)] == [True] * len(Lang)
    await karim.taps(publisher.button_propose(t))
    aase = await world.signs()
    assert len(_photos(aase)) == len(Lang)
    await reader.taps(resident.button_see_news(reader.t))
    [seen] = _photos(reader)
    assert NEWS[lang] in seen.text
    assert own[list(Lang).index(lang)].html.endswith("\n\n" + seen.html)
    assert seen.photo
    assert seen.photo.data == added.photo.data


async def test_words_are_read_without_their_picture_when_it_is_gone(
    world: World, lang: Lang
) -> None:
    karim, reader = await world.publisher(lang), await world.resident(lang, follows=[AREA])
    await writes(karim, *Lang)
    await to_areas(karim, AREA)
    await _sends_picture(karim)
    await karim.taps(common.button_back(karim.t))
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await world.bot.store.write(lambda tx: tx.run(Statement(delete(illustration))))
    await reader.taps(resident.button_see_news(reader.t))
    assert _photos(reader) == []
    assert NEWS[lang] in reader.sees
    assert newest_buttons(reader)


async def test_a_text_too_long_for_a_caption_follows_its_picture(world: World, lang: Lang) -> None:
    karim, reader = await world.publisher(lang), await world.resident(lang, follows=[AREA])
    await writes(karim)
    for each in Lang:
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        await karim.says(" ".join([NEWS[each]] * 40))
    await _sends_picture(karim)
    await karim.taps(common.button_back(karim.t))
    await to_areas(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await reader.taps(resident.button_see_news(reader.t))
    assert [m.text for m in _photos(reader)] == [authoring.picture_first(reader.t)]
    assert NEWS[lang] in reader.sees


async def test_a_picture_of_news_is_taken_out_again(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await writes(karim, Lang.DA)
    await _sends_picture(karim)
    await karim.taps(pictures.button_remove(karim.t))
    assert pictures.removed(karim.t) in karim.sees
    assert authoring.picture(karim.t, there=False) in karim.sees
    assert not any(m.photo for m in karim.person.chat.messages)


async def test_a_file_that_is_no_picture_is_told_and_the_draft_stands(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await writes(karim, Lang.DA)
    await karim.person.send_document("plan.png", b"no picture", "image/png")
    await world.settled()
    assert pictures.trouble(karim.t, Trouble.BROKEN) in karim.sees
    await karim.taps(pictures.button_go_on(karim.t))
    await karim.says("/bulletin")
    assert authoring.picture(karim.t, there=False) in karim.sees


# --- what to look at once more -----------------------------------------------------------------

PHONE = "20 30 40 50"


async def _writes_with(karim: Player, texts: dict[Lang, str]) -> None:
    await karim.says("/bulletin")
    for each, text in texts.items():
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        await karim.says(text)
    await to_areas(karim, AREA)
    await karim.taps(publisher.button_preview(karim.t))


async def test_author_and_signer_are_warned_of_a_wrong_language_and_a_missing_number(
    world: World, lang: Lang
) -> None:
    karim, aase = await world.publisher(lang), await world.approver()
    await _writes_with(
        karim,
        {**NEWS, Lang.DA: f"{NEWS[Lang.DA]} Kl. 17.30", Lang.EN: NEWS[Lang.DA] + " Og kaffe."},
    )
    assert plain(authoring.looks_other(karim.t, [Lang.EN])) in karim.sees
    assert plain(authoring.numbers_missing(karim.t, Lang.AR, ["17.30"])) in karim.sees
    await karim.taps(publisher.button_propose(karim.t))  # a warning, no refusal
    await aase.taps(signing.button_look(aase.t))
    assert plain(authoring.looks_other(aase.t, [Lang.EN])) in aase.sees
    assert plain(authoring.numbers_missing(aase.t, Lang.EN, ["17.30"])) in aase.sees


async def test_a_phone_number_is_masked_before_anything_is_proposed(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await _writes_with(karim, {each: f"{text} {PHONE}" for each, text in NEWS.items()})
    assert plain(authoring.clues_found(karim.t, [Clue.PHONE])) in karim.sees
    assert publisher.button_propose(karim.t) not in newest_buttons(karim)
    await karim.taps(resident.button_mask(karim.t))
    assert plain(authoring.clues_found(karim.t, [Clue.PHONE])) not in karim.sees
    await karim.taps(publisher.button_propose(karim.t))
    reader = await world.resident(lang, follows=[AREA])
    await world.signs()
    await reader.taps(resident.button_see_news(reader.t))
    assert PHONE not in reader.sees
    assert MASK in reader.sees


async def test_a_phone_number_is_kept_on_purpose_and_the_signer_is_told(
    world: World, lang: Lang
) -> None:
    karim, aase = await world.publisher(lang), await world.approver()
    await _writes_with(karim, {each: f"{text} {PHONE}" for each, text in NEWS.items()})
    await forges(karim, ProposeBulletin(0))
    assert refusals.sentence(karim.t, ButtonTooOld()) in karim.sees
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(authoring.button_keep(karim.t))
    assert plain(authoring.clues_kept(karim.t, [Clue.PHONE])) in karim.sees
    await karim.taps(publisher.button_propose(karim.t))
    await aase.taps(signing.button_look(aase.t))
    assert plain(authoring.clues_kept(aase.t, [Clue.PHONE])) in aase.sees


async def test_typed_markup_mentions_and_links_are_shown_as_they_were_typed(
    world: World, lang: Lang
) -> None:
    typed = "<b>fed</b> [tekst](https://example.org) @kommunen &amp; __streg__"
    karim, reader = await world.publisher(lang), await world.resident(lang, follows=[AREA])
    await _writes_with(karim, {each: f"{text} {typed}" for each, text in NEWS.items()})
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await reader.taps(resident.button_see_news(reader.t))
    assert typed in reader.sees
    assert all(e["type"] not in ("text_link", "text_mention") for e in reader.screen.entities)


# --- silence -----------------------------------------------------------------------------------


async def test_publishers_are_told_once_of_a_silence_and_write_to_its_areas(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    t, defaults = karim.t, world.bot.house.defaults
    own = world.bot.house.partnership.areas_of(OrganisationId("gladsaxe"))
    said = plain(authoring.silent(t, [a.name for a in own], defaults.silent_days))
    await world.tick("silence")
    await world.pass_time(days=defaults.silent_days)
    for _ in range(4 * 8):  # until the municipality has been open
        await world.pass_time(hours=3)
        await world.tick("silence")
    await world.settled()
    assert sum(said in m.text for m in karim.person.chat.messages) <= 1
    assert said in karim.sees
    await karim.taps(authoring.button_write_to_silent(t))
    await karim.taps(publisher.button_areas(t))
    for area in own:
        assert publisher.button_area(t, area.name, chosen=True) in newest_buttons(karim)

"""The screens of publishers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.actions import (
    BulletinArea,
    BulletinAreas,
    BulletinFallback,
    BulletinLanguage,
    BulletinPage,
    BulletinPriority,
    BulletinReport,
    BulletinTopic,
    Go,
    KeepClues,
    MaskNews,
    NoBulletinPicture,
    Page,
    ProposeBulletin,
    ShowBulletinDraft,
)
from bot.domain.bulletins import (
    Bulletin,
    BulletinDraft,
    Content,
    Priority,
    Tie,
)
from bot.domain.clues import (
    Clue,
)
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.domain.places import Area, Organisation, Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import (
    bulletin_page,
    incidents,
    telling,
)
from bot.screens.authoring import (
    doubts,
    kept_clues,
)
from bot.screens.common import (
    back,
    cancel,
    pairs,
    singles,
)
from bot.screens.illustrated import (
    illustrated,
)
from bot.screens.resident import bulletin_text
from bot.texts import authoring as authoring_texts
from bot.texts import common as common_texts
from bot.texts import (
    happenings as happening_texts,
)
from bot.texts import (
    pictures as picture_texts,
)
from bot.texts import publisher as texts
from bot.texts import resident as resident_texts


def _to(label: str, page: BulletinPage) -> Button:
    return Button(label, ShowBulletinDraft(page))


def draft(t: Catalog, partnership: Partnership, value: BulletinDraft) -> Screen:
    """The completeness line, and a button for everything that can be done."""
    content = value.content
    change = Button(happening_texts.button_change_event(t), Go(Page.EVENT))
    facts = pairs(
        (
            *_areas_row(t, content),
            _to(authoring_texts.button_topic(t), BulletinPage.TOPIC),
            _to(authoring_texts.button_priority(t), BulletinPage.PRIORITY),
            _to(authoring_texts.button_picture(t), BulletinPage.PICTURE),
        )
    )
    rows = (
        *incidents.offer(t, partnership, value),
        *(_language_row(t, content, lang) for lang in Lang if not content.has_fixed_words),
        *(((change,),) if content.event else ()),
        *facts,
        *(() if content != Content() else telling.other_kinds(t)),
        (_to(texts.button_preview(t), BulletinPage.PREVIEW),),
        (_to(texts.button_discard(t), BulletinPage.DISCARD), back(t)),
    )
    lines = [
        *((happening_texts.facts(t, content.event), "") if content.event else ()),
        texts.draft(t, content, chosen_areas(partnership, content)),
        *settings(t, partnership, content),
        *((authoring_texts.on_its_way(t),) if value.is_fetching else ()),
        "",
        authoring_texts.completeness(t, content),
    ]
    screen = Screen(text="\n".join(lines), rows=rows)
    return bulletin_page.on_draft(t, screen, content)


def _areas_row(t: Catalog, value: Content) -> tuple[Button, ...]:
    """Those of a correction stand, and those of a question that is asked."""
    if value.tie is Tie.CORRECTION or value.has_fixed_areas:
        return ()
    return (_to(texts.button_areas(t), BulletinPage.AREAS),)


def settings(t: Catalog, partnership: Partnership, value: Content) -> Sequence[str]:
    """A line for everything that was chosen besides texts and areas."""
    topic = partnership.topics.get(value.topic) if value.topic else None
    return (
        authoring_texts.topic(t, t.name(topic.names) if topic else ""),
        authoring_texts.priority(t, value.priority),
        authoring_texts.picture(t, there=value.picture is not None),
    )


def chosen_areas(partnership: Partnership, value: Content) -> list[str]:
    """Their names, in the partnership's order."""
    return [a.name for a in partnership.areas.values() if a.id in value.areas]


def topics(t: Catalog, partnership: Partnership, value: BulletinDraft) -> Screen:
    chosen = value.content.topic
    rows = singles(
        Button(
            authoring_texts.button_choice(t, t.name(topic.names), chosen=topic.id == chosen),
            BulletinTopic(topic.id),
        )
        for topic in partnership.topics.values()
    )
    none = authoring_texts.button_no_topic(t)
    last = (Button(none, BulletinTopic(None)), _to(common_texts.button_back(t), BulletinPage.EDIT))
    return Screen(text=authoring_texts.ask_topic(t), rows=(*rows, last))


def priorities(t: Catalog, value: BulletinDraft) -> Screen:
    rows = singles(
        Button(
            authoring_texts.button_choice(
                t, authoring_texts.priority_name(t, each), chosen=each is value.content.priority
            ),
            BulletinPriority(each),
        )
        for each in Priority
    )
    again = _to(common_texts.button_back(t), BulletinPage.EDIT)
    return Screen(text=authoring_texts.ask_priority(t), rows=(*rows, (again,)))


def _language_row(t: Catalog, value: Content, lang: Lang) -> tuple[Button, ...]:
    write = Button(texts.button_write(t, lang, written=lang in value.texts), BulletinLanguage(lang))
    if lang is Lang.DA or lang in value.texts:
        return (write,)
    chosen = lang in value.fallback
    return (write, Button(texts.button_fallback(t, lang, chosen=chosen), BulletinFallback(lang)))


def ask_text(t: Catalog, lang: Lang) -> Screen:
    again = _to(common_texts.button_back(t), BulletinPage.EDIT)
    return Screen(text=texts.ask_text(t, lang), rows=((again, cancel(t)),))


def areas(
    t: Catalog, partnership: Partnership, value: BulletinDraft, targets: Sequence[Area]
) -> Screen:
    """Each municipality, then its areas; all at once comes first where there are several."""
    chosen = value.content.areas
    homes = [o for o in partnership.with_areas() if any(a.organisation == o.id for a in targets)]
    rows: Rows = ()
    if len(homes) > 1:
        every = {a.id for a in targets} <= chosen
        rows = ((Button(authoring_texts.button_all(t, chosen=every), BulletinAreas(None)),),)
    for home in homes:
        own = [a for a in targets if a.organisation == home.id]
        rows = (*rows, *_all_of(t, home, own, chosen), *_each_of(t, own, chosen))
    done = _to(texts.button_done(t), BulletinPage.EDIT)
    return Screen(text=texts.areas(t), rows=(*rows, (done,)))


def _all_of(t: Catalog, home: Organisation, own: Sequence[Area], chosen: frozenset[AreaId]) -> Rows:
    if len(own) < 2:
        return ()
    every = {a.id for a in own} <= chosen
    label = authoring_texts.button_all_of(t, t.name(home.names), chosen=every)
    return ((Button(label, BulletinAreas(home.id)),),)


def _each_of(t: Catalog, own: Sequence[Area], chosen: frozenset[AreaId]) -> Rows:
    return singles(
        Button(texts.button_area(t, a.name, chosen=a.id in chosen), BulletinArea(a.id)) for a in own
    )


def picture(t: Catalog, value: BulletinDraft) -> Screen:
    """Exactly as its readers get it, or how to add one. Sending another takes its place."""
    page = value.content.picture
    again = _to(common_texts.button_back(t), BulletinPage.EDIT)
    if page is None and not value.is_fetching:
        return Screen(text=authoring_texts.ask_picture(t), rows=((again,),))
    remove = Button(picture_texts.button_remove(t), NoBulletinPicture())
    if page is None:
        return Screen(text=authoring_texts.on_its_way(t), rows=((remove, again),))
    return Screen(text=authoring_texts.picture_added(t), picture=page, rows=((remove, again),))


def audience(
    t: Catalog, partnership: Partnership, followers: Mapping[AreaId, Mapping[Lang, int]]
) -> str:
    """A line for each area: how many follow it in each language, in bands and never added up."""
    known = [a for a in partnership.areas.values() if a.id in followers]
    lines = [authoring_texts.followers_of(t, a.name, followers[a.id]) for a in known]
    return "\n".join([authoring_texts.followers_head(t), *lines])


def preview(
    t: Catalog,
    catalogs: Mapping[Lang, Catalog],
    partnership: Partnership,
    value: Bulletin,
    followers: Mapping[AreaId, Mapping[Lang, int]],
    version: int,
    clues: Sequence[Clue] = (),
) -> tuple[Screen, ...]:
    """One message a language, exactly as its readers see it; then the question to send.

    clues: what could tell who somebody is; it is masked or kept on purpose before anything else.
    """
    chosen = chosen_areas(partnership, value.content)
    acts: Rows = ((Button(texts.button_propose(t), ProposeBulletin(version)),),)
    warned = kept_clues(t, partnership, value.content)
    if clues:
        warned = [authoring_texts.clues_found(t, clues)]
        acts = (
            (Button(resident_texts.button_mask(t), MaskNews()),),
            (Button(authoring_texts.button_keep(t), KeepClues(version)),),
        )
    rows: Rows = (
        *acts,
        (_to(common_texts.button_back(t), BulletinPage.EDIT), cancel(t)),
    )
    parts = [
        audience(t, partnership, followers),
        "\n".join(settings(t, partnership, value.content)),
        *doubts(t, value.content),
        *warned,
        texts.ready(t, chosen),
    ]
    question = Screen(text="\n\n".join(parts), rows=rows)
    question = bulletin_page.on_question(t, partnership, question, value.content)
    return (*as_readers_see_it(t, catalogs, partnership, value), question)


def as_readers_see_it(
    t: Catalog, catalogs: Mapping[Lang, Catalog], partnership: Partnership, value: Bulletin
) -> tuple[Screen, ...]:
    """One message a language, exactly as its readers get it; two where its picture comes first."""
    return tuple(
        screen
        for lang in Lang
        for screen in illustrated(
            catalogs[lang],
            Screen(text=bulletin_text(catalogs[lang], partnership, value)),
            value.content.picture,
            texts.preview_head(t, lang),
        )
    )


def proposed(t: Catalog, value: Bulletin) -> Screen:
    look = Button(texts.button_report(t), BulletinReport(value.id))
    return Screen(text=texts.proposed(t), rows=((look,), (back(t),)))


def discarded(t: Catalog) -> Screen:
    return Screen(text=texts.discarded(t), rows=((back(t),),))

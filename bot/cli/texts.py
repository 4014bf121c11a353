"""nabodialog texts: keep the catalogs in step with the sentences in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.domain.people import Lang
from bot.i18n import LOCALES

app = typer.Typer(help="Texts and their translations.", no_args_is_help=True)

KEYWORDS = {"pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
HEADER = "# Texts of Nabodialog."
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Fixed, so that an unchanged catalog is an unchanged file."""
PLURALS = {
    Lang.DA: (2, "(n != 1)"),
    Lang.EN: (2, "(n != 1)"),
    Lang.AR: (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    ),
}
_HOLES = re.compile(r"\{(\w+)\}")
_TAGS = re.compile(r"</?\w+>")
_ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
_LATIN = re.compile(r"[A-Za-z0-9@/]{2,}")


def po_path(lang: Lang, folder: Path = LOCALES) -> Path:
    return folder / lang.value / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """All sentences of the code."""
    catalog = Catalog(project="Nabodialog", header_comment=HEADER, creation_date=EPOCH)
    root = LOCALES.parent
    for found in extract_from_dir(
        root / "texts", keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        name, _line, message, comments, context = found
        catalog.add(
            message, None, [(f"bot/texts/{name}", 0)], auto_comments=comments, context=context
        )
    return catalog


def faults(lang: Lang, folder: Path = LOCALES) -> Iterator[str]:
    """What is wrong with a catalog: missing, empty, fuzzy, other holes or tags, bare Latin runs."""
    with po_path(lang, folder).open("rb") as file:
        catalog = read_po(file, locale=lang.value)
    wanted = {(m.context, _key(m)) for m in extracted() if m.id}
    known = {(m.context, _key(m)) for m in catalog if m.id}
    for context, key in sorted(wanted - known, key=str):
        yield f"{lang}: missing: [{context}] {key}"
    for context, key in sorted(known - wanted, key=str):
        yield f"{lang}: no longer used: [{context}] {key}"
    for message in catalog:
        if message.id:
            yield from (
                f"{lang}: {fault}: [{message.context}] {_key(message)}"
                for fault in _message_faults(lang, message)
            )


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _message_faults(lang: Lang, message: Message) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not forms or not all(forms):
        yield "an empty form"
        return
    if message.fuzzy:
        yield "fuzzy"
    if not isinstance(message.id, str) and len(forms) != PLURALS[lang][0]:
        yield f"{len(forms)} plural forms instead of {PLURALS[lang][0]}"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    holes = {hole for text in ids for hole in _HOLES.findall(text)}
    for form in forms:
        if not (holes - {"n"} <= set(_HOLES.findall(form)) <= holes):
            yield "other placeholders than the source"
        if sorted(_TAGS.findall(form)) != sorted(_TAGS.findall(ids[-1])):
            yield "other tags than the source"
        if lang.rtl and _LATIN.search(_ISOLATED.sub("", _TAGS.sub("", _HOLES.sub("", form)))):
            yield "a Latin run that is not isolated"


@app.command()
def update() -> None:
    """Take new sentences into the catalogs and drop unused ones."""
    template = extracted()
    with (LOCALES / "messages.pot").open("wb") as file:
        write_po(file, template, sort_output=True, include_lineno=False, width=100)
    for lang in Lang:
        _update_one(lang, template)
    typer.echo(f"{len(template)} sentences in {len(Lang)} languages")


def _update_one(lang: Lang, template: Catalog) -> None:
    path = po_path(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = Catalog(locale=lang.value)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=lang.value)
    fresh = Catalog(
        locale=lang.value,
        project="Nabodialog",
        header_comment=HEADER,
        creation_date=EPOCH,
        revision_date=EPOCH,
        last_translator="Nabodialog",
        language_team=lang.value,
        fuzzy=False,
    )
    _pin_plurals(fresh, lang)
    for message in template:
        if message.id:
            known = old.get(_key(message), message.context)
            string = message.id if lang is Lang.EN else (known.string if known else "")
            fresh.add(message.id, string, message.locations, context=message.context)
    with path.open("wb") as file:
        write_po(file, fresh, sort_output=True, include_lineno=False, width=100)


def _pin_plurals(catalog: Catalog, lang: Lang) -> None:
    """Tools order the Arabic forms differently; one header is pinned and tested."""
    forms, rule = PLURALS[lang]
    vars(catalog).update(_num_plurals=forms, _plural_expr=rule)


@app.command()
def check() -> None:
    """Name every fault of every catalog; exit 1 when there is one."""
    found = [fault for lang in Lang for fault in faults(lang)]
    for fault in found:
        typer.echo(fault)
    if found:
        raise typer.Exit(1)
    typer.echo("all catalogs are whole")

"""What the keyring made, kind by kind, and how the newest keys make it anew.

Each kind is moved in an order of its own, by random keys and in transactions of its own, so that
a rotation links no two rows of a person. Only who speaks while it runs is moved as a whole.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from bot.domain.ids import ChatId, ProfileId
from bot.domain.screens import Lane
from bot.store import mutes, profiles, pulses, sealed, staff
from bot.store.addresses import SLOTS
from bot.store.db import Job, Row, Tx
from bot.store.outbox import Target
from bot.store.sealed import SealedRows, Values
from bot.vault import addresses, receipts
from bot.vault.keyring import Keyring, Purpose
from bot.vault.sealing import SealBroken, Vault

PAGE = 200
"""Rows moved in one transaction: some milliseconds in which nobody else is answered."""

Known = Mapping[bytes, ChatId]
"""Profile tags under older keys, of chats that other rows tell of."""


def _nobody(_: Vault, __: Row) -> ChatId | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One kind of row. Everything but `purposes` raises SealBroken for a row that cannot be opened.

    purposes: which key made which column. chat: who is behind the row, if it says so. fresh: its
    columns as the newest keys make them. tag: the key of its tag, if a chat leads to the row.
    stream: rows under one tag are sent in order, so they move together. forget: what becomes of a
    row when nobody can say whose tag it has.
    """

    rows: SealedRows
    purposes: Callable[[Row], Mapping[str, Purpose]]
    fresh: Callable[[Vault, Row, ChatId | None], Values]
    chat: Callable[[Vault, Row], ChatId | None] = _nobody
    tag: Purpose | None = None
    slots: int | None = None
    stream: bool = False
    forget: Callable[[Tx, Row], Awaitable[None]] | None = None

    def is_newest(self, vault: Vault, row: Row) -> bool:
        """Whether the newest keys made every part of it, as far as its stamps tell."""
        made = self.purposes(row).items()
        return all(row[n] is None or vault.is_newest(p, bytes(row[n])) for n, p in made)

    def is_as_fresh(self, vault: Vault, row: Row) -> bool:
        """Whether it opens, and every part of it is what the newest keys would make."""
        new = self.fresh(vault, row, self.chat(vault, row))
        return self.is_newest(vault, row) and all(row[name] == new[name] for name in new)


# --- the kinds -----------------------------------------------------------------------------


def _chat_of_address(vault: Vault, row: Row) -> ChatId:
    return addresses.open_thread(vault, row["concern"], row["wrapped_key"], row["sealed"])


def _address(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    chat = chat or _chat_of_address(vault, row)
    wrapped = vault.reseal(Purpose.THREAD_ADDRESS, "address", row["concern"], row["wrapped_key"])
    slot = addresses.newest_slot_tag(vault, chat, row["slot_tag"], SLOTS)
    return {"slot_tag": slot, "wrapped_key": wrapped}


def _body(vault: Vault, row: Row, _: ChatId | None) -> Values:
    key = vault.reseal(Purpose.THREAD_BODY, "concern", row["id"], row["body_key"])
    return {"body_key": key}


def _chat_of_profile(vault: Vault, row: Row) -> ChatId | None:
    return addresses.open_profile(vault, row["id"], row["sealed"]) if row["sealed"] else None


def _profile(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    tag = addresses.profile_tag(vault, chat) if chat else row["tag"]
    address = row["sealed"]
    if address is not None:
        address = vault.reseal(Purpose.PROFILE_ADDRESS, "profile", row["id"], address)
    return {"tag": tag, "sealed": address}


async def _forget_profile(tx: Tx, row: Row) -> None:
    await profiles.delete_of(tx, ProfileId(row["id"]))


def _chat_of_moderator(vault: Vault, row: Row) -> ChatId:
    return addresses.open_staff(vault, row["id"], row["sealed"])


def _moderator(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    tag = addresses.staff_tag(vault, chat or _chat_of_moderator(vault, row))
    address = vault.reseal(Purpose.STAFF_ADDRESS, "moderator", row["id"], row["sealed"])
    return {"tag": tag, "sealed": address}


def _chat_of_dialogue(vault: Vault, row: Row) -> ChatId:
    kept = vault.open(Purpose.DIALOGUE, "dialogue", row["tag"], row["sealed"])
    return ChatId(json.loads(kept)["chat"])


def _dialogue(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    """Bound to its own tag, so a new tag takes a new seal."""
    tag = addresses.dialogue_tag(vault, chat or _chat_of_dialogue(vault, row))
    kept = vault.rebind(Purpose.DIALOGUE, "dialogue", row["tag"], tag, row["sealed"])
    return {"tag": tag, "sealed": kept}


def _chat_of_shown(vault: Vault, row: Row) -> ChatId:
    return addresses.open_shown(vault, row["id"], row["sealed"])[0]


def _shown(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    tag = addresses.dialogue_tag(vault, chat or _chat_of_shown(vault, row))
    kept = vault.reseal(Purpose.DIALOGUE, "shown", row["id"], row["sealed"])
    return {"tag": tag, "sealed": kept}


def _has_tag(row: Row) -> bool:
    """A file to be fetched goes by the random id of its picture."""
    return bool(row["target"] == Target.DIALOGUE.value and row["lane"] != Lane.FETCH.value)


def _chat_of_letter(vault: Vault, row: Row) -> ChatId | None:
    if not _has_tag(row):
        return None
    body = json.loads(vault.open(Purpose.OUTBOX, "outbox", row["stream"], row["body"]))
    return ChatId(body["params"]["chat_id"])


def _letter(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    """Only a dialogue's stream is a tag; the others are the random ids of rows."""
    stream = addresses.dialogue_tag(vault, chat) if chat else row["stream"]
    body = vault.rebind(Purpose.OUTBOX, "outbox", row["stream"], stream, row["body"])
    return {"stream": stream, "body": body}


def _letter_purposes(row: Row) -> Mapping[str, Purpose]:
    made = {"body": Purpose.OUTBOX}
    if _has_tag(row):
        made["stream"] = Purpose.DIALOGUE_TAG
    return made


def _receipt(vault: Vault, row: Row, _: ChatId | None) -> Values:
    tag, kept = receipts.sealed_anew(vault, row["concern"], row["sealed"])
    return {"tag": tag, "sealed": kept}


def _sealed(purpose: Purpose, table: str) -> Callable[[Vault, Row, ChatId | None], Values]:
    """A row of which nothing but its seal is made anew."""
    return lambda vault, row, _: {"sealed": vault.reseal(purpose, table, row["id"], row["sealed"])}


def _appeal(vault: Vault, row: Row, _: ChatId | None) -> Values:
    key = vault.reseal(Purpose.THREAD_ADDRESS, "appeal", row["id"], row["wrapped_key"])
    return {"wrapped_key": key}


def _chat_of_signup(vault: Vault, row: Row) -> ChatId:
    return addresses.open_signup(vault, row["id"], row["sealed"])[0]


def _signup(vault: Vault, row: Row, chat: ChatId | None) -> Values:
    """Whoever speaks meanwhile finds it under its older tag too, so nothing is carried."""
    chat = chat or _chat_of_signup(vault, row)
    kept = vault.reseal(Purpose.SIGNUP, "signup", row["id"], row["sealed"])
    return {"tag": addresses.signup_tags(vault, chat, row["event"])[0], "sealed": kept}


def _made(**purposes: Purpose) -> Callable[[Row], Mapping[str, Purpose]]:
    return lambda _: purposes


ADDRESSES = Holding(
    rows=sealed.ADDRESSES,
    purposes=_made(slot_tag=Purpose.SLOT_TAG, wrapped_key=Purpose.THREAD_ADDRESS),
    chat=_chat_of_address,
    fresh=_address,
    tag=Purpose.SLOT_TAG,
    slots=SLOTS,
)
BODIES = Holding(rows=sealed.BODIES, purposes=_made(body_key=Purpose.THREAD_BODY), fresh=_body)
PROFILES = Holding(
    rows=sealed.PROFILES,
    purposes=_made(tag=Purpose.PROFILE_TAG, sealed=Purpose.PROFILE_ADDRESS),
    chat=_chat_of_profile,
    fresh=_profile,
    tag=Purpose.PROFILE_TAG,
    forget=_forget_profile,
)
MODERATORS = Holding(
    rows=sealed.MODERATORS,
    purposes=_made(tag=Purpose.STAFF_TAG, sealed=Purpose.STAFF_ADDRESS),
    chat=_chat_of_moderator,
    fresh=_moderator,
    tag=Purpose.STAFF_TAG,
)
DIALOGUES = Holding(
    rows=sealed.DIALOGUES,
    purposes=_made(tag=Purpose.DIALOGUE_TAG, sealed=Purpose.DIALOGUE),
    chat=_chat_of_dialogue,
    fresh=_dialogue,
    tag=Purpose.DIALOGUE_TAG,
)
SHOWN = Holding(
    rows=sealed.SHOWN,
    purposes=_made(tag=Purpose.DIALOGUE_TAG, sealed=Purpose.DIALOGUE),
    chat=_chat_of_shown,
    fresh=_shown,
    tag=Purpose.DIALOGUE_TAG,
)
RECEIPTS = Holding(
    rows=sealed.RECEIPTS,
    purposes=_made(tag=Purpose.RECEIPT_TAG, sealed=Purpose.RECEIPT),
    fresh=_receipt,
)
RECEIPT_WORK = Holding(
    rows=sealed.RECEIPT_WORK,
    purposes=_made(sealed=Purpose.RECEIPT),
    fresh=_sealed(Purpose.RECEIPT, "receipt_work"),
)
TRANSLATIONS = Holding(
    rows=sealed.TRANSLATIONS,
    purposes=_made(sealed=Purpose.DIALOGUE),
    fresh=_sealed(Purpose.DIALOGUE, "translation"),
)
APPEALS = Holding(
    rows=sealed.APPEALS, purposes=_made(wrapped_key=Purpose.THREAD_ADDRESS), fresh=_appeal
)
THEMES = Holding(
    rows=sealed.THEMES,
    purposes=_made(sealed=Purpose.THEME),
    fresh=_sealed(Purpose.THEME, "theme"),
)
PICTURES = Holding(
    rows=sealed.DRAFT_PICTURES,
    purposes=_made(sealed=Purpose.DIALOGUE),
    fresh=_sealed(Purpose.DIALOGUE, "picture"),
)
DIGESTS = Holding(
    rows=sealed.DIGESTS,
    purposes=_made(sealed=Purpose.SEARCH),
    fresh=lambda vault, row, _: {
        "sealed": vault.reseal(Purpose.SEARCH, "digest", row["concern"], row["sealed"])
    },
)
GROUPS = Holding(
    rows=sealed.GROUPS,
    purposes=_made(sealed=Purpose.STAFF_ADDRESS),
    fresh=_sealed(Purpose.STAFF_ADDRESS, "staff_group"),
)
DELIVERIES = Holding(
    rows=sealed.DELIVERIES,
    purposes=_made(message=Purpose.PROFILE_ADDRESS),
    fresh=lambda vault, row, _: {
        "message": vault.reseal(
            Purpose.PROFILE_ADDRESS, "delivery", row["bulletin"] + row["profile"], row["message"]
        )
    },
)
PROGRESS = Holding(
    rows=sealed.PROGRESS,
    purposes=_made(sealed=Purpose.STAFF_ADDRESS),
    fresh=lambda vault, row, _: {
        "sealed": vault.reseal(Purpose.STAFF_ADDRESS, "progress", row["bulletin"], row["sealed"])
    },
)
SIGNUPS = Holding(
    rows=sealed.SIGNUPS,
    purposes=_made(tag=Purpose.SIGNUP_TAG, sealed=Purpose.SIGNUP),
    chat=_chat_of_signup,
    fresh=_signup,
)
HAPPENINGS = Holding(
    rows=sealed.HAPPENINGS,
    purposes=_made(sealed=Purpose.FINDING),
    fresh=_sealed(Purpose.FINDING, "happening"),
)
FINDINGS = Holding(
    rows=sealed.FINDINGS,
    purposes=_made(sealed=Purpose.FINDING),
    fresh=_sealed(Purpose.FINDING, "finding"),
)
LETTERS = Holding(
    rows=sealed.OUTBOX,
    purposes=_letter_purposes,
    chat=_chat_of_letter,
    fresh=_letter,
    tag=Purpose.DIALOGUE_TAG,
    stream=True,
)
HOLDINGS = (
    ADDRESSES, BODIES, RECEIPTS, RECEIPT_WORK, APPEALS, PROFILES, MODERATORS, DIALOGUES, PICTURES,
    TRANSLATIONS, SHOWN, DIGESTS, THEMES, GROUPS, DELIVERIES, PROGRESS, SIGNUPS, HAPPENINGS,
    FINDINGS, LETTERS,
)  # fmt: skip
"""Letters last: what ticks queue meanwhile takes its stream from the kinds before them."""

REWRAPPED = frozenset({
    Purpose.SLOT_TAG, Purpose.THREAD_ADDRESS, Purpose.THREAD_BODY,
    Purpose.PROFILE_TAG, Purpose.PROFILE_ADDRESS, Purpose.STAFF_TAG, Purpose.STAFF_ADDRESS,
    Purpose.DIALOGUE_TAG, Purpose.DIALOGUE, Purpose.OUTBOX, Purpose.RECEIPT_TAG, Purpose.RECEIPT,
    Purpose.SEARCH,
    Purpose.THEME,
    Purpose.SIGNUP_TAG, Purpose.SIGNUP, Purpose.FINDING,
})  # fmt: skip
"""Keys whose rows can all be moved, so that the old generation goes at the end of a rotation."""


class Lives(Protocol):
    """Whether a row that still counts has this stamp. now: epoch seconds."""

    def __call__(self, tx: Tx, *, stamp: bytes, now: int) -> Awaitable[bool]: ...


LINGERING: Mapping[Purpose, Lives] = {
    Purpose.INVITE_TAG: staff.has_invites,
    Purpose.MUTE_TAG: mutes.has_pauses,
    Purpose.PULSE_TAG: pulses.has_tags,
    Purpose.PULSE: pulses.has_answers,
}
"""Keys of tags that only somebody outside can make again: the old generation goes when no row of
its own counts any more, and until then both are looked under."""

STANDING = frozenset({Purpose.AUDIT})
"""Never replaced: the record of staff acts could not be verified any more."""

DAILY = Purpose.RATE
"""Replaced every day, and the old generation goes at once: nobody needs to know it again."""


class AnyPage(Protocol):
    """last: the key to go on behind, None at the end."""

    @property
    def last(self) -> Any: ...


P = TypeVar("P", bound=AnyPage)


async def pages(
    run: Callable[[Job[P]], Awaitable[P]], job: Callable[..., Awaitable[P]]
) -> AsyncIterator[P]:
    """The pages of a job, each in a transaction of its own. run: how the store runs it."""
    after = None
    while True:
        page = await run(partial(job, after=after))
        yield page
        after = page.last
        if after is None:
            return


# --- moving --------------------------------------------------------------------------------


def is_under_way(keyring: Keyring) -> bool:
    """Whether a rotation has begun and its old keys still stand. The keyring itself says so."""
    return any(len(keyring.generations[p]) > 1 for p in REWRAPPED - keyring.lacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """last: the key to go on behind, None at the end."""

    last: Any
    moved: int = 0
    unreadable: int = 0


async def move_page(
    tx: Tx, vault: Vault, holding: Holding, after: Any, known: Known | None = None
) -> Page:
    """Brings the next rows under the newest keys."""
    rows = await holding.rows.page(tx, after, PAGE)
    moved = unreadable = 0
    for row in rows:
        if holding.is_newest(vault, row):
            continue
        try:
            await _move_with_others(tx, vault, holding, row, known or {})
            moved += 1
        except SealBroken:
            unreadable += 1
    return Page(last=_last(holding, rows), moved=moved, unreadable=unreadable)


def _last(holding: Holding, rows: Sequence[Row]) -> Any:
    return holding.rows.key_of(rows[-1]) if rows else None


async def _move_with_others(tx: Tx, vault: Vault, holding: Holding, row: Row, known: Known) -> None:
    others = await holding.rows.under(tx, [row[holding.rows.tag]]) if holding.stream else [row]
    for one in others:
        chat = holding.chat(vault, one)
        if holding.forget and chat is None:
            chat = known.get(bytes(one["tag"]))
            if chat is None:
                await holding.forget(tx, one)
                continue
        await holding.rows.move(tx, one, holding.fresh(vault, one, chat))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    last: Any
    known: Known


async def known_page(tx: Tx, vault: Vault, holding: Holding, after: Any) -> Told:
    """Whom the next rows tell of: their profiles can be found although they hold no address."""
    rows = await holding.rows.page(tx, after, PAGE)
    known: dict[bytes, ChatId] = {}
    for row in rows:
        with contextlib.suppress(SealBroken):
            if chat := holding.chat(vault, row):
                former = addresses.former_tags(vault, Purpose.PROFILE_TAG, chat)
                known.update(dict.fromkeys(former, chat))
    return Told(last=_last(holding, rows), known=known)


async def carry(tx: Tx, vault: Vault, chat: ChatId, *holdings: Holding) -> None:
    """Moves what is held of one chat, so that who has it in hand finds it under the newest keys.

    holdings: these kinds alone; otherwise all.
    """
    if not is_under_way(vault.keyring):
        return
    for holding in holdings or HOLDINGS:
        if holding.tag is None:
            continue
        former = addresses.former_tags(vault, holding.tag, chat, holding.slots)
        for row in await holding.rows.under(tx, former):
            with contextlib.suppress(SealBroken):
                await holding.rows.move(tx, row, holding.fresh(vault, row, chat))


# --- checking ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Of one page: rows that only older keys open, and rows that no key opens."""

    last: Any
    rows: int
    older: int
    broken: int


async def check_page(tx: Tx, vault: Vault, newest: Vault, holding: Holding, after: Any) -> Checked:
    """newest: a vault with the newest generations of `vault` alone."""
    rows = await holding.rows.page(tx, after, PAGE)
    older = [row for row in rows if not _holds(newest, holding, row)]
    broken = [row for row in older if not _opens(vault, holding, row)]
    return Checked(
        last=_last(holding, rows),
        rows=len(rows),
        older=len(older) - len(broken),
        broken=len(broken),
    )


def _holds(newest: Vault, holding: Holding, row: Row) -> bool:
    try:
        return holding.is_as_fresh(newest, row)
    except SealBroken:
        return False


def _opens(vault: Vault, holding: Holding, row: Row) -> bool:
    """A row that only lacks what older keys could have made of it is broken too."""
    try:
        if holding.is_newest(vault, row):
            return holding.is_as_fresh(vault, row)
        holding.fresh(vault, row, holding.chat(vault, row))
    except SealBroken:
        return False
    return True

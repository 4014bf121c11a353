"""Seals open only where they were made; tags tell nothing without the keyring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ChatId
from bot.vault import addresses
from bot.vault.keyring import Generation, Keyring, KeyringFault, Purpose
from bot.vault.sealing import TAG_BYTES, SealBroken, Vault
from tests.kit.turns import Seeded

CHAT = ChatId(2**51 + 17)
ROW, OTHER = b"r" * 16, b"o" * 16


def keyring(seed: int = 1, generations: int = 1) -> Keyring:
    chance = Seeded(seed)
    return Keyring(
        {p: tuple(Generation(n + 1, chance.bytes(32)) for n in range(generations)) for p in Purpose}
    )


def vault(seed: int = 1, generations: int = 1) -> Vault:
    return Vault(keyring(seed, generations), Seeded(seed + 1000).bytes)


@given(st.binary(), st.sampled_from(Purpose))
def test_what_was_sealed_opens_as_it_was(plain: bytes, purpose: Purpose) -> None:
    sealed = vault().seal(purpose, "table", ROW, plain)
    assert vault(1).open(purpose, "table", ROW, sealed) == plain


def test_a_seal_hides_its_content_and_is_never_the_same_twice() -> None:
    one = vault()
    first, second = [one.seal(Purpose.OUTBOX, "t", ROW, b"hemmelige ord") for _ in range(2)]
    assert first != second
    assert b"hemmelig" not in first


@pytest.mark.parametrize(
    "opens",
    [
        lambda v, s: v.open(Purpose.OUTBOX, "table", OTHER, s),
        lambda v, s: v.open(Purpose.OUTBOX, "another", ROW, s),
        lambda v, s: v.open(Purpose.DIALOGUE, "table", ROW, s),
        lambda v, s: vault(2).open(Purpose.OUTBOX, "table", ROW, s),
        lambda v, s: v.open(Purpose.OUTBOX, "table", ROW, b"\x00\x02" + s[2:]),
        lambda v, s: v.open(Purpose.OUTBOX, "table", ROW, s[:-1]),
        lambda v, s: v.open(Purpose.OUTBOX, "table", ROW, s[:5]),
        lambda v, s: v.open(Purpose.OUTBOX, "table", ROW, b""),
    ],
    ids=[
        "another row", "another table", "another purpose", "another keyring",
        "a generation that is gone", "cut", "cut short", "nothing",
    ],
)  # fmt: skip
def test_a_seal_opens_nowhere_else(opens: Callable[[Vault, bytes], bytes]) -> None:
    one = vault()
    sealed = one.seal(Purpose.OUTBOX, "table", ROW, b"words")
    with pytest.raises(SealBroken):
        opens(one, sealed)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_any_changed_byte_breaks_the_seal(where: int, change: int) -> None:
    one = vault()
    sealed = bytearray(one.seal(Purpose.OUTBOX, "table", ROW, b"some words"))
    sealed[where % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        one.open(Purpose.OUTBOX, "table", ROW, bytes(sealed))


def test_the_newest_generation_seals_and_older_ones_still_open() -> None:
    old = vault(generations=1).seal(Purpose.OUTBOX, "t", ROW, b"old")
    both = Vault(keyring(generations=1), Seeded().bytes)
    newer = Keyring({p: (*g, Generation(2, bytes(32))) for p, g in keyring().generations.items()})
    rotated = Vault(newer, Seeded().bytes)
    new = rotated.seal(Purpose.OUTBOX, "t", ROW, b"new")
    assert new[:2] == b"\x00\x02"
    assert rotated.open(Purpose.OUTBOX, "t", ROW, old) == b"old"
    assert rotated.open(Purpose.OUTBOX, "t", ROW, new) == b"new"
    with pytest.raises(SealBroken):
        both.open(Purpose.OUTBOX, "t", ROW, new)


def test_a_keyring_says_which_generation_it_no_longer_holds() -> None:
    with pytest.raises(KeyringFault, match="generation 9 of outbox"):
        keyring().numbered(Purpose.OUTBOX, 9)


# --- keys of rows --------------------------------------------------------------------------


def test_a_row_has_a_key_of_its_own_that_only_its_wrapping_brings_back() -> None:
    one = vault()
    key, wrapped = one.new_key(Purpose.THREAD_BODY, "concern", ROW)
    other, _ = one.new_key(Purpose.THREAD_BODY, "concern", ROW)
    sealed = key.seal("entry", ROW, b"words")
    again = one.row_key(Purpose.THREAD_BODY, "concern", ROW, wrapped)
    assert again.open("entry", ROW, sealed) == b"words"
    for wrong in (
        lambda: other.open("entry", ROW, sealed),
        lambda: key.open("entry", OTHER, sealed),
        lambda: key.open("details", ROW, sealed),
        lambda: key.open("entry", ROW, sealed[:4]),
        lambda: one.row_key(Purpose.THREAD_BODY, "concern", OTHER, wrapped),
    ):
        with pytest.raises(SealBroken):
            wrong()


# --- tags ----------------------------------------------------------------------------------


def test_a_tag_is_the_same_for_the_same_and_another_for_anything_else() -> None:
    one = vault()
    tags = {
        one.tag(Purpose.PROFILE_TAG, 1),
        one.tag(Purpose.PROFILE_TAG, 2),
        one.tag(Purpose.DIALOGUE_TAG, 1),
        one.tag(Purpose.SLOT_TAG, 1, 1),
        one.tag(Purpose.SLOT_TAG, 11),
        one.tag(Purpose.SLOT_TAG, 1, 2),
        vault(2).tag(Purpose.PROFILE_TAG, 1),
    }
    assert len(tags) == 7
    assert {len(tag) for tag in tags} == {TAG_BYTES}
    assert one.tag(Purpose.PROFILE_TAG, 1) == vault(1).tag(Purpose.PROFILE_TAG, 1)


# --- addresses -----------------------------------------------------------------------------


@given(st.integers(-(2**62), 2**62))
def test_every_address_opens_to_its_chat(number: int) -> None:
    one, chat = vault(), ChatId(number)
    assert addresses.open_profile(one, ROW, addresses.seal_profile(one, ROW, chat)) == chat
    assert addresses.open_staff(one, ROW, addresses.seal_staff(one, ROW, chat)) == chat
    assert addresses.open_thread(one, ROW, *addresses.seal_thread(one, ROW, chat)) == chat


@given(st.integers(1, 2**52), st.integers(1, 2**31))
def test_a_message_that_stands_opens_to_its_chat_and_number(number: int, message: int) -> None:
    one = vault()
    sealed = addresses.seal_shown(one, ROW, ChatId(number), message)
    assert addresses.open_shown(one, ROW, sealed) == (number, message)


def test_no_two_things_of_a_person_share_a_byte_string() -> None:
    one = vault()
    tags = [
        addresses.profile_tag(one, CHAT),
        addresses.dialogue_tag(one, CHAT),
        addresses.staff_tag(one, CHAT),
        *addresses.slot_tags(one, CHAT, 25),
    ]
    assert len(set(tags)) == 28
    grams = [{tag[n : n + 4] for n in range(13)} for tag in tags]
    assert all(not a & b for n, a in enumerate(grams) for b in grams[n + 1 :])


def test_no_sealed_address_holds_the_chat_in_any_byte_order() -> None:
    one = vault()
    sealed = b"".join(
        [
            addresses.seal_profile(one, ROW, CHAT),
            addresses.seal_staff(one, ROW, CHAT),
            addresses.seal_shown(one, ROW, CHAT, 7),
            *addresses.seal_thread(one, ROW, CHAT),
        ]
    )
    for needle in (CHAT.to_bytes(7, "big"), CHAT.to_bytes(7, "little"), str(CHAT).encode()):
        assert needle not in sealed


def test_destroying_the_wrapping_of_a_thread_destroys_its_address() -> None:
    one = vault()
    _, sealed = addresses.seal_thread(one, ROW, CHAT)
    another, _ = addresses.seal_thread(one, ROW, CHAT)
    with pytest.raises(SealBroken):
        addresses.open_thread(one, ROW, another, sealed)


def test_an_opener_opens_what_open_does_and_nothing_else() -> None:
    both = Vault(keyring(generations=2), Seeded().bytes)
    row, other = b"r" * 16, b"o" * 16
    opened = both.opener(Purpose.SEARCH, "digest")
    sealed = both.seal(Purpose.SEARCH, "digest", row, b"words")
    assert opened(row, sealed) == b"words"
    wrong = both.seal(Purpose.SEARCH, "entry", row, b"words")
    gone = (9).to_bytes(2, "big") + sealed[2:]
    for where, what in ((other, sealed), (row, wrong), (row, gone), (row, b""), (row, sealed[:9])):
        with pytest.raises(SealBroken):
            opened(where, what)

"""A sealed file opens with the offline key alone, and nobody can change it unnoticed."""

from __future__ import annotations

import hashlib
import io
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vault import sealed_file
from bot.vault.sealed_file import (
    CHUNK,
    DIGEST,
    HEAD,
    TAG,
    SealedFile,
    SealedFileFault,
    Sealing,
)
from tests.kit.turns import Seeded

KEY = X25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = X25519PrivateKey.from_private_bytes(b"o" * 32)
RECIPIENT = KEY.public_key().public_bytes_raw()
SMALL = b"some rows\n" * 9
LARGE = bytes(range(256)) * (CHUNK // 256) * 3 + b"the rest"
EACH_WRITES_A_FILE = settings(deadline=None, max_examples=60)


def sealed(parts: Iterable[bytes], seed: int = 1, recipient: bytes = RECIPIENT) -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, recipient, Seeded(seed).bytes)
    for part in parts:
        sealing.write(part)
    sealing.finish()
    return out.getvalue()


def opened(content: bytes, key: X25519PrivateKey = KEY) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        found = SealedFile(Path(file.name))
        return b"".join(found.open(found.key_for(key)))


def checked(content: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        SealedFile(Path(file.name)).check()


def redigested(content: bytes) -> bytes:
    """As somebody leaves it who changes a file on purpose and mends its digest."""
    return content[:-DIGEST] + hashlib.sha256(content[:-DIGEST]).digest()


FILES = {"small": sealed([SMALL]), "large": sealed([LARGE])}
files = st.sampled_from(sorted(FILES))


@EACH_WRITES_A_FILE
@given(st.lists(st.integers(0, CHUNK * 2), max_size=4), st.integers(1, 10))
def test_what_was_sealed_opens_as_it_was_however_it_was_written(
    sizes: list[int], seed: int
) -> None:
    parts = [Seeded(seed + n).bytes(size) for n, size in enumerate(sizes)]
    content = sealed(parts, seed)
    checked(content)
    assert opened(content) == b"".join(parts)
    assert content == sealed([b"".join(parts)], seed)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_sizes_at_the_edge_of_a_chunk_open_too(size: int) -> None:
    content = sealed([bytes(size)])
    assert opened(content) == bytes(size)
    assert len(content) == HEAD + size + max(1, -(-size // CHUNK)) * TAG + DIGEST


def test_nothing_of_the_content_can_be_seen_and_no_two_files_are_alike() -> None:
    words = b"hemmelige ord " * 10_000
    first, second = sealed([words], 1), sealed([words], 2)
    assert b"hemmelig" not in first
    body = slice(HEAD, HEAD + 5000)
    assert first[body] != second[body]
    assert first[body] != sealed([words], 1, OTHER.public_key().public_bytes_raw())[body]


# --- changed -------------------------------------------------------------------------------


@EACH_WRITES_A_FILE
@given(files, st.integers(0, 10**9), st.integers(1, 255))
def test_any_changed_byte_is_found(name: str, where: int, change: int) -> None:
    content = bytearray(FILES[name])
    content[where % len(content)] ^= change
    with pytest.raises(SealedFileFault):
        checked(bytes(content))
    with pytest.raises(SealedFileFault):
        opened(bytes(content))


@EACH_WRITES_A_FILE
@given(files, st.integers(0, 10**9), st.integers(1, 255))
def test_any_byte_changed_on_purpose_is_found_with_the_key(
    name: str, where: int, change: int
) -> None:
    content = bytearray(FILES[name])
    content[where % (len(content) - DIGEST)] ^= change
    with pytest.raises(SealedFileFault):
        opened(redigested(bytes(content)))


@EACH_WRITES_A_FILE
@given(files, st.data())
def test_any_cut_is_found_with_the_key_also_when_made_on_purpose(
    name: str, data: st.DataObject
) -> None:
    content = FILES[name]
    start = data.draw(st.integers(0, len(content) - DIGEST - 1))
    length = data.draw(st.integers(1, len(content) - DIGEST - start))
    cut = content[:start] + content[start + length :]
    with pytest.raises(SealedFileFault):
        opened(cut)
    with pytest.raises(SealedFileFault):
        opened(redigested(cut))


@EACH_WRITES_A_FILE
@given(files, st.integers(0, 10**9), st.binary(min_size=1, max_size=100))
def test_any_added_byte_is_found(name: str, where: int, added: bytes) -> None:
    content = FILES[name]
    at = where % (len(content) - DIGEST + 1)
    longer = content[:at] + added + content[at:]
    with pytest.raises(SealedFileFault):
        opened(redigested(longer))


def chunks(content: bytes) -> list[bytes]:
    body = content[HEAD:-DIGEST]
    return [body[n : n + CHUNK + TAG] for n in range(0, len(body), CHUNK + TAG)]


def put_together(parts: Iterable[bytes], head: bytes = FILES["large"][:HEAD]) -> bytes:
    return redigested(head + b"".join(parts) + bytes(DIGEST))


def _swapped(a: list[bytes]) -> list[bytes]:
    return [a[1], a[0], *a[2:]]


def _from_another_file(a: list[bytes]) -> list[bytes]:
    return [chunks(sealed([LARGE], seed=2))[0], *a[1:]]


@pytest.mark.parametrize(
    "change",
    [
        _swapped,
        _from_another_file,
        lambda a: a[:-1],
        lambda a: a[:1],
        lambda a: [],
        lambda a: a[1:],
        lambda a: [a[0], *a],
        lambda a: [a[0], a[2], a[3]],
        lambda a: [a[0], a[3]],
    ],
    ids=[
        "swapped", "from another file", "without the last", "only the first", "none",
        "without the first", "one twice", "one missing", "two missing",
    ],
)  # fmt: skip
def test_chunks_in_another_order_or_number_are_found(
    change: Callable[[list[bytes]], list[bytes]],
) -> None:
    whole = chunks(FILES["large"])
    assert len(whole) == 4
    assert opened(put_together(whole)) == LARGE
    with pytest.raises(SealedFileFault):
        opened(put_together(change(whole)))


# --- keys ----------------------------------------------------------------------------------


def test_another_key_opens_nothing_and_is_told_whose_file_it_is() -> None:
    with pytest.raises(SealedFileFault) as caught:
        opened(FILES["small"], OTHER)
    assert str(caught.value) == (
        f"it was sealed to another key: {sealed_file.public_text(RECIPIENT)}"
    )


def test_a_file_renamed_to_another_recipient_does_not_open() -> None:
    head = sealed_file.KIND + OTHER.public_key().public_bytes_raw() + FILES["small"][:HEAD][-32:]
    with pytest.raises(SealedFileFault, match="was changed"):
        opened(put_together(chunks(FILES["small"]), head), OTHER)


@pytest.mark.parametrize("weak", [bytes(32), b"\x01" + bytes(31)])
def test_nothing_is_sealed_to_a_key_that_everybody_opens(weak: bytes) -> None:
    with pytest.raises(SealedFileFault, match="none that anything can be sealed to"):
        Sealing(io.BytesIO(), weak, Seeded().bytes)


@pytest.mark.parametrize("content", [b"", b"nabodialog", b"PK\x03\x04" * 100, bytes(1000)])
def test_something_else_is_told_to_be_no_backup(content: bytes) -> None:
    with pytest.raises(SealedFileFault, match="no sealed backup"):
        opened(content)


def test_the_offline_key_is_written_once_for_its_owner_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "offline.pem"
    public = sealed_file.create_key(path, Seeded().bytes)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = sealed_file.load_key(path)
    assert key.public_key().public_bytes_raw() == sealed_file.public_bytes(public)
    with pytest.raises(SealedFileFault, match="File exists"):
        sealed_file.create_key(path, Seeded().bytes)


def test_a_file_that_is_no_offline_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "offline.pem"
    with pytest.raises(SealedFileFault, match="cannot be read"):
        sealed_file.load_key(path)
    path.write_text("something")
    with pytest.raises(SealedFileFault, match="no offline key"):
        sealed_file.load_key(path)
    other = Ed25519PrivateKey.generate()
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(SealedFileFault, match="another kind of key"):
        sealed_file.load_key(path)

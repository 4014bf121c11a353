"""Files people send: honest ones, ones full of what tells who sent them, and hostile ones."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image, PngImagePlugin

HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(64)
JPEG_END = b"\xff\xd9"


def photo(width: int = 640, height: int = 480, colour: str = "teal", kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def telling_jpeg(needle: str) -> bytes:
    """A picture with the needle wherever a JPEG can carry one."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = exif[0x010F] = exif[0x013B] = needle  # description, make, artist
    exif[0x0112] = 6  # to be turned
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + needle.encode()  # comment
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (55.0, 44.0, 16.08), "E", (12.0, 29.0, 10.32)
    gps[29] = needle
    Image.new("RGB", (640, 480), "olive").save(
        out, "JPEG", exif=exif, comment=needle.encode(), icc_profile=b"ICC" + needle.encode() * 9,
        xmp=f"<x:xmpmeta>{needle}</x:xmpmeta>".encode(),
    )  # fmt: skip
    thumbnail = _segment(0xE0, b"JFXX\0\x10" + needle.encode())
    iptc = _segment(0xED, b"Photoshop 3.0\0" + needle.encode())
    data = out.getvalue()
    return data[:2] + thumbnail + iptc + data[2:] + needle.encode()


def _segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def telling_png(needle: str) -> bytes:
    out = io.BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", needle)
    info.add_itxt("Comment", needle, zip=True)
    Image.new("RGBA", (300, 200), (200, 30, 30, 128)).save(out, "PNG", pnginfo=info)
    data = out.getvalue()
    return data + _chunk(b"prVt", needle.encode()) + needle.encode()


def telling_webp(needle: str) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = needle
    Image.new("RGB", (300, 200), "navy").save(
        out, "WEBP", exif=exif, icc_profile=needle.encode() * 9, xmp=needle.encode()
    )
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Few bytes that say they are very many pixels."""
    row = zlib.compressobj(9)
    body = b"".join(row.compress(bytes(width + 1)) for _ in range(min(height, 2_000))) + row.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    )


# --- PDF -------------------------------------------------------------------------------------


def pdf(pages: int = 1, needle: str = "", *, box: str = "0 0 595 842") -> bytes:
    """A PDF of plain pages; with a needle as author, in a script, in an attachment, in comments."""
    kids = " ".join(f"{10 + n} 0 R" for n in range(pages))
    extra = (
        "/OpenAction 4 0 R /Names << /EmbeddedFiles << /Names [(f) 5 0 R] >> "
        "/JavaScript << /Names [(s) 4 0 R] >> >>"
        if needle
        else ""
    )
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        3: f"<< /Author ({needle}) /Title ({needle}) >>",
        4: f"<< /S /JavaScript /JS (app.alert('{needle}')) >>",
        5: f"<< /Type /Filespec /F ({needle}.txt) /EF << /F 6 0 R >> >>",
        6: _stream(needle),
        7: _stream("0 0 1 rg 50 50 200 300 re f"),
        **{
            10 + n: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 7 0 R >>"
            for n in range(pages)
        },
    }
    return _written(objects, f"/Root 1 0 R {'/Info 3 0 R' if needle else ''}")


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
        8: lock,
        10: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
    }
    ident = "00" * 16
    return _written(objects, f"/Root 1 0 R /Encrypt 8 0 R /ID [<{ident}> <{ident}>]")


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _written(objects: dict[int, str], trailer: str) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n".encode()
    for number in range(size):
        at = places.get(number)
        out += b"0000000000 65535 f \n" if at is None else f"{at:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


# --- what came out ---------------------------------------------------------------------------

_PLAIN = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
"""Segments a fresh JPEG needs: JFIF, tables, frame, scan."""


def foreign_segments(jpeg: bytes) -> Sequence[str]:
    """What a JPEG carries besides pixels, and bytes behind its end; empty when it is plain."""
    found, at = [], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        (length,) = struct.unpack(">H", jpeg[at + 2 : at + 4])
        if marker not in _PLAIN or (marker == 0xE0 and jpeg[at + 4 : at + 9] != b"JFIF\0"):
            found.append(f"segment {marker:x}")
        at += 2 + length
        if marker == 0xDA:
            break
    end = jpeg.find(JPEG_END, at)
    if end != len(jpeg) - len(JPEG_END):
        found.append("bytes behind the end")
    return found

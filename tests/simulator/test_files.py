import struct

import aiohttp
import pytest
from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.simulator import FileBytes, Person, Simulator
from bot.simulator.files import PHOTO_LIMIT
from bot.simulator.sample import SAMPLE_JPEG
from tests.simulator.conftest import AMAL

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480) + bytes(5)


async def test_what_a_person_sends_can_be_downloaded(bot: Bot, amal: Person) -> None:
    await amal.send_document("a.bin", bytes(range(256)) * 9, "application/x-test")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    file = await message.document.get_file()
    assert await file.download_as_bytearray() == bytes(range(256)) * 9


async def test_a_photo_of_the_bot_arrives_whole(sim: Simulator, bot: Bot, amal: Person) -> None:
    sent = await bot.send_photo(AMAL, PNG + b"\r\n--x\r\n", caption="<i>see</i>", parse_mode="HTML")
    message = amal.chat.messages[-1]
    assert message.photo is not None
    assert message.photo.data == PNG + b"\r\n--x\r\n"
    assert (message.kind, message.text) == ("photo", "see")
    assert (sent.photo[-1].width, sent.photo[-1].height) == (640, 480)
    assert isinstance(sim.calls[-1].params["photo"], FileBytes)
    assert sim.transcript()[-1]["params"]["photo"]["bytes"] == len(PNG) + 7
    again = await bot.send_photo(AMAL, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id


async def test_a_document_keeps_its_name(bot: Bot, amal: Person) -> None:
    sent = await bot.send_document(AMAL, b"a,b", filename="tal.csv", caption="numbers")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("tal.csv", "text/csv")
    assert amal.chat.messages[-1].document == FileBytes("tal.csv", b"a,b", "text/csv")


async def test_an_album_comes_as_its_parts(bot: Bot, amal: Person) -> None:
    album = [InputMediaPhoto(PNG, caption="one"), InputMediaPhoto(SAMPLE_JPEG)]
    sent = await bot.send_media_group(AMAL, album)
    assert len({message.media_group_id for message in sent}) == 1
    assert [m.photo.data for m in amal.chat.messages if m.photo] == [PNG, SAMPLE_JPEG]
    with pytest.raises(BadRequest, match="can't be mixed"):
        await bot.send_media_group(AMAL, [InputMediaPhoto(PNG), InputMediaDocument(b"x")])
    with pytest.raises(BadRequest, match="2-10"):
        await bot.send_media_group(AMAL, album[:1])


async def test_media_and_captions_can_be_edited(bot: Bot, amal: Person) -> None:
    sent = await bot.send_photo(AMAL, PNG, caption="one")
    await sent.edit_caption("two")
    await sent.edit_media(InputMediaPhoto(SAMPLE_JPEG, caption="three"))
    message = amal.chat.messages[-1]
    assert message.photo is not None
    assert (message.text, message.photo.data) == ("three", SAMPLE_JPEG)
    assert message.edits == ["one", "two"]
    with pytest.raises(BadRequest, match="no text in the message"):
        await sent.edit_text("x")
    text = await bot.send_message(AMAL, "x")
    with pytest.raises(BadRequest, match="no caption in the message"):
        await text.edit_caption("y")


async def test_what_is_no_picture_is_no_photo(bot: Bot, amal: Person) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(AMAL, b"GIF? no")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(AMAL, b"", filename="x")
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.send_photo(AMAL, PNG + bytes(PHOTO_LIMIT))


async def test_a_file_id_of_another_bot_is_unknown(bot: Bot, amal: Person) -> None:
    for call in (bot.get_file("file-2-1"), bot.send_photo(AMAL, "file-2-1")):
        with pytest.raises(BadRequest, match="Wrong file identifier"):
            await call


async def test_a_download_needs_the_token(
    sim: Simulator, base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    await amal.send_photo()
    path = sim.files.get("file-1-1")["file_path"]
    async with http.get(f"{base}/file/bot1:test/{path}") as answer:
        assert (answer.status, await answer.read()) == (200, SAMPLE_JPEG)
    async with http.get(f"{base}/file/bot1:wrong/{path}") as answer:
        assert answer.status == 401


@pytest.mark.parametrize(("width", "height"), [(2100, 100), (9000, 1001)])
async def test_a_photo_of_impossible_sides_is_refused(
    bot: Bot, amal: Person, width: int, height: int
) -> None:
    head = struct.pack(">I4sII", 13, b"IHDR", width, height)
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bot.send_photo(AMAL, b"\x89PNG\r\n\x1a\n" + head + bytes(5))

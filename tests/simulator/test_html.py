from typing import Any

import pytest

from bot.simulator import Person, Refusal, Simulator
from bot.simulator.entities import found_in, parse_html
from tests.simulator.conftest import AMAL, Ask


def spans(source: str) -> list[tuple[str, str]]:
    """Each entity's type and the text it covers, cut out by its UTF-16 offsets."""
    said = parse_html(source)
    units = said.text.encode("utf-16-le")
    return [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in said.entities
    ]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("b strong", "bold"),
        ("i em", "italic"),
        ("u ins", "underline"),
        ("s strike del", "strikethrough"),
        ("code", "code"),
        ("pre", "pre"),
        ("tg-spoiler", "spoiler"),
        ("blockquote", "blockquote"),
    ],
)
def test_every_simple_tag_makes_its_entity(tags: str, kind: str) -> None:
    for tag in tags.split():
        assert spans(f"a <{tag}>b c</{tag.upper()}> d") == [(kind, "b c")]


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        (
            '<a href="https://nabo.example/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://nabo.example/?a=1&b=2"},
        ),
        (
            "<a href='tg://user?id=77'>x</a>",
            {"type": "text_mention", "user": {"id": 77, "is_bot": False, "first_name": ""}},
        ),
        (
            '<pre><code class="language-python">x</code></pre>',
            {"type": "pre", "language": "python"},
        ),
    ],
)
def test_attributes_are_read(source: str, entity: dict[str, Any]) -> None:
    assert parse_html(source).entities == [{"offset": 0, "length": 1, **entity}]


def test_offsets_count_utf16_units() -> None:
    said = parse_html("👋🏽 <b>سلام 👋</b>!")
    assert said.text == "👋🏽 سلام 👋!"
    assert said.entities == [{"type": "bold", "offset": 5, "length": 7}]


def test_tags_nest_and_come_in_order() -> None:
    assert spans("<b>a<i>b</i></b><u>c</u>") == [
        ("bold", "ab"),
        ("italic", "b"),
        ("underline", "c"),
    ]


def test_formatting_inside_code_is_dropped_as_telegram_does() -> None:
    assert spans("<code>a<b>b</b></code>") == [("code", "ab")]


def test_references_are_decoded_and_the_rest_stays() -> None:
    said = parse_html("&lt;b&gt; &amp;amp; &quot;x&quot; &#1593; &#x1F44B; & &copy; &ltx 1 > 0")
    assert said.text == '<b> &amp; "x" ع 👋 & &copy; &ltx 1 > 0'
    assert said.entities == []


def test_empty_tags_and_bad_links_leave_plain_text() -> None:
    assert spans("a<b></b> <a href='javascript:x'>x</a> <a href='//['>y</a>") == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("æ <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("æ <x>x</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("æ <b", "Unclosed start tag at byte offset 3"),
        ("<a href='x", 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("عع</b>", "Unexpected end tag at byte offset 4"),
        ("<b>x</b x>", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_the_place(source: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {what}"


async def test_a_broken_message_reaches_nobody(sim: Simulator, ask: Ask, amal: Person) -> None:
    status, _ = await ask("sendMessage", chat_id=AMAL, text="<b>x", parse_mode="HTML")
    assert status == 400
    assert not any(message.outgoing for message in amal.chat.messages)
    assert len(sim.violations) == 1


async def test_the_phone_shows_text_and_keeps_the_source(ask: Ask, amal: Person) -> None:
    await ask("sendMessage", chat_id=AMAL, text="  <b>a</b> &lt;c&gt;\n", parse_mode="html")
    message = amal.chat.messages[-1]
    assert (message.text, message.html) == ("a <c>", "  <b>a</b> &lt;c&gt;\n")
    assert message.entities == [{"type": "bold", "offset": 0, "length": 1}]


async def test_a_mention_by_id_is_recorded(sim: Simulator, ask: Ask, amal: Person) -> None:
    link = "<a href='tg://user?id=77'>x</a>"
    await ask("sendMessage", chat_id=AMAL, text=link, parse_mode="HTML")
    assert sim.mentions == [77]


async def test_entities_can_be_given_outright(ask: Ask, amal: Person) -> None:
    bold = {"type": "bold", "offset": 1, "length": 2}
    await ask("sendMessage", chat_id=AMAL, text=" abc", entities=[bold])
    assert amal.chat.messages[-1].entities == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "bold", "offset": 0, "length": 9},
        {"type": "bold", "offset": -1, "length": 1},
        {"type": "loud", "offset": 0, "length": 1},
    ],
)
async def test_impossible_entities_are_refused(
    ask: Ask, amal: Person, entity: dict[str, Any]
) -> None:
    status, answer = await ask("sendMessage", chat_id=AMAL, text="abc", entities=[entity])
    assert status == 400
    assert "can't parse entities" in answer["description"]


def test_what_people_write_gets_its_entities() -> None:
    text = "👋 /start@nabo_bot https://a.example/x. @amal_b a@b.dk +45 12 34 56 78 #vej 1/2"
    units = text.encode("utf-16-le")
    found = [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in found_in(text)
    ]
    assert found == [
        ("bot_command", "/start@nabo_bot"),
        ("url", "https://a.example/x"),
        ("mention", "@amal_b"),
        ("email", "a@b.dk"),
        ("phone_number", "+45 12 34 56 78"),
        ("hashtag", "#vej"),
    ]

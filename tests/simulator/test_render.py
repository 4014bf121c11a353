from bot.simulator.entities import parse_html
from bot.simulator.render import masked, render


def shown(source: str) -> str:
    said = parse_html(source)
    return render(said.text, said.entities)


def test_formatting_survives_and_everything_else_is_escaped() -> None:
    assert shown("👋 <b>a<i>&lt;b&gt;</i></b> &amp; <u>c</u>") == (
        "👋 <b>a<i>&lt;b&gt;</i></b> &amp; <u>c</u>"
    )


def test_a_link_leaves_no_trace_of_where_it_was_pressed() -> None:
    assert shown('<a href="https://a.example/&quot;x">a</a>') == (
        '<a href="https://a.example/&quot;x" rel="noreferrer noopener" target="_blank">a</a>'
    )


def test_only_web_links_become_links() -> None:
    assert shown('<a href="tg://user?id=5">a</a> <a href="tg://resolve">b</a>') == "a b"


def test_entities_that_cross_cannot_break_the_page() -> None:
    crossing = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 3},
    ]
    assert render("abcdef", crossing) == "<b>abc</b>def"


def test_a_notification_covers_spoilers() -> None:
    said = parse_html("👋 a <tg-spoiler>b👋</tg-spoiler> <b>c</b>")
    assert masked(said.text, said.entities) == "👋 a ▒▒▒ c"

"""What is said around the pulse of an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.ids import AreaId
from bot.domain.pulse import FEWEST, AreaResult, Question, Round, Side, Tenths, Trend
from bot.i18n import Catalog, Html

_BAR = 10

# --- the news itself, signed in these words ------------------------------------------------------


def news_asks(t: Catalog, question: str, days: int) -> str:
    return t.npgettext(
        "pulse",
        "💓 A question to the neighbourhood\n\n{question}\n\nYou answer with one tap. Nobody is "
        "told who answered what. It is open for {n} day; then the answers are counted and "
        "forgotten one by one.",
        "💓 A question to the neighbourhood\n\n{question}\n\nYou answer with one tap. Nobody is "
        "told who answered what. It is open for {n} days; then the answers are counted and "
        "forgotten one by one.",
        days,
        question=question,
    )


def news_tells(
    t: Catalog, question: Question, names: Mapping[AreaId, str], results: Sequence[AreaResult]
) -> str:
    head = t.pgettext(
        "pulse",
        "💓 What the neighbourhood answered\n\n{question}",
        question=question.texts[t.lang],
    )
    end = t.pgettext(
        "pulse",
        "Numbers are rounded. Where few answered, nothing is shown, so that nobody can be found "
        "in it. Thank you for answering.",
    )
    areas = [result(t, question, names.get(r.area, r.area), r, bold=False) for r in results]
    return "\n\n".join([head, *areas, end])


def result(t: Catalog, question: Question, name: str, value: AreaResult, *, bold: bool) -> str:
    """One area: each side with its bar, and how it compares with the round before."""
    head = t.pgettext("pulse", "Area: {area}", area=name)
    if bold:
        head = Html(f"<b>{head}</b>")
    if value.tenths is None:
        return "\n".join([head, t.pgettext("pulse", "Too few answered to show a result.")])
    lines = [_line(t, question, side, value.tenths) for side in question.sides]
    if value.trend is not None:
        lines.append(trend(t, value.trend))
    if value.before is not None:
        lines.append(before(t, question, value.before))
    return "\n".join([head, *lines])


def _line(t: Catalog, question: Question, side: Side, tenths: Tenths) -> str:
    n = tenths.get(side, 0)
    bar = Html("▰" * n + "▱" * (_BAR - n))
    return t.pgettext(
        "pulse", "{answers}\n{bar} {share}", answers=_answers(t, question, side), bar=bar,
        share=share(t, n),
    )  # fmt: skip


def _answers(t: Catalog, question: Question, side: Side) -> str:
    return " / ".join(answer.texts[t.lang] for answer in question.on(side))


def share(t: Catalog, tenths: int) -> str:
    if tenths == 0:
        return t.pgettext("pulse", "under 5 %")
    return t.pgettext("pulse", "roughly {percent} %", percent=10 * tenths)


def trend(t: Catalog, value: Trend) -> str:
    if value is Trend.BETTER:
        return t.pgettext("pulse", "↗️ Better than last time")
    if value is Trend.WORSE:
        return t.pgettext("pulse", "↘️ Worse than last time")
    return t.pgettext("pulse", "➡️ About the same as last time")


def before(t: Catalog, question: Question, value: Tenths) -> str:
    parts = [
        t.pgettext(
            "pulse", "{answers}: {share}", answers=_answers(t, question, side),
            share=share(t, value.get(side, 0)),
        )
        for side in question.sides
    ]  # fmt: skip
    return t.pgettext("pulse", "Last time: {parts}", parts=t.listed([*parts]))


# --- residents ---------------------------------------------------------------------------------


def ask(t: Catalog, area: str, closes: int) -> str:
    return t.pgettext(
        "pulse",
        "👇 Your answer counts for {area}. You can change it or take it back until {until}.",
        area=area,
        until=t.hour(closes),
    )


def answered(t: Catalog, given: str, area: str, closes: int) -> str:
    return t.pgettext(
        "pulse",
        "✅ You answered: {answer}. It counts for {area}. You can change it or take it back until "
        "{until}; after that nobody can tell what you answered.",
        answer=given,
        area=area,
        until=t.hour(closes),
    )


def follow_first(t: Catalog) -> str:
    return t.pgettext(
        "pulse", "This question is for those who follow one of these areas. Follow it to answer."
    )


def closed(t: Catalog) -> str:
    return t.pgettext("pulse", "🏁 This question is closed. The answers are counted and forgotten.")


def button_answer(t: Catalog, text: str, *, given: bool) -> str:
    if given:
        return t.pgettext("button", "✅ {answer}", answer=text)
    return t.alone(text)


def button_take_back(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Take my answer back")


def mine(t: Catalog, question: str, given: str) -> str:
    return t.pgettext(
        "mine",
        "Your answer to a question: {question} – {answer}. It is forgotten when the question "
        "closes.",
        question=question,
        answer=given,
    )


# --- staff -------------------------------------------------------------------------------------


def button_pulse(t: Catalog) -> str:
    return t.pgettext("button", "💓 Pulse")


def rounds(t: Catalog) -> str:
    return t.pgettext(
        "pulse",
        "💓 <b>Pulse</b>\nA fixed question to some areas, answered with one tap. Results are shown "
        "after it has closed.",
    )


def button_round(t: Catalog, name: str, value: Round) -> str:
    if value.closed:
        return t.pgettext("button", "🏁 {question}, {day}", question=name, day=t.hour(value.closes))
    return t.pgettext(
        "button", "⏳ {question}, until {day}", question=name, day=t.hour(value.closes)
    )


def button_new(t: Catalog, name: str) -> str:
    return t.pgettext("button", "➕ Ask: {question}", question=name)


def ask_days(t: Catalog, question: Question) -> str:
    head = t.pgettext("pulse", "<b>{question}</b>", question=question.texts[t.lang])
    answers = [t.pgettext("pulse", "• {answer}", answer=a.texts[t.lang]) for a in question.answers]
    ask_ = t.pgettext(
        "pulse",
        "Words and answers are fixed in three languages, so that results can be compared over "
        "time. How long shall it be open?",
    )
    return "\n\n".join([head, "\n".join(answers), ask_])


def button_days(t: Catalog, days: int) -> str:
    return t.npgettext("button", "{n} day", "{n} days", days)


def standing(t: Catalog, question: Question, value: Round, areas: Sequence[str]) -> str:
    head = t.pgettext("pulse", "💓 <b>{question}</b>", question=question.texts[t.lang])
    where = t.pgettext("pulse", "Areas: {areas}", areas=t.listed(list(areas)))
    if value.closed:
        return "\n".join([head, where])
    waits = t.pgettext(
        "pulse",
        "⏳ Open until {until}. Nothing is counted before, so there is nothing to show.",
        until=t.hour(value.closes),
    )
    return "\n".join([head, where, waits])


def explained(t: Catalog) -> str:
    return t.pgettext(
        "pulse",
        "Shares are rounded to tenths. An area is shown from {few} answers on, and only if no "
        "side has so few that somebody could be found in it. There is no total over areas.",
        few=FEWEST,
    )


def button_publish(t: Catalog) -> str:
    return t.pgettext("button", "📣 Tell the areas")

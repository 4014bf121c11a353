"""What leads and analysts read of a team's month."""

from __future__ import annotations

from datetime import date

from bot.domain.bulletins import BANDS
from bot.domain.concerns import Outcome
from bot.domain.reports import ENDINGS, FIRST, HELPED, Cell, Figure, Report
from bot.i18n import Catalog
from bot.texts import common


def button_report(t: Catalog) -> str:
    return t.pgettext("button", "📊 Figures")


def _month(t: Catalog, month: int) -> str:
    year, number = divmod(month, 12)
    return t.month(date(year, number + 1, 1))


def button_earlier(t: Catalog, month: int) -> str:
    return t.pgettext("button", "◀ {month}", month=_month(t, month))


def button_later(t: Catalog, month: int) -> str:
    return t.pgettext("button", "{month} ▶", month=_month(t, month))


def button_area(t: Catalog, name: str | None, *, chosen: bool) -> str:
    """name: None for all areas."""
    label = t.alone(name) if name else t.pgettext("report", "all areas")
    if chosen:
        return t.pgettext("button", "✓ {area}", area=label)
    return label


def no_areas(t: Catalog, organisation: str) -> str:
    return t.pgettext(
        "report",
        "📊 <b>{organisation}</b>\nFigures are kept by area, and your organisation has no areas of "
        "its own.",
        organisation=organisation,
    )


def report(t: Catalog, organisation: str, area: str | None, value: Report) -> str:
    """area: None for all of them."""
    lines = [_head(t, organisation, area, value), "", _arrived(t, value)]
    if value.now:
        lines.append(_standing(t, value))
    lines += [_answers(t, value), _first(t, value), "", _endings(t, value), _helped(t, value)]
    return "\n".join([*lines, "", _how(t, value)])


def _head(t: Catalog, organisation: str, area: str | None, value: Report) -> str:
    where = t.alone(area) if area else t.pgettext("report", "all areas")
    month = _month(t, value.month)
    if value.now:
        return t.pgettext(
            "report",
            "📊 <b>{organisation}</b>\n{month} so far, {where}",
            organisation=organisation,
            month=month,
            where=where,
        )
    return t.pgettext(
        "report",
        "📊 <b>{organisation}</b>\n{month}, {where}",
        organisation=organisation,
        month=month,
        where=where,
    )


def _cell(t: Catalog, value: Cell) -> str:
    if value.exact:
        return str(value.low)
    if value.low == 0:
        return t.pgettext("report", "few")
    if value.high is None:
        return t.pgettext("report", "at least {n}", n=value.low)
    return t.pgettext("band", "{low} to {high}", low=value.low, high=value.high)


def _arrived(t: Catalog, value: Report) -> str:
    return t.pgettext(
        "report",
        "Shared by residents: {shared}. Opened again: {reopened}.",
        shared=_cell(t, value.cells[Figure.SHARED]),
        reopened=_cell(t, value.cells[Figure.REOPENED]),
    )


def _standing(t: Catalog, value: Report) -> str:
    return t.pgettext(
        "report",
        "Open now: {open}. Of them late: {late}.",
        open=_cell(t, value.cells[Figure.OPEN_NOW]),
        late=_cell(t, value.cells[Figure.LATE_NOW]),
    )


def _answers(t: Catalog, value: Report) -> str:
    kept, late = value.cells[Figure.IN_TIME], value.cells[Figure.LATE]
    line = t.pgettext(
        "report",
        "Answered in time: {kept}. Too late: {late}.",
        kept=_cell(t, kept),
        late=_cell(t, late),
    )
    if not (value.exact and kept.low + late.low):
        return line
    share = round(100 * kept.low / (kept.low + late.low))
    kept_share = t.pgettext("report", "Promises kept: {share} %.", share=share)
    return f"{line} {kept_share}"


def _soon(t: Catalog, figure: Figure) -> str:
    names = {
        Figure.FIRST_HOURS: t.pgettext("report", "4 open hours"),
        Figure.FIRST_DAY: t.pgettext("report", "1 working day"),
        Figure.FIRST_TWO_DAYS: t.pgettext("report", "2 working days"),
    }
    return names.get(figure) or t.pgettext("report", "longer")


def _first(t: Catalog, value: Report) -> str:
    parts = [f"{_soon(t, f)}: {_cell(t, value.cells[f])}" for f in FIRST]
    line = t.pgettext("report", "First answer within")
    lines = [f"{line}\n{' · '.join(parts)}"]
    if median := value.median():
        if median is Figure.FIRST_LATER:
            lines.append(t.pgettext("report", "Half of them took longer than two working days."))
        else:
            lines.append(
                t.pgettext("report", "Half of them came within {time}.", time=_soon(t, median))
            )
    return "\n".join(lines)


def _endings(t: Catalog, value: Report) -> str:
    lines: list[str] = [t.pgettext("report", "What became of cases")]
    for name in ENDINGS:
        cell = value.cells[name]
        if cell.high != 0:
            lines.append(f"· {_ending(t, name)}: {_cell(t, cell)}")
    return "\n".join(lines)


def _ending(t: Catalog, name: str) -> str:
    if name == "rejected":
        return t.pgettext("report", "Not taken up")
    return common.outcome(t, Outcome(name))


def _helped(t: Catalog, value: Report) -> str:
    yes, partly, no = (_cell(t, value.cells[f]) for f in HELPED)
    return t.pgettext(
        "report",
        "Did it help? Yes: {yes}. Partly: {partly}. No: {no}.",
        yes=yes,
        partly=partly,
        no=no,
    )


def _how(t: Catalog, value: Report) -> str:
    """Why some numbers are coarse."""
    if value.exact:
        return t.pgettext(
            "report",
            "<i>Your own work is counted exactly. What residents do is shown in ranges, so that "
            "nobody can be found: “few” is fewer than {n} in each area.</i>",
            n=BANDS[1].low,
        )
    return t.pgettext(
        "report",
        "<i>Numbers are shown in ranges, so that nobody can be found: “few” is fewer than {n} in "
        "each area.</i>",
        n=BANDS[1].low,
    )

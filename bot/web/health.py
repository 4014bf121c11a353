"""How the bot is, for whoever runs it: /healthz and /metrics, on a port of their own.

Everything here is in whole minutes and whole steps: finer figures, read often, would tell in a
quiet night when somebody writes. Nothing has a label that names an area, a chat or a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.domain.health import Report

Ask = Callable[[], Report]


def build(ask: Ask) -> Starlette:
    metrics = CollectorRegistry(auto_describe=False)
    metrics.register(_Metrics(ask))

    async def on_health(_: Request) -> Response:
        report = ask()
        told = {
            "ok": not report.faults,
            "faults": sorted(report.faults),
            "seconds": dict(report.ages),
            "waiting": report.waiting,
        }
        return JSONResponse(told, status_code=503 if report.faults else 200)

    async def on_metrics(_: Request) -> Response:
        text = exposition.generate_latest(metrics)
        return Response(text, media_type=exposition.CONTENT_TYPE_PLAIN_0_0_4)

    return Starlette(routes=[Route("/healthz", on_health), Route("/metrics", on_metrics)])


class _Metrics(Collector):
    """Not the library's own figures of the process: its CPU time would tell of every message."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def collect(self) -> Iterator[Metric]:
        report = self._ask()
        stands = GaugeMetricFamily(
            "nabodialog_part_stands", "1 when this part does not work.", labels=["part"]
        )
        ages = GaugeMetricFamily(
            "nabodialog_part_age_seconds",
            "Since it worked last, in whole minutes; of the outbox: the oldest due message.",
            labels=["part"],
        )
        for part, seconds in report.ages.items():
            stands.add_metric([part], float(part in report.faults))
            ages.add_metric([part], seconds)
        looks = GaugeMetricFamily(
            "nabodialog_look_age_seconds",
            "Since this look of the scheduler last went well, in whole minutes.",
            labels=["look"],
        )
        for name, seconds in report.looks.items():
            looks.add_metric([name], seconds)
        waiting = GaugeMetricFamily(
            "nabodialog_outbox_due", "Messages that are due, in whole steps.", report.waiting
        )
        yield from (stands, ages, looks, waiting, *_counters(report))


_COUNTED = {
    "updates": "Updates that Telegram brought",
    "sends": "Calls to Telegram that send",
    "dead": "Updates and messages that were given up",
}


def _counters(report: Report) -> Iterator[Metric]:
    for name, what in _COUNTED.items():
        about = f"{what}, until the last full hour, in whole steps."
        family = CounterMetricFamily(f"nabodialog_{name}", about, labels=["kind"])
        for (of, kind), n in sorted(report.counts.items()):
            if of == name:
                family.add_metric([kind], n)
        yield family

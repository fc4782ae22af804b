"""Charts that the server draws."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from seismo.model.outcome import Outcome
from seismo.queries.stats import Bar
from seismo.web.categories import OUTCOMES

register = template.Library()

WIDTH, HEIGHT = 720, 160
GRID_LINES = 4


@register.filter
def of(quantities: Mapping[Outcome, int], outcome: Outcome) -> int:
    return quantities.get(outcome, 0)


@register.filter
def outcome_name(outcome: Outcome) -> str:
    return OUTCOMES[outcome][0].lower()


@register.filter
def times(bar: Bar) -> str:
    """From when to when a bar counts, in UTC."""
    hours = (bar.end - bar.start).total_seconds() / 3600
    day = f"{bar.start.day} {bar.start:%b}"
    return day if hours >= 24 else f"{day}, {bar.start:%H:%M} to {bar.end:%H:%M}"


@register.filter
def nice_peak(bars: Sequence[Bar]) -> int:
    """The end of the axis: the highest bar, rounded up to a number that is easy to divide by 4."""
    peak = max((sum(bar.quantities.values()) for bar in bars), default=0)
    size = 4
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if peak <= size * factor:
                return size * factor
        size *= 10


@register.simple_tag
def stacked(bars: Sequence[Bar], names: Sequence[tuple[Outcome, str]], label: str) -> SafeString:
    """Bars over time, oldest first; each outcome a layer, the first of `names` at the bottom."""
    top = nice_peak(bars)
    step = WIDTH / max(1, len(bars))
    gap = min(2.0, step / 5)
    parts = [_grid()]
    for index, bar in enumerate(bars):
        layers = _layers(bar, names, top, (index * step, step - gap))
        if layers:
            parts.append(f"<g><title>{escape(_told(bar, names))}</title>{layers}</g>")
    return mark_safe(  # noqa: S308 -- texts are escaped, the rest are numbers
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _grid() -> str:
    lines = "".join(
        f"M0 {HEIGHT * number / GRID_LINES + 0.5:g}H{WIDTH}" for number in range(GRID_LINES)
    )
    return f'<path class="grid" d="{lines}"/>'


def _layers(
    bar: Bar, names: Sequence[tuple[Outcome, str]], top: int, place: tuple[float, float]
) -> str:
    left, width = place
    base = float(HEIGHT)
    layers = []
    for outcome, _ in names:
        quantity = bar.quantities.get(outcome, 0)
        if quantity:
            height = max(1.0, quantity / top * HEIGHT)
            layers.append(
                f'<path class="{outcome}"'
                f' d="M{left:.1f} {base:.1f}v-{height:.1f}h{width:.1f}v{height:.1f}z"/>'
            )
            base -= height
    return "".join(layers)


def _told(bar: Bar, names: Sequence[tuple[Outcome, str]]) -> str:
    told = [
        f"{name} {bar.quantities[outcome]:,}"
        for outcome, name in names
        if outcome in bar.quantities
    ]
    return f"{times(bar)}: {', '.join(told)}"

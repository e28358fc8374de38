"""Numbers as the program prints them (engine/app/text/number_format.cpp), so that report and table say the same."""

from __future__ import annotations

import math

KM_OF_DEGREE = 111.2  # of latitude
ABOUT_ONE = 0.95  # from here on "1 in" would be "1 in 1"


def decimals_for(size: float, digits: int) -> int:
    """Decimals that leave `digits` significant ones of `size`, from 0 to 6; 2 where size is not above 0."""
    if not size > 0:
        return 2
    return min(max(digits - 1 - math.floor(math.log10(size)), 0), 6)


def grouped(value: float, decimals: int = 0) -> str:
    """1234.5 as 1,234.5; never a negative zero."""
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def round_below(value: float) -> float:
    """The greatest of 1, 2 and 5 times powers of ten that is not above the value, which is above 0: the length of a scale."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= value * (1 + 1e-9))


def counted(number: float, thing: str) -> str:
    """1 draw, 2 draws, 3,000 replications."""
    text = f"{number:,.0f}" if number == round(number) else f"{number:.6g}"
    return f"{text} {thing}" + ("" if number == 1 else "s")


def rounded(value: float) -> str:
    """Three significant digits; whole numbers are not cut."""
    if abs(value) < 5e-7:  # what rounding leaves of 0
        return "0"
    return grouped(value, decimals_for(abs(value), 3)) if math.isfinite(value) else "-"


def two_digits(value: float) -> str:
    """Two significant digits, with decimals below 10 alone."""
    return grouped(float(f"{value:.2g}"), decimals_for(value, 2) if value < 10 else 0)


def one_in(chance: float, low: float | None = None, high: float | None = None) -> str:
    """A chance as one in so many, with the limits of the chance; two digits. What is about 1 or above, as deaths by person may be
    where places are filled again, is no chance: it is told by person."""
    if not chance > 0:
        return "-"
    if chance >= ABOUT_ONE:
        limits = "" if low is None or high is None else f" [{two_digits(low)}, {two_digits(high)}]"
        return f"{two_digits(chance)} for each person{limits}"
    if low is None or high is None:
        return f"1 in {two_digits(1 / chance)}"
    return f"1 in {two_digits(1 / chance)} [{two_digits(1 / high)}, {two_digits(1 / low) if low > 0 else '?'}]"


def rate_in_words(rate: float, limits: tuple[float, float] | None = None) -> str:
    """A rate a year that may be far below one: from 0.01 on as a number of three digits, below as once in so many years."""
    if rate >= 0.01 or rate <= 0:
        return rounded(rate) + ("" if limits is None else f" [{rounded(limits[0])}, {rounded(limits[1])}]")
    low, high = limits or (None, None)
    return one_in(rate, low, high).replace("1 in ", "once in ", 1).replace(" [", " years [") + ("" if limits else " years")


def chance_in_words(chance: float, limits: tuple[float, float] | None = None) -> str:
    """A chance that may be very small: from 0.1 % on in percent, below as one in so many."""
    if chance >= 0.001 or chance <= 0:
        shown = "" if limits is None else f" [{rounded(100 * limits[0])}, {rounded(100 * limits[1])}]"
        return f"{rounded(100 * chance)}{shown} %"
    low, high = limits or (None, None)
    return one_in(chance, low, high)


def tick_text(value: float) -> str:
    """At an axis: without powers of ten."""
    if value == round(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.12f}".rstrip("0") if abs(value) < 1e-4 else f"{value:.6g}"


def percent(share: float, decimals: int = 1) -> str:
    return f"{100 * share:.{decimals}f} %"


def chance(probability: float) -> str:
    """A probability that comes from a sample, which is never certain."""
    least = 0.001
    return "< 0.1 %" if probability < least else "> 99.9 %" if probability > 1 - least else percent(probability)


def signed_percent(share: float) -> str:
    """With a sign, but not before what is 0 as it is shown."""
    return "0.0 %" if abs(share) < 0.0005 else f"{100 * share:+.1f} %"


def compact(value: float, digits: int = 6) -> str:
    return f"{value:.{digits}g}"


def _interval_decimals(mean: float, low: float, high: float) -> int:
    half_width = (high - low) / 2
    return decimals_for(half_width if half_width > 0 else abs(mean), 2)


def without_interval(mean: float, low: float, high: float) -> str:
    """Why there is no interval, in words for a figure, where it would look like one of no width; "" where there is one."""
    if math.isfinite(high - low):
        return ""
    return "no interval: too few events" if mean else "no difference seen"


def with_half_width(mean: float, low: float, high: float, scale: float = 1) -> str:
    """3.451 ± 0.068: two significant digits of the wider half. Nothing that happened is no certainty: 0 ± ?."""
    if not math.isfinite(high - low) or mean == low == high == 0:
        return rounded(mean * scale) + " ± ?"
    if low == high:
        return rounded(mean * scale)
    half_width = max(high - mean, mean - low) * scale
    decimals = decimals_for(half_width, 2)
    return f"{grouped(mean * scale, decimals)} ± {grouped(half_width, decimals)}"


def over_draws_or_not(mean: float, low: float, high: float, scale: float, draws: bool) -> str:
    """Over draws intervals reach farther up than down, so both ends are told."""
    return with_interval(mean, low, high, scale) if draws else with_half_width(mean, low, high, scale)


def with_interval(mean: float, low: float, high: float, scale: float = 1, show_sign: bool = False) -> str:
    """-2.250 [-2.313, -2.187]: two significant digits of the half width."""
    if not math.isfinite(high - low):
        return ("+" if show_sign and mean > 0 else "") + rounded(mean * scale) + " [?, ?]"
    if low == high:  # the same in every replication
        return ("+" if show_sign and mean > 0 else "") + rounded(mean * scale)
    decimals = _interval_decimals(mean * scale, low * scale, high * scale)

    def shown(value: float) -> str:
        text = grouped(value * scale, decimals)
        return "+" + text if show_sign and value > 0 else text

    return f"{shown(mean)} [{shown(low)}, {shown(high)}]"

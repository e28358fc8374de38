"""The plots of docs/patterns.md: one panel a province."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plot
import numpy

from pattern_statistics import by_year, count_row, fano, near_repeat_ratio, near_repeat_row, pooled, rate, thinned

# Colours of Okabe and Ito (2008), told apart by the colour-blind; markers and dashes say the same again.
DATA, MODELS, GREY = "#000000", ("#0072B2", "#D55E00"), "#777777"
MARKERS, DASHES = ("o", "s"), ("-", "--")
LAGS = {"0-1": (0, 1), "2-7": (2, 7), "8-30": (8, 30), "31-90": (31, 90), "91-365": (91, 365)}  # days between
STYLE = {"font.size": 9, "axes.titlesize": 10, "legend.fontsize": 7.5, "axes.spines.top": False, "axes.spines.right": False}


def draw(path, label, panel, provinces):
    """One panel for each of `provinces`, {name: what `panel` takes beside the axes}, with a common vertical axis."""
    with plot.rc_context(STYLE):
        figure, row = plot.subplots(1, len(provinces), figsize=(3.3 * len(provinces), 3.5), sharey=True, layout="constrained")
        for axes, (province, shown) in zip(row, provinces.items()):
            panel(axes, *shown)
            axes.set_title(province)
        row[0].set_ylabel(label)
        figure.savefig(path, dpi=110, metadata={"Software": None})
        plot.close(figure)


def counts(axes, data, cases):
    """Fano factor against rate: where the data is, where thinning takes it, and where the model is."""
    axes.axhspan(2, 5, color="#f1efe2", zorder=0, label="pattern: 2 to 5")
    axes.axhline(1, color=GREY, linewidth=0.8)
    rates = numpy.geomspace(0.012, rate(count_row(data)), 12)
    random = numpy.random.default_rng(1)
    copies = ([fano(count_row(copy)) for copy in thinned(data, per_month, random, 400) if len(copy)] for per_month in rates)
    axes.fill_between(rates, *zip(*map(middle, copies)), color="#cccccc", linewidth=0, alpha=0.8, label="data thinned, 95 %")
    value, low, high = by_year(count_row, fano, data)
    axes.plot(rates, 1 + (value - 1) * rates / rates[-1], color=DATA, linewidth=1.2, label="data thinned, mean")
    style = {"capsize": 3, "markersize": 5.5}
    axes.errorbar(rates[-1], value, [[value - low], [high - value]], color=DATA, marker="D", label="data", **style)
    for case, colour, marker, aside in zip(cases, MODELS, MARKERS, (1, 0.8)):
        for windows, filling, said in ((case.shipped, "white", "as shipped"), (case.raised, colour, f"× {case.factor}")):
            rows = [count_row(window) for window in windows]
            value = pooled(rows, fano)[0]
            low, high = middle([fano(row) for row in rows if row[1]])
            axes.errorbar(
                aside * pooled(rows, rate)[0],
                value,
                [[max(0, value - low)], [max(0, high - value)]],
                color=colour,
                marker=marker,
                markerfacecolor=filling,
                label=f"{case.name}, {said}",
                **style,
            )
    axes.set(xscale="log", yscale="log", xlabel="attacks a month", ylim=(0.7, 20))
    axes.set_yticks([1, 2, 5, 10], ["1", "2", "5", "10"])
    axes.set_xticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    axes.minorticks_off()
    axes.legend(loc="upper left", frameon=False)


def gaps(axes, data, cases):
    """Share of gaps that are longer, in units of the mean gap of their window."""
    x = numpy.linspace(0, 12, 100)
    axes.plot(x, numpy.exp(-x), color=GREY, linewidth=1, linestyle=":", label="exponential (Poisson)")
    axes.step(*exceedance(units(data)), where="pre", color=DATA, linewidth=1.8, label="data")
    for case, colour, dashes in zip(cases, MODELS, DASHES):
        between = numpy.concatenate([units(window) for window in case.raised])
        said = f"{case.name}, × {case.factor}"
        axes.step(*exceedance(between), where="pre", color=colour, linestyle=dashes, linewidth=1.4, label=said)
    axes.set(yscale="log", xlim=(0, 12), ylim=(1e-3, 1), xlabel="gap / mean gap of the window")
    axes.legend(loc="upper right", frameon=False)


def deaths(axes, data, civilians, cases):
    """Complementary distribution of the dead in attacks that killed, and the most that the largest convoy or site exposes."""
    for series, width, colour, label in ((data, 1.8, DATA, "all events"), (civilians, 1.2, GREY, "against civilians")):
        fatal = series.deaths[series.deaths >= 1]
        axes.step(*exceedance(fatal), where="pre", color=colour, linewidth=width, label=label)
    for case, colour, dashes in zip(cases, MODELS, DASHES):
        fatal = numpy.repeat(numpy.arange(1, len(case.severity)), case.severity[1:])
        axes.step(*exceedance(fatal), where="pre", color=colour, linestyle=dashes, linewidth=1.4, label=case.name)
    for cap in {max(case.model.most_exposed()) for case in cases}:
        axes.axvline(cap, color=GREY, linewidth=0.8, linestyle=":")
        axes.annotate(f"cap {cap}", (cap, 0.9), rotation=90, ha="right", va="top", fontsize=7.5, color="#444444")
    axes.set(xscale="log", yscale="log", xlim=(1, 200), ylim=(3e-5, 1), xlabel="dead in one attack, n")
    axes.set_xticks([1, 10, 100], ["1", "10", "100"])
    axes.legend(loc="lower left", frameon=False)


def near_repeats(axes, data, cases):
    """Ratio of near pairs to those expected by the days between them; bars are 95 % intervals."""
    axes.axhline(1, color=GREY, linewidth=0.8)
    x = numpy.arange(len(LAGS))
    style = {"linestyle": "none", "capsize": 2, "markersize": 5}
    ways = ((False, -0.3, "D", DATA, "data"), (True, -0.15, "d", "white", "data, within a year"))
    for same_year, shift, marker, filling, label in ways:
        lags = [lag for lag in LAGS.values() if not same_year or lag[1] <= 90]  # longer ones hardly fit into a year
        values = [by_year(near_row(lag, same_year), near_repeat_ratio, data) for lag in lags]
        value, low, high = map(numpy.array, zip(*values))
        looks = {"color": DATA, "marker": marker, "markerfacecolor": filling, "label": label} | style
        axes.errorbar(x[: len(lags)] + shift, value, [value - low, high - value], **looks)
    for case, colour, marker, shift in zip(cases, MODELS, MARKERS, (0.05, 0.2)):
        sums = [[near_row(lag)(window) for window in case.shipped] for lag in LAGS.values()]
        value, error = map(numpy.array, zip(*(pooled(rows, near_repeat_ratio) for rows in sums)))
        looks = {"color": colour, "marker": marker, "markerfacecolor": "white", "label": f"{case.name}, as shipped"} | style
        axes.errorbar(x + shift, value, 1.96 * error, **looks)
    axes.set(xlabel="days between", ylim=(0, 4.2))
    axes.set_xticks(x, LAGS)
    axes.legend(loc="upper right", frameon=False)


def near_row(lag, same_year=False):
    return lambda series, omit=None: near_repeat_row(series, omit, lag_days=lag, same_year=same_year)


def exceedance(values):
    """Distinct values and the share of all that reach each: to be drawn as steps that end at the value."""
    values = numpy.sort(values)
    distinct, first = numpy.unique(values, return_index=True)
    return distinct, 1 - first / len(values)


def units(series):
    """Gaps in units of their mean."""
    between = numpy.diff(series.day)
    return between / between.mean()


def middle(values):
    """Ends of the 95 % in the middle."""
    return numpy.percentile(values, [2.5, 97.5])

"""What a reader must be able to tell in a plot: curves on each other, labels, budget and scale, classes by name."""

import matplotlib
import numpy
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from test_plots import lines, overlapping, written  # noqa: E402


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_curves_that_lie_on_each_other_are_both_seen(plain):
    """Jitter and patrols hardly change how many an attack kills: of curves that a line would hide the lower is wider."""
    from convoyrisk import plots
    from convoyrisk.plots.fatalities import layers_of
    curve = numpy.array([1.0, 0.1, 0.01, 0.0])
    curves = {"a": curve, "b": 3 * curve, "c": 1.1 * curve, "d": 1.2 * curve}
    assert layers_of(curves) == {"a": (0, 3), "b": (0, 1), "c": (1, 3), "d": (2, 3)}
    drawn = lines(plots.fn_curve(plain))
    widths = [drawn[policy].get_linewidth() for policy in ("as it is", "varied hours", "patrols and reaction force")]
    assert widths[0] > widths[1] > widths[2] == drawn["everything"].get_linewidth()
    starts = {drawn[policy].get_markevery()[0] for policy in ("as it is", "varied hours", "patrols and reaction force")}
    assert len(starts) == 3


def test_no_tick_is_a_power_of_ten(plain):
    from convoyrisk import plots
    axes = plots.fn_curve(plain)
    axes.figure.canvas.draw()
    texts = [label.get_text() for label in axes.get_yticklabels()]
    assert "0.001" in texts and not any("10^" in text or "e" in text for text in texts)


def test_policies_have_their_names_beside_their_marks(plain):
    from convoyrisk import plots
    axes = plots.cost_effectiveness(plain)
    names = [text for text in axes.texts if text.get_text().replace("\n", " ") in plain.policies]
    assert len(names) == len(plain.policies) and overlapping(axes, names) == []
    frame = axes.get_window_extent()
    assert all(frame.contains(*corner) for name in names for corner in name.get_window_extent().corners())
    assert not any(text.get_text() in plain.policies for text in axes.get_legend().get_texts())


def test_the_budget_is_a_line(plain):
    from convoyrisk import plots, views
    base = views.cost_frame(plain).set_index("policy").loc["as it is", "cost_per_year"]
    for budget, beyond in ((None, 1_500_000), (300_000, 300_000)):  # that of the scenario's search, and the reader's
        axes = plots.cost_effectiveness(plain, budget=budget)
        (line,) = [line for name, line in lines(axes).items() if name.startswith("budget")]
        assert line.get_ydata()[0] == pytest.approx(base + beyond) and f"{beyond:,} USD" in line.get_label()


def test_without_a_search_there_is_no_budget(swept):
    from convoyrisk import plots
    assert not any(name.startswith("budget") for name in lines(plots.cost_effectiveness(swept, point=0)))


def test_the_map_has_a_scale(plain):
    from convoyrisk import plots
    axes = plots.corridor_map(plain)
    (bar,) = [artist for artist in axes.get_children() if getattr(artist, "get_label", str)() == "_scale"]
    (west, east), (south, north) = bar.get_data()
    middle = numpy.radians(float(plain.network.latitude.mean()))
    length = 6371 * numpy.radians(east - west) * numpy.cos(middle)
    (text,) = [text.get_text() for text in axes.texts if text.get_text().endswith(" km")]
    assert south == north and length == pytest.approx(float(text.removesuffix(" km")), rel=0.01)
    frame = axes.get_window_extent()
    assert all(frame.contains(*axes.transData.transform(end)) for end in bar.get_xydata())


@pytest.mark.parametrize("value, round_", [(1, 1), (4.99, 2), (5, 5), (99, 50), (0.3, 0.2)])
def test_lengths_of_scales_are_round(value, round_):
    from convoyrisk.plots.corridor import round_below
    assert round_below(value) == pytest.approx(round_)


def test_classes_have_names(plain):
    from convoyrisk import plots
    axes = plots.risk_matrix(plain)
    assert axes.get_yticklabels()[2].get_text() == "possible\n0.1 to 0.5"
    assert axes.get_xticklabels()[4].get_text() == "disastrous\n30 or more"


def test_the_readers_own_matrix(plain):
    from convoyrisk import plots, tolerability
    from convoyrisk.criteria import Classes, Matrix
    own = Matrix(Classes(("rare", "possible", "likely"), (0.01, 0.5)), Classes(("nobody", "some", "many"), (1, 5)),
                 (("low", "low", "medium"), ("low", "medium", "high"), ("medium", "high", "extreme")))
    axes = plots.risk_matrix(plain, matrix=own)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["nobody\n0", "some\n1 to 4", "many\n5 or more"]
    for row in tolerability.matrix_frame(plain, own).to_dict("records"):
        place = own.consequence.names.index(row["consequence"]), own.likelihood.names.index(row["likelihood"])
        (cell,) = [text for text in axes.texts if text.get_position() == place]
        assert row["policy"] in cell.get_text().replace("\n", " ")
    assert "extreme" in written(axes)

"""A result that shows itself: verdict, table and HTML have the numbers and words of the program's own print."""

import re
from html.parser import HTMLParser

import pytest

from convoyrisk import ResultError, run, views
from convoyrisk.number_text import with_half_width
from conftest import FIRST_STEPS
from test_report import NASTY, flat, printed
from test_report import nasty as nasty  # noqa: F401, a fixture


def test_the_verdict_is_the_programs(plain, swept):
    assert plain.verdict in printed(plain)
    lines = swept.verdict.splitlines()
    assert [line.split(": ")[0] for line in lines] == list(swept.points) and all(line.split(": ", 1)[1] in printed(swept) for line in lines)


def test_the_table_is_what_is_printed(plain):
    table, said = plain.table(), printed(plain)
    assert list(table.index) == list(plain.policies) and table.attrs["per"] == "year"
    for policy, row in table.iterrows():
        cells = [with_half_width(*(row[of + end] for end in ("", "_low", "_high")))
                 for of in ("killed_total", "injured_total", "attacks")]
        assert f"{policy} {' '.join(cells)}" in said
    frame = views.comparison_frame(plain).set_index("policy")
    assert table["killed_total_difference_low"][1:].tolist() == pytest.approx(frame["low_together"].tolist())
    assert table.iloc[0][["killed_total_difference"]].isna().all()


def test_per_horizon_and_points(swept, plain):
    year, horizon = (swept.table(1, per=per) for per in ("year", "horizon"))
    assert (year / horizon).stack().unique() == pytest.approx([swept.per_year] * len((year / horizon).stack().unique()))
    assert swept.table(swept.points[1]).equals(year) and not swept.table(0).equals(year)
    for wrong, words in (({"per": "week"}, 'there are "year"'), ({"point": 5}, "no point 5")):
        with pytest.raises(ResultError, match=words):
            plain.table(**wrong)
    with pytest.raises(ResultError, match="say `point`"):
        swept.table()


class Text(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.words, self.tags = [], []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def test_a_notebook_shows_it(plain, nasty, drawn):  # noqa: F811
    shown = Text(plain._repr_html_())
    said = flat(" ".join(shown.words))
    assert plain.title in said and plain.verdict in said and shown.tags.count("svg") == len(plain.policies)
    assert re.search(r"as it is [\d.]+ ± [\d.]+ [\d.]+ ± [\d.]+ [\d.]+ ± [\d.]+ escorts", said)
    assert "script" not in Text(nasty._repr_html_()).tags and NASTY in "".join(Text(nasty._repr_html_()).words)
    assert "[" in " ".join(Text(drawn._repr_html_()).words)  # over draws both ends are told


def test_one_policy_and_nobody_killed(folder):
    settings = {'threat.groups."hill group".dormant': "{exponential: {mean: 2000 yr}}"}
    none = run(FIRST_STEPS, result=folder / "nobody.h5", replications=60, policies=["escort"], settings=settings)
    assert none.verdict == "" and "killed_total_difference" not in none.table()
    assert "0 ± ?" in none._repr_html_() and "nan" not in none._repr_html_()

"""What the page says of what it is worth to find out."""

import pytest
from conftest import KARAKORAM
from test_report import flat, page_of, refused


def test_what_to_find_out_first_is_the_view_or_says_what_is_missing(drawn, plain, folder, monkeypatch, capsys):
    from convoyrisk import open_result, views
    from convoyrisk.program import call
    from convoyrisk.report import contents, what_to_know
    from convoyrisk.number_text import rounded
    assert "What to find out first" not in page_of(plain).text
    assert "not told here: 20 draws are too few for the value of information" in flat(page_of(drawn).text)
    refused(capsys, drawn.path, "-o", folder / "no.html", "--value-of-life", "0").index("above 0")
    pytest.importorskip("sklearn")
    monkeypatch.setattr(contents, "_find_out", lambda *_: None)  # takes long, and is not asked here
    call("run", KARAKORAM, "-o", folder / "worth.h5", "--quiet", "--draws", 60, "--inner", 4)
    many = open_result(folder / "worth.h5")
    page, frame = page_of(many, value_of_life=4.5e6), views.value_of_information_frame(many, value_of_life=4.5e6)
    rows = page.rows_of("What knowing a guess exactly would save, USD a year")[1:]
    assert 2 < len(rows) <= what_to_know.MOST_ROWS + 1 and rows[0][0] == "everything that is drawn"
    assert [row[2:] for row in rows[:3]] == [[rounded(low), rounded(high)] for low, high in frame[["low", "high"]].values[:3]]
    told = flat(page.text)
    assert f"Knowing every guess exactly before choosing would be worth at most {rounded(frame['high'][0])} USD a year" in told
    assert "would save at most" in flat(page_of(many).text) and "lives a year" in flat(page_of(many).text)

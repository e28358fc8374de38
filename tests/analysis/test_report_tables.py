"""The workbook, the files of comma-separated values and the decision record: the views' numbers, and no formula made of names."""

import csv
import re
import sys

import openpyxl
import pandas
import pytest
import yaml

import convoyrisk
from conftest import FIRST_STEPS
from convoyrisk import views
from convoyrisk.report.command import main
from convoyrisk.report.decision_record import record
from convoyrisk.report.tables import tables_of
from test_report import Page, page_of, refused

FORMULA = '=HYPERLINK("http://example.org","x")'


def made(*words):
    assert main(list(map(str, words))) == 0


@pytest.fixture(scope="module")
def forms(folder, plain, found):
    """A workbook and a folder of the same result, with the plans of another scenario left out."""
    made(plain.path, "--xlsx", folder / "plain.xlsx", "--csv", folder / "plain-csv")
    return folder / "plain.xlsx", folder / "plain-csv"


def test_both_hold_the_same_tables(forms, plain):
    book, folder = openpyxl.load_workbook(forms[0]), forms[1]
    tables = tables_of(plain)
    assert book.sheetnames == list(tables)
    assert {path.name for path in folder.iterdir()} == {f"{name.replace(' ', '_')}.csv" for name in tables}
    assert {"verdict", "comparison", "by convoy", "F-N", "return periods", "costs", "assumptions", "provenance"} <= set(tables)
    for name, frame in tables.items():
        sheet = list(book[name].values)
        with open(folder / f"{name.replace(' ', '_')}.csv", encoding="utf-8", newline="") as file:
            written = list(csv.reader(file))
        assert list(sheet[0]) == written[0] == list(frame.columns)
        assert len(sheet) == len(written) == 1 + len(frame)


def test_numbers_are_numbers_and_the_views_own(forms, plain):
    sheet = openpyxl.load_workbook(forms[0])["comparison"]
    rows = pandas.DataFrame(list(sheet.values)[1:], columns=[cell.value for cell in sheet[1]])
    killed = rows[rows["outcome"] == "killed_total"].reset_index(drop=True)
    frame = views.comparison_frame(plain)
    for name in ("difference", "low_together", "high_together"):
        assert killed[name].tolist() == pytest.approx(frame[name].tolist(), rel=1e-14)  # a workbook has 16 digits
    assert set(killed["units"]) == {"person/year"}
    costs = pandas.read_csv(forms[1] / "costs.csv", float_precision="round_trip")
    assert costs["extra_cost_per_year [USD/year]"].tolist() == views.cost_frame(plain)["extra_cost_per_year"].tolist()
    assert costs["cost_per_death_averted [USD/person]"].isna().tolist()[0]  # the baseline has none: empty, not "nan"
    assert "inf" not in (forms[1] / "by_convoy.csv").read_text(encoding="utf-8")


def test_the_verdict_and_the_provenance_are_the_pages(forms, plain):
    texts = dict(list(openpyxl.load_workbook(forms[0])["provenance"].values)[1:])
    page = page_of(plain)
    assert [list(row) for row in page.rows_of("Where these numbers come from")[1:]] == [list(row) for row in texts.items()]
    verdict = list(openpyxl.load_workbook(forms[0])["verdict"].values)
    assert all(text in page.text for _, text in verdict[1:])


def test_names_are_no_formulas(tmp_path):
    scenario = yaml.safe_load(FIRST_STEPS.read_text(encoding="utf-8"))
    scenario["policies"][1]["name"] = FORMULA
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    result = convoyrisk.run(tmp_path / "s.yaml", replications=60, result=tmp_path / "r.h5")
    made(result.path, "--xlsx", tmp_path / "r.xlsx", "--csv", tmp_path / "csv")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx") for row in sheet for cell in row]
    assert any(cell.value == FORMULA for cell in cells) and not any(cell.data_type == "f" for cell in cells)
    for path in (tmp_path / "csv").iterdir():
        with open(path, encoding="utf-8", newline="") as file:
            texts = [text for row in csv.reader(file) for text in row if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", text)]
        assert not any(text.startswith(("=", "+", "-", "@")) for text in texts), path
    assert "'" + FORMULA.replace('"', '""') in (tmp_path / "csv/costs.csv").read_text(encoding="utf-8")


def test_of_a_sweep_and_of_plans(swept, tmp_path, searched, found):
    assert list(tables_of(swept)["comparison"]["point"].unique()) == list(swept.points)
    result = convoyrisk.run(searched, replications=60, result=tmp_path / "r.h5")
    made(result.path, "--xlsx", tmp_path / "r.xlsx", "--plans", found.path)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["front"]
    assert [row[1] for row in sheet.values][1:] == list(views.front_frame(found)["plan"])
    assert "from_budget [USD/year]" in [cell.value for cell in sheet[1]]


def test_nothing_else_is_replaced(tmp_path, plain, capsys):
    (tmp_path / "notes.xlsx").write_bytes(b"PK not a workbook")
    openpyxl.Workbook().save(tmp_path / "mine.xlsx")
    for name in ("notes.xlsx", "mine.xlsx"):
        assert "is not a workbook of convoyrisk" in refused(capsys, plain.path, "--xlsx", tmp_path / name)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letters.txt").touch()
    assert "holds other files" in refused(capsys, plain.path, "--csv", tmp_path / "mine")
    assert "say what to write" in refused(capsys, plain.path)
    assert "--record" in refused(capsys, plain.path, "-o", tmp_path / "x.html", "--option", "escorts")
    for _ in range(2):  # its own are
        made(plain.path, "--xlsx", tmp_path / "own.xlsx", "--csv", tmp_path / "own")


def test_the_record_has_the_pages_figures(plain, tmp_path, capsys):
    page, paper = page_of(plain), Page(record(plain))
    glance = {row[0]: row for row in page.rows_of("Per year, mean")[1:]}
    for words in ("everything", "Decided by", "Holds until", "Signature", str(plain.group("scenario").attrs["sha256"]),
                  "Seed: 1", "In bad years", "more vehicles dilute it", glance["everything"][1], glance["as it is"][1]):
        assert words in paper.text, words
    assert paper.open == [] and "<script" not in paper.source
    escorts = Page(record(plain, "escorts"))
    assert glance["escorts"][1] in escorts.text and "Is another policy" not in escorts.text
    assert "In cost: other policies cost less a year, in USD: “" in escorts.text
    made(plain.path, "--record", tmp_path / "record.html")
    made(plain.path, "--record", tmp_path / "record.html", "--option", "escorts")
    assert (tmp_path / "record.html").read_text(encoding="utf-8") == escorts.source
    assert 'did you mean "escorts"' in refused(capsys, plain.path, "--record", tmp_path / "r.html", "--option", "escort")


def test_the_record_sets_the_option_beside_the_baseline(plain):
    from convoyrisk.report import contents, decision_record
    said = contents.point_contents(plain, 0)
    facts = {fact.name: fact for fact in decision_record._facts(plain, 0, "escorts", said)}
    bad, periods = facts["Killed in a bad year (1 in 50 years)"], dict(said.periods)
    assert (bad.option, bad.baseline) == (periods["escorts"]["1 in 50 years"], periods["as it is"]["1 in 50 years"])
    assert bad.option != bad.baseline and facts["Killed a year"].option != facts["Killed a year"].baseline


def test_a_record_of_a_sweep_needs_its_point(swept, tmp_path, capsys):
    assert "say which, by --point" in refused(capsys, swept.path, "--record", tmp_path / "r.html")
    made(swept.path, "--record", tmp_path / "r.html", "--point", swept.points[1])
    assert f"At {swept.points[1]}." in Page((tmp_path / "r.html").read_text(encoding="utf-8")).text


def test_without_openpyxl_there_is_one_line_that_names_its_package(plain, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    said = refused(capsys, plain.path, "--xlsx", tmp_path / "x.xlsx")
    assert "--xlsx needs the Python package openpyxl" in said and "apt-get install python3-openpyxl" in said


def sheet_of(path, frame):
    from convoyrisk.report.workbook import write_workbook
    write_workbook(path, {"costs": frame}, "title")
    return openpyxl.load_workbook(path)["costs"]


def test_numbers_of_a_sheet_can_be_read_whatever_stands_in_their_column(tmp_path):
    sheet = sheet_of(tmp_path / "digits.xlsx", pandas.DataFrame(
        {"policy": ["none", "all", "some"], "cost": [12345.678, 3.98213, 0.0], "rate": [4.5e-7, 0.012345, -1.5],
         "killed": [12.0, 10.0, 3.0]}))
    shown = [[cell.number_format for cell in row[1:]] for row in sheet.iter_rows(min_row=2)]
    assert shown == [["#,##0", "#,##0.0000000000", "#,##0"], ["#,##0.000", "#,##0.00000", "#,##0"], ["#,##0", "#,##0.000", "#,##0"]]
    assert sheet["B2"].value == 12345.678 and sheet["C2"].value == 4.5e-7
    assert sheet["B1"].alignment.horizontal == "right" and sheet["A1"].alignment.horizontal is None


def test_long_texts_have_as_high_a_row_as_they_have_lines(tmp_path):
    sheet = sheet_of(tmp_path / "lines.xlsx", pandas.DataFrame({"kind": ["a", "b"], "text": [40 * "word ", "short"]}))
    assert sheet["B2"].alignment.wrap_text and sheet.row_dimensions[2].height == 4 * 15  # 200 characters in lines of 60
    assert sheet.row_dimensions[3].height is None


def test_wide_sheets_print_on_several_pages_with_their_heads(tmp_path):
    names = {"policy": ["none"], "convoy": ["bus"]}
    narrow = sheet_of(tmp_path / "narrow.xlsx", pandas.DataFrame({**names, "cost": [1.0]}))
    wide = sheet_of(tmp_path / "wide.xlsx", pandas.DataFrame({**names, **{f"a_number_with_a_long_name_{i}": [1.0] for i in range(10)}}))
    assert [(sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) for sheet in (narrow, wide)] == [(1, 0), (2, 0)]
    for sheet in (narrow, wide):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.orientation == "landscape"
    assert [(sheet.print_title_rows, sheet.print_title_cols) for sheet in (narrow, wide)] == [("$1:$1", None), ("$1:$1", "$A:$B")]

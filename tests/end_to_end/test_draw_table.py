"""Parameters that are drawn together from a CSV file: one row a draw, from `check` to the result file."""

from collections import Counter

import h5py
import pytest

from program import FIRST_STEPS, call, succeed

ENGAGE, KILL = '"threat.groups[0].engage"', '"threat.groups[0].modes[0].kill"'
TABLE = f"{ENGAGE},weight,{KILL}\n0.3,1,0.1\n0.5,2,0.2\n\n0.7,1,0.3\n"


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "posterior.csv").write_text(TABLE, encoding="utf-8")
    file = tmp_path / "s.yaml"
    text = FIRST_STEPS.read_text(encoding="utf-8")
    file.write_text(text + "\nuncertainty: {draws: 12, inner: 4, table: posterior.csv}\n", encoding="utf-8")
    return file


def test_rows_are_drawn_whole_and_as_often_as_their_weight(scenario, tmp_path):
    succeed("run", scenario, "-o", tmp_path / "r.h5", "--quiet")
    with h5py.File(tmp_path / "r.h5") as file:
        assert [str(name, "utf-8") for name in file["uncertainty/parameter"][()]] == [ENGAGE.strip('"'), KILL.strip('"')]
        assert Counter(zip(*file["uncertainty/value"][()])) == {(0.3, 0.1): 3, (0.5, 0.2): 6, (0.7, 0.3): 3}
        resolved = file["scenario/resolved"][()].decode()
    assert "[0.3, 0.5, 0.7]" in resolved and "posterior.csv" not in resolved


def test_check_tells_what_is_drawn_together(scenario):
    told = " ".join(succeed("check", scenario).stdout.split())
    assert "threat.groups[0].engage: 0.5 (0.3 to 0.7), from the table" in told
    assert "drawn together: each draw takes one of its 3 rows" in told


def test_parts_of_a_run_are_joined_and_resumed_with_the_same_table_only(scenario, tmp_path):
    def part(name, *words):
        return call("run", scenario, "-o", tmp_path / name, "--quiet", *words)

    assert part("whole.h5").returncode == 0
    for name, blocks in (("a.h5", "0..5"), ("b.h5", "5..12")):
        assert part(name, "--blocks", blocks).returncode == 0
    succeed("merge", tmp_path / "a.h5", tmp_path / "b.h5", "-o", tmp_path / "merged.h5")
    assert (tmp_path / "merged.h5").read_bytes() == (tmp_path / "whole.h5").read_bytes()

    refused = part("whole.h5", "--resume", "--draws", 20)
    assert refused.returncode == 2 and "uncertainty.draws is 12 there, not 20" in refused.stderr
    (tmp_path / "posterior.csv").write_text(TABLE.replace("0.7,1", "0.71,1"), encoding="utf-8")
    refused = part("whole.h5", "--resume")
    assert refused.returncode == 2 and '"threat.groups[0].engage"[2] is 0.7 there, not 0.71' in refused.stderr
    assert part("b.h5", "--blocks", "5..12").returncode == 0
    refused = call("merge", tmp_path / "a.h5", tmp_path / "b.h5", "-o", tmp_path / "mixed.h5")
    assert refused.returncode == 2 and "are of different runs" in refused.stderr


WRONG = {
    "a value out of range": (f"{ENGAGE}\n0.5\n1.5\n", "posterior.csv:3:1: threat.groups.\"hill group\".engage: must lie between 0 and 1, not 1.5"),
    "a row too short": (f"{ENGAGE},weight\n0.5,1\n0.2\n", "posterior.csv:3:1: uncertainty.table: has 1 fields where the first line has 2"),
    "a row too long": (f"{ENGAGE},weight\n0.5,1\n0.2,1,8\n", "posterior.csv:3:7: uncertainty.table: has 3 fields where"),
    "a head that is no path": ("threat.groups[0].engag\n0.5\n", "posterior.csv:2:1: threat.groups.\"hill group\".engag: unknown key; did you mean 'engage'?"),
    "a head that is no path at all": (f"{ENGAGE},my notes\n0.5,1\n", 'posterior.csv:2:5: "my notes": unknown key'),
    "a head twice": (f"{ENGAGE},{ENGAGE}\n0.5,1\n", "posterior.csv:1:27: "),
    "two heads for one value": ("threat.groups[0].engage,threat.groups.hill group.engage\n0.5,0.5\n", "posterior.csv:1:25: "),
    "a weight below 0": (f"{ENGAGE},weight\n0.5,-1\n", "posterior.csv:2:5: uncertainty.table.weight[0]: must not be negative, but is -1"),
    "an empty field": (f"{ENGAGE},weight\n0.5,1\n ,1\n", 'posterior.csv:3:2: uncertainty.table."threat.groups[0].engage"[1]: is empty'),
    "no rows": (f"{ENGAGE}\n", "posterior.csv:1:1: uncertainty.table: holds no rows below a line of column names"),
    "not UTF-8": (f"{ENGAGE}\n0.5\n\udce9\n", "posterior.csv:3:1: uncertainty.table: is not UTF-8"),
    "an open quote": (f"{ENGAGE}\n\"0.5\n", "posterior.csv:2:1: uncertainty.table: a quote is opened and not closed"),
    "no unit": ("threat.groups[0].range\n30\n", "posterior.csv:2:1: threat.groups.\"hill group\".range: '30' has no unit"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_table_is_refused_with_its_place(scenario, case):
    text, told = WRONG[case]
    (scenario.parent / "posterior.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = call("check", scenario)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith(f"{scenario.parent}/{told}"), done.stderr


def test_a_table_of_many_wrong_rows_is_told_in_short(scenario):
    (scenario.parent / "posterior.csv").write_text(ENGAGE + "\n0.5\n" + "".join(f"{i + 2}\n" for i in range(500)), encoding="utf-8")
    lines = call("check", scenario).stderr.splitlines()
    assert len(lines) == 21 and "20 rows are wrong, those below them are not looked at" in lines[0]


def test_a_table_that_is_not_there_is_told(scenario):
    (scenario.parent / "posterior.csv").unlink()
    done = call("check", scenario)
    assert done.returncode == 2
    assert "s.yaml:" in done.stderr and "uncertainty.table: 'posterior.csv' cannot be read; it is looked for" in done.stderr

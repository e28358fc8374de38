"""The tutorial's commands run one after the other, and print what it says they print."""

import re
import subprocess

import pytest

from program import PROGRAM, ROOT

PAGE = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """All that was printed. Blocks of YAML are put at the end of the scenario, as the page says."""
    folder = tmp_path_factory.mktemp("tutorial")
    text = ""
    for language, block in re.findall(r"```(sh|yaml)\n(.*?)```", PAGE, re.DOTALL):
        if language == "yaml":
            with (folder / "dam.yaml").open("a", encoding="utf-8") as file:
                file.write("\n" + block)
            continue
        commands = f'convoyrisk() {{ "{PROGRAM}" "$@"; }}\n{block}'
        done = subprocess.run(["bash", "-euc", commands], cwd=folder, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, block + done.stderr
        text += done.stdout
    return text


def test_what_the_tutorial_quotes_is_printed(printed):
    quoted = [line.strip() for line in re.findall(r"^    (?! ).*$", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL), re.MULTILINE)]
    assert len(quoted) > 9
    lines = {line.strip() for line in printed.splitlines()}
    assert [line for line in quoted if line not in lines] == []


def test_what_the_tutorial_tells_of_the_tables_is_in_them(printed):
    assert "65 trips at 06:30" in printed and "roster staff" in printed
    armour = re.search(r"^armour +\S+ \[([\d.]+), ([\d.]+)\] +\S+ \[-([\d.]+), -([\d.]+)\]$",
                       printed[printed.index("What is not known: killed"):], re.MULTILINE)
    least, most, fewest, greatest = armour.groups()
    said = " ".join(PAGE.split())
    assert f"between {least} and {most} are killed a year, and between {greatest} and {fewest} fewer" in said

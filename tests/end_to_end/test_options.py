"""The manual and the shells' completions have every option of the program; `--version` says what it is."""

import re
import shutil
import subprocess

import pytest

from program import PROGRAM, succeed

FORMS = ("bash", "zsh", "fish", "man")


def text_of(form):
    return succeed("options", "--as", form).stdout


def commands():
    """Every command but `report`, whose help is another program's; nested ones as two words."""
    found = [()]
    for name in re.findall(r"^  (\w+) {2,}", succeed("--help").stdout.split("Subcommands:")[1].split("Examples")[0], re.MULTILINE):
        if name != "report":
            found.append((name,))
            help_of = succeed(name, "--help").stdout
            if "Subcommands:" in help_of:
                nested = help_of.split("Subcommands:")[1].split("\n\n")[0]
                found += [(name, inner) for inner in re.findall(r"^  (\w+) {2,}", nested, re.MULTILINE)]
    return found


def options(command):
    names = [line.split()[0] for line in succeed(*command, "--help").stdout.splitlines() if line.startswith("  -")]
    return set(re.findall(r"--[a-z][a-z-]*", "\n".join(names)))


@pytest.mark.parametrize("form", FORMS)
def test_every_command_and_option_is_there(form):
    text, seen = text_of(form).replace("\\-", "-"), 0
    for command in commands():
        for option in options(command):
            wanted = f" -l {option[2:]}" if form == "fish" else option
            assert re.search(rf"{re.escape(wanted)}(?![a-z-])", text), (form, command, option)
            seen += 1
    assert seen > 40 and ("import", "osm") in commands()


def test_hidden_command_is_not_told():
    assert "options" not in re.findall(r"^  (\w+)", succeed("--help").stdout, re.MULTILINE)
    assert not re.search(r"-a options|' options'", text_of("fish") + text_of("bash"))


def completed(*words):
    """What bash offers for the last word."""
    line = " ".join(f"'{word}'" for word in ("convoyrisk", *words))
    script = (f"source <('{PROGRAM}' options --as bash)\nCOMP_WORDS=({line})\nCOMP_CWORD={len(words)}\n_convoyrisk\n"
              'printf "%s\\n" "${COMPREPLY[@]}"\n')
    done = subprocess.run(["bash", "-c", script], check=True, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_offers_what_fits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").touch()
    assert completed("me") == ["merge"] and "run" in completed("") and "mine.yaml" not in completed("")
    assert completed("run", "--repl") == ["--replications"] and completed("run", "mi") == ["mine.yaml"]
    assert completed("import", "os") == ["osm"]
    assert completed("import", "osm", "x.osm", "--bb") == ["--bbox"] and completed("check", "--bb") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_read_their_script(shell, tmp_path):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(text_of(shell))
    subprocess.run([shell, "-n", tmp_path / "script"], check=True)


def test_the_manual_is_clean_roff(tmp_path):
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    (tmp_path / "page").write_text(text_of("man"))
    done = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", tmp_path / "page"], check=True, capture_output=True, encoding="utf-8")
    assert done.stderr == ""


def test_version_says_commit_and_features():
    version, commit, built = succeed("--version").stdout.splitlines()
    assert re.fullmatch(r"convoyrisk \d+\.\d+\.\d+", version) and re.fullmatch(r"commit ([0-9a-f]{40}(-dirty)?|unknown)", commit)
    assert re.fullmatch(r"built with \w+ [\d.]+, (without )?MPI, libconvoyrisk interface 1", built)


def test_help_fits_80_columns():
    for command in [*commands(), ("report",)]:
        assert [line for line in succeed(*command, "--help").stdout.splitlines() if len(line) > 80] == [], command

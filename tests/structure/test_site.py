"""The pages of docs/ as a site: mkdocs builds it, and every link leads somewhere."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))


def dead_links(site):
    """Links and pictures of the pages of a folder that are not there, as "page -> link"; scripts of the theme are not looked at."""
    texts = {path.resolve(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    places = {path: {html.unescape(name) for name in re.findall(r'\b(?:id|name)="([^"]*)"', text)} for path, text in texts.items()}
    found = []
    for path, text in texts.items():
        for link in re.findall(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"', text):
            target, _, place = unquote(html.unescape(link)).partition("#")
            if re.match(r"[a-z]+:|//", target) or (path.name == "404.html" and target.startswith("/")):
                continue
            file = (path.parent / target).resolve() if target not in ("", ".") else path
            file = file / "index.html" if file.is_dir() else file
            if not file.exists() or (place and file in places and place not in places[file]):
                found.append(f"{path.relative_to(site.resolve())} -> {link}")
    return found


def test_the_site_is_built_without_a_dead_link(tmp_path):
    pytest.importorskip("mkdocs", reason="needs mkdocs: tools/install-dependencies.sh")
    done = subprocess.run([sys.executable, "-B", "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site"],
                          cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((tmp_path / "site").rglob("*.html"))) > 30
    assert dead_links(tmp_path / "site") == []
    assert parts_from_elsewhere(tmp_path / "site") == []


def parts_from_elsewhere(site):
    """What the browser would fetch for a page, and is not in the folder: scripts, styles, pictures."""
    found = []
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for part in re.findall(r'<(?:script|img)\b[^>]*?\bsrc="([^"]*)"', text) + re.findall(r'<link\b[^>]*?\bhref="([^"]*)"', text):
            file = site / part.lstrip("/") if path.name == "404.html" else path.parent / part
            if re.match(r"[a-z]+:|//", part) or not file.exists():
                found.append(f"{path.relative_to(site)} -> {part}")
    return found


def test_parts_from_elsewhere_are_found(tmp_path):
    (tmp_path / "a.js").touch()
    (tmp_path / "a.html").write_text('<script src="a.js"></script><script src="b.js"></script><img src="https://example.org/x.png">'
                                     '<link rel="stylesheet" href="//example.org/y.css"><a href="https://example.org/z">')
    assert parts_from_elsewhere(tmp_path) == ["a.html -> b.js", "a.html -> https://example.org/x.png", "a.html -> //example.org/y.css"]


def test_dead_links_are_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#there"></a><a href="b.html#gone"></a><a href="c.html"></a><a href="#x"></a>')
    (tmp_path / "b.html").write_text('<h1 id="there"></h1><a href="https://example.org/x">')
    assert dead_links(tmp_path) == ["a.html -> b.html#gone", "a.html -> c.html", "a.html -> #x"]


def test_every_page_of_docs_is_on_the_first_one():
    first = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "index.md" and f"({path.name})" not in first] == []


def test_every_page_of_docs_is_in_the_menu():
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:")[2]
    assert [path.name for path in (ROOT / "docs").glob("*.md") if not re.search(rf"[ \[]{re.escape(path.name)}[],\n]", menu)] == []


def test_files_that_name_the_version_agree():
    version = re.search(r"project\(convoyrisk VERSION (\d+\.\d+\.\d+) ", (ROOT / "CMakeLists.txt").read_text())[1]
    minor = version.rpartition(".")[0]
    for file, line in (("pyproject.toml", f'version = "{version}"'), ("CITATION.cff", f"version: {version}"),
                       ("docs/CHANGELOG.md", f"## {version}"), ("docs/install.md", f"find_package(convoyrisk {minor} REQUIRED)"),
                       ("tests/consumer/CMakeLists.txt", f"find_package(convoyrisk {minor} REQUIRED)")):
        assert re.search(f"^{re.escape(line)}$", (ROOT / file).read_text(), re.MULTILINE), file
    named = {(page.name, found) for page in (ROOT / "docs").glob("*.md")
             for found in re.findall(r'"version":"([\d.]+)"', page.read_text(encoding="utf-8"))}
    assert named == {("trace.md", version)}

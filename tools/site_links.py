"""For mkdocs: links of a page that lead out of docs/, to files of the sources, become the names of those files, and a link that
is called by the file of its page, [report.md](report.md), by the page's title."""

import posixpath
import re
from pathlib import Path

LINK = re.compile(r"\[([^\]]*)\]\(([^)#:]+)(#[^)]*)?\)")


def title_of(page):
    return page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def on_page_markdown(markdown, page, config, files):
    folder = posixpath.dirname(page.file.src_path)

    def kept(match):
        text, target, place = match[1], match[2], match[3] or ""
        path = posixpath.normpath(posixpath.join(folder, target))
        if path.startswith("../"):
            return f"{text} (`{path.removeprefix('../')}` in the sources)"
        return f"[{title_of(Path(config['docs_dir'], path))}]({target}{place})" if text == target else match[0]

    return LINK.sub(kept, markdown)

"""For mkdocs: links of a page that lead out of docs/, to files of the sources, become the names of those files."""

import posixpath
import re

LINK = re.compile(r"\[([^\]]*)\]\(([^)#:]+)(#[^)]*)?\)")


def on_page_markdown(markdown, page, config, files):
    folder = posixpath.dirname(page.file.src_path)

    def kept(match):
        path = posixpath.normpath(posixpath.join(folder, match[2]))
        return f"{match[1]} (`{path.removeprefix('../')}` in the sources)" if path.startswith("../") else match[0]

    return LINK.sub(kept, markdown)

"""The report: one self-contained HTML page that says what a result file supports, for those who decide."""

from convoyrisk.errors import missing_package

try:
    import jinja2  # noqa: F401 - the page needs it
    import scipy  # noqa: F401
except ModuleNotFoundError as error:
    raise missing_package(error, "convoyrisk.report") from None

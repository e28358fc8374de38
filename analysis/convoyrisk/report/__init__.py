"""The report: one self-contained HTML page that says what a result file supports, for those who decide."""

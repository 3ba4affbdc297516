"""What an import found and did: figures for programs, sentences for the accountant."""

from kvita.exchange.reports.figures import Counts, MoneySums, Outcome, Report
from kvita.exchange.reports.problems import Problem, ProblemLog
from kvita.exchange.reports.wording import as_json, as_text

__all__ = ["Counts", "MoneySums", "Outcome", "Problem", "ProblemLog", "Report", "as_json", "as_text"]

"""The promises of the code base as functions: source text in, what breaks the promise out.

Each returns lines of text ready to be shown. test_rules.py proves with bad examples that every one of them can see.
"""

import ast
import re
import sys
from collections.abc import Iterator

from tests.policy.sources import dotted, imported_names

CLOCKS = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
    "functions.Now",
)
CLOCK_IMPORTS = (
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.db.models.functions.Now",
    "time.time",
)


def clocks_read(tree: ast.AST) -> Iterator[str]:
    """Yield each place that asks the machine for the time, also as `auto_now` or as `default=timezone.now`."""
    for line, name in imported_names(tree):
        if name in CLOCK_IMPORTS:
            yield f"{line}: imports {name}"
    for node in ast.walk(tree):
        name = dotted(node)
        if name and any(name == clock or name.endswith(f".{clock}") for clock in CLOCKS):
            yield f"{node.lineno}: {name}"  # type: ignore[attr-defined]  # dotted() is not empty: an expression
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"{node.lineno}: {node.arg}"


def settings_read(tree: ast.AST) -> Iterator[str]:
    """Yield each setting that is read, but for the name of the user table, which Django wants in foreign keys."""
    if not any(name == "django.conf.settings" for _, name in imported_names(tree)):
        return  # a portal and an organization have `settings` too
    for node in ast.walk(tree):
        name = dotted(node)
        if name.startswith("settings.") and name != "settings.AUTH_USER_MODEL":
            yield f"{node.lineno}: {name}"  # type: ignore[attr-defined]  # dotted() is not empty: an expression


HTTP_CLIENTS = ("aiohttp", "http.client", "httpx", "requests", "urllib.request", "urllib3")
IMPURE_STDLIB = (
    "asyncio", "ftplib", "http", "importlib", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "shutil", "smtplib", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
)  # fmt: skip


def http_clients(tree: ast.AST) -> Iterator[str]:
    """Yield each import of something that can call another host."""
    for line, name in imported_names(tree):
        if any(name == client or name.startswith(f"{client}.") for client in HTTP_CLIENTS):
            yield f"{line}: imports {name}"


def impure_imports(tree: ast.AST) -> Iterator[str]:
    """Yield each import that is neither pure standard library nor `kvita.calc` itself."""
    for line, name in imported_names(tree):
        root = name.split(".")[0]
        if name.startswith("kvita.calc"):
            continue
        if root not in sys.stdlib_module_names or root in IMPURE_STDLIB:
            yield f"{line}: imports {name}"


def floats(tree: ast.AST) -> Iterator[str]:
    """Yield each float literal, `float(…)` and `: float`: money and volumes never meet a float."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{node.lineno}: {node.value!r}"
        elif isinstance(node, ast.Name) and node.id in ("float", "FloatField"):
            yield f"{node.lineno}: {node.id}"
        elif isinstance(node, ast.Attribute) and node.attr == "FloatField":
            yield f"{node.lineno}: {node.attr}"


def loose_services(tree: ast.Module) -> Iterator[str]:
    """Yield each public function of a services module that can be called with positional arguments."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            positional = [*node.args.posonlyargs, *node.args.args]
            if positional:
                yield f"{node.lineno}: {node.name}({', '.join(arg.arg for arg in positional)}) is not keyword-only"


def long_views(tree: ast.Module, *, limit: int = 20) -> Iterator[str]:
    """Yield each function that takes a request first and is longer than `limit` lines without its docstring."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef) or not node.args.args:
            continue
        if "request" not in [arg.arg for arg in node.args.args[:2]]:
            continue
        told = node.body[0] if ast.get_docstring(node) is not None else None
        docstring_lines = (told.end_lineno or 0) - told.lineno + 1 if told else 0
        lines = (node.end_lineno or 0) - node.lineno + 1 - docstring_lines
        if lines > limit:
            yield f"{node.lineno}: {node.name} has {lines} lines"


def tables_touched(tree: ast.AST) -> Iterator[str]:
    """Yield each use of a manager or of `.save()`: reading and writing is the work of selectors and services."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            yield f"{node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save":
            yield f"{node.lineno}: .save()"


INLINE = (
    (re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE), "inline script"),
    (re.compile(r"<style[\s>]", re.IGNORECASE), "style element"),
    (re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE), "style attribute"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE), "event handler"),
    (re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE), "javascript: address"),
    (re.compile(r"\shx-on[:-]|\shx-vals\s*=\s*[\"']js:|\shx-headers\s*=\s*[\"']js:", re.IGNORECASE), "htmx eval"),
    (re.compile(r"\|\s*safe\b|\{%\s*autoescape off"), "unescaped value"),
)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
HOST = re.compile(r"(?:https?:)?//([a-z0-9][a-z0-9.-]*\.[a-z]{2,})", re.IGNORECASE)
NAMESPACES = {"www.w3.org"}  # names of XML vocabularies, never asked for


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def inline_code(text: str) -> Iterator[str]:
    """Yield each place of a template that a strict Content-Security-Policy would refuse, or that skips escaping."""
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    for pattern, what in INLINE:
        for match in pattern.finditer(text):
            yield f"{_line(text, match.start())}: {what}: {match[0].strip()[:60]}"


TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
BUTTON = re.compile(r"<button\b[^>]*>", re.IGNORECASE)


def buttons_without_type(text: str) -> Iterator[str]:
    """Yield each button of a template that does not say whether it sends the form."""
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    text = TEMPLATE_CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in BUTTON.finditer(text):
        if not re.search(r"\stype=", match[0]):
            yield f"{_line(text, match.start())}: {match[0][:60]}"


def foreign_hosts(text: str) -> Iterator[str]:
    """Yield each address of another host in a template, style sheet or script."""
    for match in HOST.finditer(text):
        if match[1].lower() not in NAMESPACES:
            yield f"{_line(text, match.start())}: {match[0]}"


SUPPRESSION = re.compile(
    r"#\s*(?P<kind>noqa|type:\s*ignore|ruff:\s*noqa|mypy:|pragma:\s*no cover|fmt:\s*off)(?P<rest>.*)"
)
REASONED = {
    "noqa": re.compile(r":\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s*(?:#|-+|—)?\s+\S.{7,}"),
    "type: ignore": re.compile(r"\[[a-z-]+(?:,\s*[a-z-]+)*\]\s+#\s*\S.{7,}"),
    "pragma: no cover": re.compile(r".*\S.{7,}"),
}


def bare_suppressions(comments: Iterator[tuple[int, str]]) -> Iterator[str]:
    """Yield each comment that silences a tool without naming the rule and a reason (or for a whole file)."""
    for line, comment in comments:
        for match in SUPPRESSION.finditer(comment):
            kind = re.sub(r":\s*", ": ", match["kind"])
            pattern = REASONED.get(kind)
            if pattern is None or not pattern.match(match["rest"]):
                yield f"{line}: {comment.strip()}"
                break


WORKPLACE = (
    (re.compile(r"/(?:home|root|work|Users)/[\w.-]+"), "path of a machine"),
    (re.compile(r"[A-Z]:\\Users\\"), "path of a machine"),
    (re.compile(r"\bpypi\.org|pythonhosted\.org|registry\.npmjs\.org", re.IGNORECASE), "registry host"),
    (re.compile(r"--(?:extra-)?index-url\b|--find-links\b|\"resolved\":"), "registry address"),
)


def workplace_traces(text: str) -> Iterator[str]:
    """Yield each trace of a machine on which the project was written."""
    for pattern, what in WORKPLACE:
        for match in pattern.finditer(text):
            yield f"{_line(text, match.start())}: {what}: {match[0]}"

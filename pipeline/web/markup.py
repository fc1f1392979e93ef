"""Templates, every value escaped; what is drawn here needs records alone: no request, no person, no database."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Templates do not change while the service runs: a row that is included a thousand times is not looked for each
    time."""
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, auto_reload=False)


def drawn(name: str, **values: Any) -> Markup:
    """The template `name` with `values`."""
    return Markup(environment().get_template(name).render(values))  # noqa: S704 - what a template made

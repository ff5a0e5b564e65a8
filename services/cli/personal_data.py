"""The commands about people's own data: what is known of a household, and the evidence that it is gone."""

import typer

from services.cli import dossiers, evidence

_DOSSIER = (
    "[bold]Examples[/]\n\n$ onetwenty dossier 0198c000-0000-7000-8000-000000000001 --ward 20194 --data ./data\n\n"
    "$ onetwenty dossier 0198c000-0000-7000-8000-000000000001 --ward 20194 --json"
)


def add_personal_data(app: typer.Typer) -> None:
    """`onetwenty dossier` and `onetwenty erasure`."""
    app.command(epilog=_DOSSIER)(dossiers.dossier)
    app.add_typer(evidence.app, name="erasure")

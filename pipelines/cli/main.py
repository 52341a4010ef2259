"""The command `gaining-ground`: finds the families of commands beside it and puts them together."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

# No library may phone home or chatter, whichever command imports it first.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")

import typer

from pipelines import cli

app = typer.Typer(
    name="gaining-ground",
    help="Leads against human trafficking from public classified ads. Lead, not evidence: corroborate independently.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for found in sorted(module.name for module in pkgutil.iter_modules(cli.__path__)):
    commands = importlib.import_module(f"pipelines.cli.{found}")
    if hasattr(commands, "register"):
        commands.register(app)


def main() -> None:
    """Run the command line; an error of ours ends with one line that names what, where and the remedy."""
    try:
        app()
    except ValueError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        from pipelines.space import full_disk_of

        if (told := full_disk_of(error)) is None:
            raise
        typer.echo(f"error: {told}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""`gaining-ground site`: the pages of a tier on loopback."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Tier(StrEnum):
    """Whose pages."""

    INVESTIGATOR = "investigator"
    PARTNER = "partner"
    PUBLIC = "public"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(site)


def site(
    tier: Annotated[Tier, typer.Option(help="Whose pages.")] = Tier.INVESTIGATOR,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes any free one.")] = 8080,
) -> None:
    """Serve the published pages of a tier on 127.0.0.1 until interrupted; the pages open from their folder too."""
    from assets.publish.builds import current
    from assets.publish.publish_site import site_of
    from pipelines.serving import HOST, server
    from pipelines.settings import prepare_home

    build = current(prepare_home().home)
    if build is None:
        raise ValueError("nothing is published yet; run gaining-ground refresh")
    if not (folder := site_of(build, tier.value)).is_dir():
        raise ValueError(f"build {build.name} has no pages of the tier {tier.value}; refresh anew")
    with server(folder, port) as serving:
        typer.echo(f"http://{HOST}:{serving.server_port}/  ({tier.value}, build {build.name}); end it with Ctrl-C")
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            typer.echo("ended")

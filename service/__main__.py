"""`python -m service` is `sightline`."""

from service.cli import app

app(prog_name="sightline")

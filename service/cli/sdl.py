from schema.root import sdl
from service.cli import output


def print_schema() -> None:
    output.result(sdl().removesuffix("\n"))

import typer


def message(text: str) -> None:
    """Say something beside the result, on stderr."""
    typer.echo(text, err=True)

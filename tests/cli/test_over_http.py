"""`POST /import` and `GET /export` against `import` and `export`: the same, to the letter."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import httpx
import orjson
import pytest

from service.app import create_app
from service.demo.calendar import demo_document
from service.settings import Settings
from tests.cli.conftest import Run
from tests.cli.documents import BROKEN_REFERENCE, ORPHAN, ROUND, WHOLE
from tests.real_data import NAMES as REAL
from tests.real_data import real_file

MEDIA_TYPES = {".json": "application/json", ".yaml": "application/yaml"}
FORMATS = ["json", "yaml", "graphml", "dot", "mermaid"]
MISTYPED = """\
format: sightline/1
colour: blue
objectives: [{id: 1, title: No, status: DONE, weight: heavy}, {id: 1, title: Twice}, {title: a}]
"""

Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(run: Run, environment: dict[str, str | None], database_url: str) -> Ask:
    """Asks the app as an admin of an organization."""

    def asked(slug: str, method: str, path: str, **request: object) -> httpx.Response:
        made = run("token", "create", "--organization", slug, "--name", "t", "--role", "admin")
        headers = {"Authorization": f"Bearer {made.result.strip()}", **request.pop("headers", {})}
        settings = Settings(
            database_url=database_url,
            secret_key=environment["SIGHTLINE_SECRET_KEY"],
            data_dir=Path(str(environment["SIGHTLINE_DATA_DIR"])),
        )
        return asyncio.run(answered(settings, method, path, headers, **request))

    return asked


async def answered(
    settings: Settings, method: str, path: str, headers: dict[str, str], **request: object
) -> httpx.Response:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client,
    ):
        return await client.request(method, path, headers=headers, **request)


def files(folder: Path) -> list[Path]:
    texts = {
        "demo.yaml": demo_document(date(2026, 11, 22)),
        "whole.yaml": WHOLE.encode(),
        "orphan.yaml": ORPHAN.encode(),
        "broken.yaml": BROKEN_REFERENCE.encode(),
        "round.yaml": ROUND.encode(),
        "mistyped.yaml": MISTYPED.encode(),
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in texts]


NAMES = ["demo.yaml", "whole.yaml", "orphan.yaml", "broken.yaml", "round.yaml", "mistyped.yaml"]


@pytest.fixture(params=[*NAMES, *REAL])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A document in a file, sound or not."""
    if request.param in NAMES:
        return next(path for path in files(tmp_path) if path.name == request.param)
    return real_file(request.param)


@pytest.mark.parametrize("is_partial", [False, True])
def test_an_import_has_the_counts_and_problems_of_the_command_line(
    run: Run, ask: Ask, slug: str, file: Path, *, is_partial: bool
):
    partial = ["--partial"] if is_partial else []
    same = run("import", file, "--organization", slug, "--json", "--dry-run", *partial)
    named_alike = file.as_posix().encode()
    answer = ask(
        slug,
        "POST",
        f"/import?partial={is_partial}",
        content=file.read_bytes(),
        headers={"Content-Type": MEDIA_TYPES[file.suffix]},
    )
    told = orjson.loads(same.result.encode().replace(named_alike, b"body"))
    assert answer.json() == told
    assert answer.status_code == (422 if same.status == 1 and not is_partial else 200)


def test_what_http_imports_the_command_line_has_nothing_to_add_to(
    run: Run, ask: Ask, slug: str, tmp_path: Path
):
    demo = files(tmp_path)[0]
    headers = {"Content-Type": "application/yaml"}
    content = demo.read_bytes()
    assert ask(slug, "POST", "/import?mode=apply", content=content, headers=headers).is_success
    again = run("import", demo, "--organization", slug, "--json")
    outcomes = again.document["counts"].values()
    assert sum(found["created"] + found["updated"] + found["refused"] for found in outcomes) == 0
    assert sum(found["unchanged"] for found in outcomes) > 400


@pytest.mark.parametrize("cycle", ["", "quarter-4"])
def test_an_export_is_that_of_the_command_line(run: Run, ask: Ask, demo_slug: str, cycle: str):
    for name in FORMATS:
        same = run("export", "--organization", demo_slug, "--format", name, "--cycle", cycle)
        answer = ask(demo_slug, "GET", "/export", params={"format": name, "cycle": cycle})
        assert answer.status_code == 200
        assert answer.text.removesuffix("\n") == same.result.removesuffix("\n")


@pytest.fixture
def demo_slug(run: Run, tmp_path: Path) -> str:
    """The slug of an organization that holds the demo."""
    slug = f"org-{uuid4().hex[:12]}"
    demo = files(tmp_path)[0]
    assert run("import", demo, "--organization", slug, "--create").status == 0
    return slug


@pytest.mark.parametrize("name", REAL)
def test_real_organizations_come_back_over_http(run: Run, ask: Ask, slug: str, name: str):
    headers = {"Content-Type": "application/json"}
    content = real_file(name).read_bytes()
    assert ask(slug, "POST", "/import?mode=apply", content=content, headers=headers).is_success
    first = ask(slug, "GET", "/export")
    copy = f"copy-{uuid4().hex[:12]}"
    assert run("organization", "create", copy).status == 0
    again = ask(copy, "POST", "/import?mode=apply", content=first.content, headers=headers)
    assert again.is_success
    assert ask(copy, "GET", "/export").content == first.content

"""Wrong use ends with exit status 2 and one line that says what would be right."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "error: Missing command. (see sightline --help)\n"),
        (("nothing",), "error: No such command 'nothing'. (see sightline --help)\n"),
        (
            ("audits",),
            "error: No such command 'audits'. Did you mean 'audit'? (see sightline --help)\n",
        ),
        (("--nothing",), "error: No such option: --nothing (see sightline --help)\n"),
        (("token",), "error: Missing command. (see sightline token --help)\n"),
        (("audit",), "error: name either files or one --organization\n"),
        (
            ("audit", "a.json", "--organization", "a"),
            "error: name either files or one --organization\n",
        ),
        (("line-of-sight", "kr"), "error: name either files or one --organization\n"),
        (
            ("audit", "a.json", "--format", "xml"),
            (
                "error: Invalid value for '--format': 'xml' is not one of 'text', 'json', 'sarif',"
                " 'junit', 'markdown', 'csv'."
                " (see sightline audit --help)\n"
            ),
        ),
        (
            ("audit", "a.json", "--fail-on", "info"),
            (
                "error: Invalid value for '--fail-on': 'info' is not one of 'error', 'warning',"
                " 'never'. (see sightline audit --help)\n"
            ),
        ),
        (
            ("audit", "a.json", "--as-of", "2021-04-31"),
            (
                "error: Invalid value for '--as-of': \"2021-04-31\" is not a date of the calendar"
                " (see sightline audit --help)\n"
            ),
        ),
        (
            ("line-of-sight", "kr", "a.json", "--as-of", "soon"),
            (
                "error: Invalid value for '--as-of': \"soon\" is not a date (YYYY-MM-DD)"
                " (see sightline line-of-sight --help)\n"
            ),
        ),
        (
            ("token", "create", "--organization", "a", "--name", "n", "--role", "owner"),
            (
                "error: Invalid value for '--role': 'owner' is not one of 'viewer', 'member',"
                " 'admin'. (see sightline token create --help)\n"
            ),
        ),
        (
            ("token", "create", "--organization", "a", "--name", "n", "--expires", "90"),
            "error: '90' is no span of time: write 12h, 90d, 6w or 1y\n",
        ),
        (
            ("token", "create", "--organization", "a", "--name", "n", "--expires", "101y"),
            "error: '101y' is too long: 100y at most\n",
        ),
        (
            ("serve", "--port", "65536"),
            (
                "error: Invalid value for '--port': Input should be less than or equal to 65535"
                " (see sightline serve --help)\n"
            ),
        ),
        (
            ("serve", "--workers", "0"),
            (
                "error: Invalid value for '--workers': Input should be greater than or equal to 1"
                " (see sightline serve --help)\n"
            ),
        ),
    ],
)
def test_wrong_use_says_what_is_right(offline, arguments: tuple[str, ...], message: str):
    ran = offline(*arguments)
    assert (ran.status, ran.result, ran.messages) == (2, "", message)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "SIGHTLINE_DATABASE_URL",
            "mysql://me:hush@localhost/okrs",
            "error: SIGHTLINE_DATABASE_URL: use postgresql://user:password@host:port/database\n",
        ),
        (
            "SIGHTLINE_DATABASE_URL",
            "postgresql://me:hush@localhost/okrs?channel_binding=require",
            (
                "error: SIGHTLINE_DATABASE_URL: leave out channel_binding; after the ? may stand"
                " host, port, sslmode, ssl, target_session_attrs\n"
            ),
        ),
        (
            "SIGHTLINE_SECRET_KEY",
            "short",
            "error: SIGHTLINE_SECRET_KEY: use 16 characters or more\n",
        ),
        (
            "SIGHTLINE_PORT",
            "many",
            (
                "error: SIGHTLINE_PORT: Input should be a valid integer, unable to parse string"
                " as an integer\n"
            ),
        ),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(offline, variable: str, value: str, message: str):
    ran = offline("token", "create", "--organization", "a", "--name", "n", **{variable: value})
    assert (ran.status, ran.result, ran.messages) == (2, "", message)


def test_every_command_explains_itself(offline):
    ran = offline("--help")
    assert ran.status == 0
    for command in (
        *("serve", "worker", "migrate", "organization", "import", "export", "audit"),
        *("line-of-sight", "token", "verify", "schema"),
    ):
        assert f"│ {command} " in ran.result
        assert offline(command, "--help").status == 0


def test_the_module_is_the_program():
    ran = subprocess.run(
        [sys.executable, "-m", "service", "audit"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "error: name either files or one --organization\n"


def test_help_loads_no_heavy_library():
    code = "import sys, service.cli; print(sorted(sys.modules.keys() & set(sys.argv[1:])))"
    heavy = ["sqlalchemy", "numpy", "networkx", "strawberry", "fastapi", "uvicorn"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *heavy],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"

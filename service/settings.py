"""The environment, read once."""

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import UnusableInput

# Of one request to `/graphql`, or one message: of the server, too, before it loads any schema.
MOST_BYTES = 256 * 1024


class LogFormat(StrEnum):
    """For whom the log is written."""

    CONSOLE = "console"
    JSON = "json"


class TrustedDocumentsMode(StrEnum):
    """Which documents are answered."""

    OFF = "off"
    AUTOMATIC = "automatic"
    ONLY = "only"


class Settings(BaseSettings):
    """Everything that differs between installations; see the table in the README."""

    model_config = SettingsConfigDict(env_prefix="SIGHTLINE_", frozen=True, env_ignore_empty=True)

    database_url: str = ""
    data_dir: Path = Path(".sightline")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    log_format: LogFormat = LogFormat.CONSOLE
    secret_key: str = ""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    webhook_allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    # Days after the end of a month until its events are let go; 0 for good.
    event_retention_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    # Days for which it is known what came of a delivery; 0 for good.
    delivery_retention_days: Annotated[int, Field(ge=0, le=36_500)] = 90
    pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    # Points a minute and principal, 0 for no limit. A point is a tenth of a millisecond of one core
    # at most: this is one core, all minute long.
    rate_limit: Annotated[int, Field(ge=0, le=1_000_000_000)] = 600_000
    trusted_documents: TrustedDocumentsMode = TrustedDocumentsMode.OFF
    trusted_documents_file: Path | None = None

    @field_validator("cors_origins", "webhook_allowed_networks", mode="before")
    @classmethod
    def split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        UnusableInput: a variable does not hold what it should; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"SIGHTLINE_{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise UnusableInput("; ".join(lines)) from None

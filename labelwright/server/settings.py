"""Everything an operator may set, by the environment: `LABELWRIGHT_PORT=8500`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MEGABYTE = 1_000_000


class Settings(BaseSettings):
    """The settings of one server. Each is read from `LABELWRIGHT_<NAME>` unless given."""

    model_config = SettingsConfigDict(env_prefix="LABELWRIGHT_", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("labelwright"),
        description="The folder that holds the database, the objects and the keys.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8400, ge=0, le=65535, description="The port to listen on; 0 takes any free one.")
    database: str = Field("", description="`postgresql://...`; empty for SQLite in the home.")
    public_url: str = Field("", description="The address people use, where a proxy stands before the server.")
    sources: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Folders of this machine that projects may read from, separated as in PATH."
    )
    secret: str = Field("", repr=False, description="The signing key; empty for one kept in the home.")
    demo: bool = Field(False, description="A person switcher, and whoever comes is let in: for trying out only.")
    secure_cookies: bool | None = Field(None, description="Cookies over https only; by default as the address says.")
    session_days: int = Field(14, ge=1, le=365, description="Days without a visit after which a session ends.")
    max_body: int = Field(8 * MEGABYTE, ge=1000, description="Largest body of an ordinary request, in bytes.")
    max_upload: int = Field(4000 * MEGABYTE, ge=1000, description="Largest body of an import, in bytes.")
    cache: int = Field(2000 * MEGABYTE, ge=0, description="Largest size of the thumbnail cache, in bytes.")
    access_log: bool = Field(False, description="Log every request, not only those that fail or take over a second.")
    log_format: Literal["json", "console"] = Field("json", description="How log lines are written.")
    grace: float = Field(20.0, ge=0, description="Seconds that running requests get when the server stops.")

    @field_validator("sources", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @property
    def database_url(self) -> str:
        """The database's address; SQLite in the home unless one was set."""
        return self.database or f"sqlite:///{self.home / 'labelwright.db'}"

    @property
    def url(self) -> str:
        """The address people reach the server at, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        everywhere = self.host in ("0.0.0.0", "::")  # noqa: S104 - nothing is bound here
        host = "127.0.0.1" if everywhere else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether cookies are for https only."""
        return self.url.startswith("https://") if self.secure_cookies is None else self.secure_cookies

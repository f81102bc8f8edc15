"""All settings, read once when a process is composed: ``FILMLESS_…`` in the environment, then ``filmless.toml``."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from imaging.errors import SettingsError

MIB = 1024 * 1024


class UnknownAe(StrEnum):
    """What happens to senders that nobody has registered."""

    ACCEPT = "accept"
    REJECT = "reject"


class Bind(NamedTuple):
    """An address to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Bind:
        """Read ``host:port`` (``[::1]:8080`` for IPv6)."""
        host, _, port = text.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise ValueError("host:port, for example 127.0.0.1:8080")
        return cls(host.strip("[]"), int(port))

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Settings(BaseSettings):
    """Everything that can be set; ``filmless settings`` prints it with these descriptions."""

    model_config = SettingsConfigDict(env_prefix="FILMLESS_", toml_file="filmless.toml", frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="Where everything that must survive is kept.")
    http_bind: str = Field("127.0.0.1:8080", description="Address of the web server.")
    dicom_bind: str = Field("127.0.0.1:11112", description="Address of the DICOM server.")
    ae_title: str = Field("FILMLESS", min_length=1, max_length=16, description="Our application entity title.")
    database_url: str = Field(
        "", description="The index: sqlite:///… (default: in the data directory) or postgresql://…"
    )
    objects_url: str = Field(
        "",
        description="The objects: file:///… (default: in the data directory) or s3://bucket/prefix?endpoint=…",
    )
    events_url: str = Field("", description="Events between machines: redis://…; empty on one machine.")
    public_url: str = Field("", description="What goes into a QR code; default: http(s)://<http bind>.")
    tls_certificate: Path | None = Field(None, description="Certificate chain (PEM) of the web server; makes it https.")
    tls_key: Path | None = Field(None, description="Private key (PEM) that belongs to the certificate.")
    default_hospital: str = Field(
        "MAIN",
        pattern=r"^[A-Z0-9_-]{1,16}$",
        description="Code of the hospital made at the first start; owns what accepted unknown senders bring.",
    )
    unknown_ae: UnknownAe | None = Field(
        None, description="accept or reject senders nobody registered; default: accept on loopback only."
    )

    gateway_processes: int = Field(2, ge=1, le=64, description="Processes that receive.")
    web_processes: int = Field(2, ge=1, le=64, description="Processes that show.")
    allow_plain_http: bool = Field(
        False, description="Serve beyond loopback without TLS, because something in front does it."
    )
    trusted_proxies: str = Field(
        "", description="Addresses of what stands in front, whose X-Forwarded-For is believed; separated by commas."
    )
    allowed_origins: str = Field(
        "", description="Origins whose pages may read DICOMweb with a token (CORS); separated by commas."
    )
    max_upload_bytes: int = Field(4_000 * MIB, ge=MIB, description="The largest body that STOW-RS takes.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="What is worth a line in the log."
    )

    @field_validator("http_bind", "dicom_bind")
    @classmethod
    def _is_bind(cls, value: str) -> str:
        Bind.parse(value)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (the base class names them)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def http(self) -> Bind:
        """Where the web server listens."""
        return Bind.parse(self.http_bind)

    @property
    def dicom(self) -> Bind:
        """Where the DICOM server listens."""
        return Bind.parse(self.dicom_bind)

    @property
    def index_url(self) -> str:
        """The index's address with its default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'index.sqlite3'}"

    @property
    def blobs_url(self) -> str:
        """The objects' address with its default filled in."""
        return self.objects_url or (self.data_dir.absolute() / "objects").as_uri()

    @property
    def base_url(self) -> str:
        """The address that people are given, without a slash at its end."""
        scheme = "https" if self.tls_certificate else "http"
        return (self.public_url or f"{scheme}://{self.http}").rstrip("/")

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of `allowed_origins`."""
        return tuple(origin.strip().rstrip("/") for origin in self.allowed_origins.split(",") if origin.strip())

    @property
    def accepts_unknown_ae(self) -> bool:
        """Whether senders that nobody has registered are let in."""
        if self.unknown_ae is None:
            return self.dicom.is_loopback
        return self.unknown_ae is UnknownAe.ACCEPT


def read_settings() -> Settings:
    """Read the settings from environment and file, or say which one is wrong."""
    try:
        return Settings()  # type: ignore[call-arg]  # Every value has a default or a source.
    except ValidationError as error:
        first = error.errors()[0]
        key = "FILMLESS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(key, first.get("input"), first["msg"]) from error

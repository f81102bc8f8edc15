"""What can be set, with its defaults and meaning."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from imaging.settings import checks
from imaging.settings.bind import Bind

MIB = 1024 * 1024
PREFIX: Final = "FILMLESS_"
SETTINGS_FILE: Final = "filmless.toml"


class UnknownAe(StrEnum):
    """What happens to senders that nobody has registered."""

    ACCEPT = "accept"
    REJECT = "reject"


class SecondFactorRule(StrEnum):
    """Whether people need a second factor besides their password."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class FactorRule(StrEnum):
    """Which second factor an installation asks patients for."""

    # With the phone if the order names one, else the identity document, else a code handed out separately.
    BIRTH_DATE_AND_LAST_FOUR = "birth-date-and-last-four"
    CODE = "code"
    BIRTH_DATE = "birth-date"


_Bind = Annotated[str, AfterValidator(checks.bind)]


class Settings(BaseSettings):
    """Everything that can be set; ``filmless settings`` prints it with these descriptions."""

    # A variable without a value is one that is not set: compositions write `${NAME:-}`.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, toml_file=SETTINGS_FILE, frozen=True, extra="forbid"
    )

    data_dir: Path = Field(default=Path("data"), description="Where everything that must survive is kept.")
    http_bind: _Bind = Field(default="127.0.0.1:8080", description="Address of the web server.")
    dicom_bind: _Bind = Field(default="127.0.0.1:11112", description="Address of the DICOM server.")
    ae_title: Annotated[str, AfterValidator(checks.ae_title)] = Field(
        default="FILMLESS", description="Our application entity title."
    )
    database_url: str = Field(
        default="", description="The index: sqlite:///… (default: in the data directory) or postgresql://…"
    )
    objects_url: Annotated[str, AfterValidator(checks.objects_url)] = Field(
        default="",
        description="The objects: file:///… (default: in the data directory) or s3://bucket/prefix?endpoint=…",
    )
    events_url: Annotated[str, AfterValidator(checks.events_url)] = Field(
        default="",
        description="Events between processes: redis://host:port/number; default: none, they look for what arrives.",
    )
    public_url: Annotated[str, AfterValidator(checks.public_url)] = Field(
        default="", description="What goes into a QR code; default: http(s)://<http bind>."
    )
    tls_certificate: Path | None = Field(
        default=None, description="Certificate chain (PEM) of the web server; makes it https."
    )
    tls_key: Path | None = Field(default=None, description="Private key (PEM) that belongs to the certificate.")
    default_hospital: Annotated[str, AfterValidator(checks.hospital_code)] = Field(
        default="MAIN",
        description="Code of the hospital made at the first start; owns what accepted unknown senders bring.",
    )
    unknown_ae: UnknownAe | None = Field(
        default=None,
        description="accept or reject senders nobody registered; default: accept on loopback only. What they bring "
        "belongs to the default hospital; on loopback a hospital's code as called title chooses another.",
    )

    time_zone: Annotated[str, AfterValidator(checks.time_zone)] = Field(
        default="", description="Time zone of appointments, such as Asia/Shanghai; default: the machine's own."
    )
    secret_key_file: Path | None = Field(
        default=None,
        description="The installation's secret key; default: secret.key in the data directory, made at first.",
    )
    link_factor: FactorRule = Field(
        default=FactorRule.BIRTH_DATE_AND_LAST_FOUR,
        description="What a patient must know: birth-date-and-last-four (of phone or ID), code, or birth-date (weak).",
    )
    link_days: int = Field(default=365, ge=1, le=36_500, description="How long a link opens after the appointment.")
    link_tries: int = Field(default=5, ge=1, le=20, description="Wrong answers in the whole life of a link.")
    link_session_hours: float = Field(default=24, gt=0, le=720, description="How long a patient's page stays open.")
    second_factor: SecondFactorRule | None = Field(
        default=None,
        description="optional or required for people who sign in with a password; default: required beyond loopback.",
    )
    break_glass_minutes: float = Field(
        default=60, gt=0, le=1440, description="How long a doctor of another hospital sees a study in an emergency."
    )
    session_idle_minutes: float = Field(
        default=15, gt=0, le=1440, description="Signs people out who do nothing for so long."
    )
    session_absolute_hours: float = Field(
        default=12, gt=0, le=168, description="Signs people out after so long in any case."
    )

    smtp_url: Annotated[str, AfterValidator(checks.smtp_url)] = Field(
        default="",
        description="The mail server: smtp://login:password@host:587 (STARTTLS) or smtps://…:465; default: no e-mail.",
    )
    mail_from: Annotated[str, AfterValidator(checks.mail_address)] = Field(
        default="",
        description="Where e-mails come from, and whom push services write to; default: filmless@<host of public URL>.",
    )

    gateway_processes: int = Field(default=2, ge=1, le=64, description="Processes that receive.")
    dicom_associations: int = Field(
        default=64,
        ge=1,
        le=1000,
        description="Associations that each receiving process serves at once; more are rejected for now.",
    )
    dicom_deadline_seconds: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description="Within this time a DICOM peer must have sent what it has begun to send.",
    )
    dicom_idle_seconds: float = Field(
        default=60.0, gt=0, le=86400, description="An association on which nothing happens for this long is ended."
    )
    web_processes: int = Field(default=2, ge=1, le=64, description="Processes that show.")
    allow_plain_http: bool = Field(
        default=False, description="Serve beyond loopback without TLS, because something in front does it."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of what stands in front, whose X-Forwarded-For is believed; separated by commas.",
    )
    allowed_origins: str = Field(
        default="", description="Origins whose pages may read DICOMweb with a token (CORS); separated by commas."
    )
    stun_urls: Annotated[str, AfterValidator(checks.stun_urls)] = Field(
        default="",
        description="STUN servers of calls: stun:host:port, separated by commas; default: none.",
    )
    turn_url: Annotated[str, AfterValidator(checks.turn_urls)] = Field(
        default="",
        description="TURN servers that relay calls between networks: turn:host:port or turns:…, separated by commas.",
    )
    turn_secret: SecretStr = Field(
        default=SecretStr(""), description="What the TURN servers know too (coturn: static-auth-secret)."
    )
    max_upload_bytes: int = Field(default=4_000 * MIB, ge=MIB, description="The largest body that STOW-RS takes.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="What is worth a line in the log."
    )

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
    def zone(self) -> ZoneInfo | None:
        """The time zone of appointments; None: the machine's own."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def secret_key_path(self) -> Path:
        """Where the secret key lies, with its default filled in."""
        return self.secret_key_file or self.data_dir.absolute() / "secret.key"

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
    def mail_sender(self) -> str:
        """Where e-mails come from, with its default filled in."""
        host = urlsplit(self.base_url).hostname or ""
        # An address in figures is no domain of mail.
        is_name = bool(host) and not host.rpartition(".")[2].isdigit() and ":" not in host
        return self.mail_from or f"filmless@{host if is_name else 'localhost'}"

    @property
    def is_for_this_machine(self) -> bool:
        """Whether nobody beyond this machine is served, also not through a proxy in front."""
        host = urlsplit(self.base_url).hostname or ""
        return self.http.is_loopback and Bind(host, 0).is_loopback

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of `allowed_origins`."""
        return tuple(origin.strip().rstrip("/") for origin in self.allowed_origins.split(",") if origin.strip())

    @property
    def stun(self) -> tuple[str, ...]:
        """The servers of `stun_urls`."""
        return tuple(each.strip() for each in self.stun_urls.split(",") if each.strip())

    @property
    def turn(self) -> tuple[str, ...]:
        """The servers of `turn_url`."""
        return tuple(each.strip() for each in self.turn_url.split(",") if each.strip())

    @property
    def requires_second_factor(self) -> bool:
        """Whether people without a second factor are led to one before anything else."""
        if self.second_factor is None:
            return not self.http.is_loopback
        return self.second_factor is SecondFactorRule.REQUIRED

    @property
    def accepts_unknown_ae(self) -> bool:
        """Whether senders that nobody has registered are let in."""
        if self.unknown_ae is None:
            return self.dicom.is_loopback
        return self.unknown_ae is UnknownAe.ACCEPT

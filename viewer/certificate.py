"""A certificate for the local network: made here, trusted by nobody else, good for trying with a real phone."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from imaging.settings import read_settings
from imaging.settings.data_directory import make_data_directory

# Phones refuse certificates that live longer than 825 days.
LIFETIME = timedelta(days=365)
RENEWED_BEFORE = timedelta(days=30)


def general_name(address: str) -> x509.GeneralName:
    """An address as it stands in a certificate."""
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def build_certificate(addresses: list[str], key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """A certificate for these addresses that its own key has signed."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Filmless on the local network")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([general_name(address) for address in addresses]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def is_good_for(path: Path, addresses: list[str], now: datetime) -> bool:
    """Whether the certificate in a file names exactly these addresses and lives on for a while."""
    if not path.is_file():
        return False
    held = x509.load_pem_x509_certificate(path.read_bytes())
    names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    wanted = [general_name(address) for address in addresses]
    return list(names) == wanted and held.not_valid_after_utc - now > RENEWED_BEFORE


def write_certificate(folder: Path, addresses: list[str], now: datetime) -> tuple[Path, Path]:
    """Write certificate and key, readable by their owner alone, unless what is there is still good."""
    certificate, key_file = folder / "certificate.pem", folder / "key.pem"
    if key_file.is_file() and is_good_for(certificate, addresses, now):
        return certificate, key_file
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    certificate.write_bytes(build_certificate(addresses, key, now).public_bytes(serialization.Encoding.PEM))
    return certificate, key_file


def certificate(
    addresses: Annotated[list[str], typer.Argument(help="Addresses and names that the certificate is good for.")],
) -> None:
    """Make a certificate for the local network, and print the settings that use it."""
    data_dir = read_settings().data_dir
    make_data_directory(data_dir)
    chain, key = write_certificate(data_dir / "tls", addresses, datetime.now(UTC))
    typer.echo(f"FILMLESS_TLS_CERTIFICATE={chain}")
    typer.echo(f"FILMLESS_TLS_KEY={key}")

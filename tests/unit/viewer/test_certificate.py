"""The certificate that `make run LAN=1` serves with."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from viewer.certificate import LIFETIME, write_certificate

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_it_names_addresses_as_addresses_and_names_as_names(tmp_path: Path) -> None:
    chain, _ = write_certificate(tmp_path, ["192.0.2.7", "filmless.local"], NOW)
    names = x509.load_pem_x509_certificate(chain.read_bytes()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert [str(ip) for ip in names.value.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]
    assert names.value.get_values_for_type(x509.DNSName) == ["filmless.local"]


def test_certificate_and_key_belong_together_and_the_key_is_private(tmp_path: Path) -> None:
    chain, key = write_certificate(tmp_path / "tls", ["192.0.2.7"], NOW)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_good_one_is_kept_so_that_phones_need_not_accept_it_again(tmp_path: Path) -> None:
    chain, _ = write_certificate(tmp_path, ["192.0.2.7"], NOW)
    first = chain.read_bytes()
    write_certificate(tmp_path, ["192.0.2.7"], NOW + timedelta(days=1))
    assert chain.read_bytes() == first


def test_it_is_made_anew_for_another_address_or_before_it_ends(tmp_path: Path) -> None:
    chain, _ = write_certificate(tmp_path, ["192.0.2.7"], NOW)
    first = chain.read_bytes()
    write_certificate(tmp_path, ["192.0.2.8"], NOW)
    second = chain.read_bytes()
    write_certificate(tmp_path, ["192.0.2.8"], NOW + LIFETIME - timedelta(days=1))
    assert len({first, second, chain.read_bytes()}) == 3

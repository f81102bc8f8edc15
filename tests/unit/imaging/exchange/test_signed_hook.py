"""What goes along with a web hook."""

from __future__ import annotations

from datetime import UTC, datetime

from imaging.exchange.signed_hook import signed_headers

AT = datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC)
# What `openssl dgst -sha256 -hmac` says of "1772366400." and the body.
GOLDEN = "4be0c95b1e502bb3226e24cd9bb60ceed7cc299ea8be5e724b49fbe9800173ae"


def test_the_signature_is_the_one_that_other_programs_come_to() -> None:
    body = '{"kind":"会诊"}'.encode()
    assert signed_headers("a key of 24 characters !", body, AT, "7") == {
        "Filmless-Id": "7",
        "Filmless-Timestamp": "1772366400",
        "Filmless-Signature": f"v1={GOLDEN}",
    }


def test_another_body_moment_or_key_is_signed_otherwise() -> None:
    def signed(key: str = "key", body: bytes = b"{}", at: datetime = AT) -> str:
        return signed_headers(key, body, at, "7")["Filmless-Signature"]

    others = [signed(body=b"{ }"), signed(key="kez"), signed(at=AT.replace(second=1))]
    assert len({signed(), *others}) == 4

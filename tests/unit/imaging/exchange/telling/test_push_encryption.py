"""How push messages are encrypted: against the example of RFC 8291, appendix A."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from imaging.exchange.telling.push_encryption import PADDED_BYTES, BrowserKeys, encrypt
from tests.receivers import bytes_of, text_of

PLAIN = b"When I grow up, I want to be a watermelon"
BROWSER = BrowserKeys(
    bytes_of("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    bytes_of("BTBZMqHH6r4Tts7J_aSIgg"),
)
OURS = int.from_bytes(bytes_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
SALT = bytes_of("DGv6ra1nlYgDCS1FRnbzlw")
EXPECTED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out() -> None:
    ours = ec.derive_private_key(OURS, ec.SECP256R1())
    assert text_of(encrypt(PLAIN, BROWSER, ours, SALT, padded_bytes=0)) == EXPECTED


def test_all_messages_have_one_length_and_none_is_like_another() -> None:
    sent = [encrypt(each, BROWSER) for each in (PLAIN, PLAIN, b"", b"x" * (PADDED_BYTES - 1))]
    assert len({len(each) for each in sent}) == 1
    assert len(set(sent)) == 4

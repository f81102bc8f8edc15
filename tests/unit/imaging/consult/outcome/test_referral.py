"""A referral is not concluded before it says where the patient goes."""

from __future__ import annotations

import pytest

from imaging.consult.outcome.drafting import require_words
from imaging.consult.outcome.wording import Referral, Wording
from imaging.errors import MalformedError
from imaging.problems import Problem


def test_a_referral_without_a_hospital_is_not_concluded() -> None:
    wording = Wording(opinion="Operate.", plan="Soon.")
    require_words(wording, is_referral=False)
    with pytest.raises(MalformedError) as refused:
        require_words(wording, is_referral=True)
    assert refused.value.problem is Problem.CONCLUSION_NOWHERE


def test_a_referral_with_a_hospital_is() -> None:
    require_words(Wording(opinion="Operate.", referral=Referral("First Hospital")), is_referral=True)

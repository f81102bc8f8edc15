"""Which templates an exam is offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imaging.errors import NotFoundError
from imaging.reporting.content import Content, Language
from imaging.reporting.shipped_templates import SHIPPED
from imaging.reporting.templates import NewTemplate
from tests.unit.imaging.reporting.conftest import Reporting

CONTENT = Content.of_browser(Language.ZH, {"findings": "<p>{左/右}</p>"})


@pytest.mark.parametrize(
    ("modality", "description", "sex", "first"),
    [
        ("CT", "头颅 CT 平扫", "M", "head-ct-zh"),
        ("CR", "胸部正位片", "F", "chest-dr-zh"),
        ("US", "盆腔超声", "F", "uterus-us-zh"),
        ("US", "盆腔超声", "M", "prostate-us-zh"),
        ("MG", "双侧乳腺钼靶", "F", "mammography-zh"),
    ],
)
def test_the_best_fits_modality_words_and_sex(
    reporting: Reporting, modality: str, description: str, sex: str, first: str
) -> None:
    order = reporting.house.orders.by_id(reporting.order_id)
    exam = replace(order, modality=modality, procedure_description=description, patient_sex=sex)
    assert reporting.house.reporting.templates.fitting(reporting.resident, exam, Language.ZH)[0].key == first


def test_one_of_ones_own_comes_first_and_nobody_else_sees_it(reporting: Reporting) -> None:
    templates = reporting.house.reporting.templates
    templates.add(reporting.resident, NewTemplate("mine", CONTENT, "CT", "头颅"))
    templates.add(reporting.resident, NewTemplate("ours", CONTENT, "CT", "头颅", is_personal=False))
    exam = replace(reporting.house.orders.by_id(reporting.order_id), procedure_description="头颅 CT")
    titles = [
        [each.title for each in templates.fitting(who, exam, Language.ZH)]
        for who in (reporting.resident, reporting.senior)
    ]
    assert (titles[0][:2], titles[1][0]) == (["mine", "ours"], "ours")
    mine = next(each for each in templates.list(reporting.resident) if each.title == "mine")
    with pytest.raises(NotFoundError):
        templates.retire(reporting.senior, int(mine.key))
    templates.retire(reporting.resident, int(mine.key))
    assert "mine" not in [each.title for each in templates.list(reporting.resident)]


def test_what_comes_with_the_house_is_whole_in_both_languages() -> None:
    keys = {each.key for each in SHIPPED}
    assert {key[:-3] for key in keys if key.endswith("-zh")} == {key[:-3] for key in keys if key.endswith("-en")}
    for each in SHIPPED:
        markup = Content.of_browser(each.language, {key.value: text for key, text in each.sections.items()})
        assert markup.sections == each.sections
        assert each.key.endswith(each.language.value)

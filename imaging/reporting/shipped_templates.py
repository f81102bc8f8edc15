"""The templates that come with the house, in both languages: a start for a hospital, meant to be rewritten there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from imaging.reporting.content import Language, SectionKey

_TECHNIQUE, _FINDINGS = SectionKey.TECHNIQUE, SectionKey.FINDINGS
_IMPRESSION, _RECOMMENDATION = SectionKey.IMPRESSION, SectionKey.RECOMMENDATION


@dataclass(frozen=True)
class ShippedTemplate:
    """One of them."""

    key: str
    title: str
    language: Language
    modality: str
    procedure_words: str
    sections: Mapping[SectionKey, str]
    patient_sex: str = ""


def _lines(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


_HEAD_CT: Final = (
    ShippedTemplate(
        "head-ct-zh",
        "头颅 CT 平扫",
        Language.ZH,
        "CT",
        "头颅,颅脑,头部,脑",
        {
            _TECHNIQUE: _lines("头颅 CT 平扫，层厚 {层厚} mm。"),
            _FINDINGS: _lines(
                "双侧大脑半球对称，脑实质内{未见明显异常密度影}。",
                "脑室系统大小、形态正常，脑沟、脑池未见增宽，中线结构居中。",
                "颅骨骨质未见明显异常。所示鼻窦及乳突气房{清晰}。",
            ),
            _IMPRESSION: _lines("{头颅 CT 平扫未见明显异常。}"),
        },
    ),
    ShippedTemplate(
        "head-ct-en",
        "Head CT without contrast",
        Language.EN,
        "CT",
        "head,brain,skull",
        {
            _TECHNIQUE: _lines("Head CT without contrast, slice thickness {thickness} mm."),
            _FINDINGS: _lines(
                "The cerebral hemispheres are symmetric. {No abnormal density in the brain parenchyma.}",
                "Ventricles, sulci and cisterns are of normal size. No midline shift.",
                "Calvaria and skull base are intact. Visible sinuses and mastoid cells are {clear}.",
            ),
            _IMPRESSION: _lines("{No acute intracranial abnormality.}"),
        },
    ),
)
_CHEST: Final = (
    ShippedTemplate(
        "chest-dr-zh",
        "胸部 DR 正位",
        Language.ZH,
        "DX",
        "胸,肺",
        {
            _TECHNIQUE: _lines("胸部 {后前位} 摄片。"),
            _FINDINGS: _lines(
                "胸廓对称，气管居中。双肺野清晰，{未见明显实变或肿块影}。",
                "双肺门影不大，心影大小、形态正常。双侧膈面光滑，肋膈角锐利。",
                "所示骨质未见明显异常。",
            ),
            _IMPRESSION: _lines("{心肺膈未见明显异常。}"),
        },
    ),
    ShippedTemplate(
        "chest-dr-en",
        "Chest radiograph",
        Language.EN,
        "DX",
        "chest,thorax,lung",
        {
            _TECHNIQUE: _lines("Chest radiograph, {PA} view."),
            _FINDINGS: _lines(
                "The trachea is central. {The lungs are clear.} No pneumothorax, no pleural effusion.",
                "Cardiac size and mediastinal contours are normal. Hila are not enlarged.",
                "No fracture in the visible skeleton.",
            ),
            _IMPRESSION: _lines("{No acute cardiopulmonary abnormality.}"),
        },
    ),
)
_BRAIN_MR: Final = (
    ShippedTemplate(
        "brain-mr-zh",
        "颅脑 MR 平扫",
        Language.ZH,
        "MR",
        "颅脑,头颅,脑",
        {
            _TECHNIQUE: _lines("颅脑 MR 平扫，序列：{T1WI、T2WI、T2-FLAIR、DWI}。"),
            _FINDINGS: _lines(
                "双侧大脑半球对称，脑实质信号{未见明显异常}，DWI 未见弥散受限。",
                "脑室系统大小、形态正常，脑沟、脑池未见增宽，中线结构居中。",
                "垂体、脑干及小脑未见明显异常。颅内大血管流空存在。",
            ),
            _IMPRESSION: _lines("{颅脑 MR 平扫未见明显异常。}"),
        },
    ),
    ShippedTemplate(
        "brain-mr-en",
        "Brain MR without contrast",
        Language.EN,
        "MR",
        "brain,head",
        {
            _TECHNIQUE: _lines("Brain MR without contrast: {T1, T2, FLAIR, DWI}."),
            _FINDINGS: _lines(
                "{No abnormal signal in the brain parenchyma.} No restricted diffusion.",
                "Ventricles, sulci and cisterns are of normal size. No midline shift.",
                "Pituitary, brain stem and cerebellum are unremarkable. Flow voids of the large vessels are present.",
            ),
            _IMPRESSION: _lines("{Normal brain MR.}"),
        },
    ),
)
_MAMMOGRAPHY: Final = (
    ShippedTemplate(
        "mammography-zh",
        "乳腺 X 线（BI-RADS）",
        Language.ZH,
        "MG",
        "乳腺,乳房",
        {
            _TECHNIQUE: _lines("双侧乳腺 {CC 位及 MLO 位} 摄影。"),
            _FINDINGS: _lines(
                "腺体构成：{a 脂肪型 / b 散在纤维腺体型 / c 不均匀致密型 / d 极度致密型}。",
                "右乳：{未见肿块、可疑钙化、结构扭曲或不对称}。",
                "左乳：{未见肿块、可疑钙化、结构扭曲或不对称}。",
                "皮肤、乳头未见异常，双侧腋下{未见肿大淋巴结}。",
            ),
            _IMPRESSION: _lines("右乳 BI-RADS {0-6} 类；左乳 BI-RADS {0-6} 类。"),
            _RECOMMENDATION: _lines("{常规筛查 / 短期随访 / 进一步检查 / 活检}。"),
        },
    ),
    ShippedTemplate(
        "mammography-en",
        "Mammography (BI-RADS)",
        Language.EN,
        "MG",
        "breast,mammo",
        {
            _TECHNIQUE: _lines("Mammography of both breasts, {CC and MLO} views."),
            _FINDINGS: _lines(
                "Composition: {a fatty / b scattered fibroglandular / c heterogeneously dense / d extremely dense}.",
                "Right: {no mass, suspicious calcification, distortion or asymmetry}.",
                "Left: {no mass, suspicious calcification, distortion or asymmetry}.",
                "Skin and nipples are normal. {No enlarged axillary lymph node.}",
            ),
            _IMPRESSION: _lines("Right: BI-RADS {0-6}. Left: BI-RADS {0-6}."),
            _RECOMMENDATION: _lines("{Routine screening / short-interval follow-up / further imaging / biopsy}."),
        },
    ),
)
_ABDOMEN: Final = (
    ShippedTemplate(
        "abdomen-us-zh",
        "腹部超声",
        Language.ZH,
        "US",
        "腹,肝胆",
        {
            _FINDINGS: _lines(
                "肝脏大小正常，包膜光滑，实质回声{均匀}，未见明显占位。门静脉内径 {__} mm。",
                "胆囊大小正常，壁不厚，腔内{未见异常回声}。胆总管内径 {__} mm。",
                "胰腺、脾脏大小、形态正常，回声均匀。",
                "双肾大小正常，集合系统{未见分离}，未见结石及占位。",
                "腹腔{未见积液}。",
            ),
            _IMPRESSION: _lines("{肝胆胰脾双肾未见明显异常。}"),
        },
    ),
    ShippedTemplate(
        "abdomen-us-en",
        "Abdominal ultrasound",
        Language.EN,
        "US",
        "abdom,liver",
        {
            _FINDINGS: _lines(
                "Liver: normal size, {homogeneous} echotexture, no focal lesion. Portal vein {__} mm.",
                "Gallbladder: normal size and wall, {no stone}. Common bile duct {__} mm.",
                "Pancreas and spleen: normal size and echotexture.",
                "Kidneys: normal size, {no hydronephrosis}, no stone, no mass.",
                "{No free fluid.}",
            ),
            _IMPRESSION: _lines("{Normal abdominal ultrasound.}"),
        },
    ),
)
_PELVIS: Final = (
    ShippedTemplate(
        "uterus-us-zh",
        "子宫附件超声",
        Language.ZH,
        "US",
        "子宫,附件,妇科,盆腔",
        {
            _FINDINGS: _lines(
                "子宫{前位}，大小 {__}×{__}×{__} mm，肌层回声{均匀}，内膜厚 {__} mm。",
                "右卵巢{未见明显异常}，左卵巢{未见明显异常}。",
                "盆腔{未见积液}。",
            ),
            _IMPRESSION: _lines("{子宫、双附件未见明显异常。}"),
        },
        "F",
    ),
    ShippedTemplate(
        "uterus-us-en",
        "Pelvic ultrasound (female)",
        Language.EN,
        "US",
        "pelvi,uter",
        {
            _FINDINGS: _lines(
                "Uterus {anteverted}, {__}×{__}×{__} mm, myometrium {homogeneous}, endometrium {__} mm.",
                "Right ovary {unremarkable}. Left ovary {unremarkable}.",
                "{No free fluid.}",
            ),
            _IMPRESSION: _lines("{Normal pelvic ultrasound.}"),
        },
        "F",
    ),
    ShippedTemplate(
        "prostate-us-zh",
        "前列腺超声",
        Language.ZH,
        "US",
        "前列腺,盆腔",
        {
            _FINDINGS: _lines("前列腺大小 {__}×{__}×{__} mm，包膜{完整}，回声{均匀}。膀胱壁光滑，腔内{未见异常}。"),
            _IMPRESSION: _lines("{前列腺未见明显异常。}"),
        },
        "M",
    ),
    ShippedTemplate(
        "prostate-us-en",
        "Prostate ultrasound",
        Language.EN,
        "US",
        "prostat,pelvi",
        {
            _FINDINGS: _lines(
                "Prostate {__}×{__}×{__} mm, capsule {intact}, echotexture {homogeneous}. Bladder wall smooth."
            ),
            _IMPRESSION: _lines("{Normal prostate.}"),
        },
        "M",
    ),
)
SHIPPED: Final = (*_HEAD_CT, *_CHEST, *_BRAIN_MR, *_MAMMOGRAPHY, *_ABDOMEN, *_PELVIS)

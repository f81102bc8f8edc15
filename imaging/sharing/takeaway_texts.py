"""What an archive says of itself: what it is good for, and what should be in it and is not."""

from __future__ import annotations

from collections.abc import Sequence

from imaging.archive.zip_layout import Member
from imaging.dicom.person_names import displayable
from imaging.sharing.film import FilmSeries

ORIGINALS_README = """\
这是您的全部影像原始文件(DICOM 格式),未经任何改动,请整体交给医生。
医生的影像系统可以直接读取本目录下的 DICOMDIR。普通手机和电脑不能直接打开这些文件。
尚未向您发布的报告不在其中。

These are all originals of your images (DICOM), unchanged. Please hand them to your doctor as they are.
The doctor's system reads the file DICOMDIR in this folder. Ordinary phones and computers do not open these files.
A report that was not released to you yet is not among them.
"""
PICTURES_README = """\
这是您的影像的普通图片(JPEG),可在任何手机和电脑上查看。
图片经过压缩,只供您自己查看,不作诊断用。就诊时请带上原始文件。

These are plain pictures (JPEG) of your images, to look at on any phone or computer.
They are compressed and not for diagnosis. For a doctor take the originals along.
"""
LOST = """\
缺少下列文件:医院的存储里找不到它们。其余文件都是完整的。请告诉医院前台。

The following files are missing: the hospital's storage has lost them. All others are complete.
Please tell the hospital's front desk.
"""
UNSHOWABLE = """\
下列影像无法转成图片。它们的原始文件是完整的,请下载“给医生”的压缩包。

Of the following images no picture can be made. Their originals are complete: take the archive for a doctor along.
"""


def text_member(name: str, text: str) -> Member:
    """Write a text as a file that old editors open as well."""
    # Notepad on old Windows shows Chinese rightly only after a byte order mark, and lines only after CR LF.
    data = text.replace("\n", "\r\n").encode("utf-8-sig")
    return Member(name, len(data), lambda: iter((data,)))


def listed(reason: str, names: Sequence[tuple[str, FilmSeries]]) -> str:
    """Name what is missing, each with its series as the page calls it."""
    lines = (f"    {name}    {_series_name(series)}".rstrip() for name, series in names)
    return f"{reason}\n" + "".join(f"{line}\n" for line in lines)


def _series_name(series: FilmSeries) -> str:
    number = "" if series.number is None else f"序列 / Series {series.number}"
    return "  ".join(filter(None, (number, " ".join(displayable(series.description).split()))))

"""The place of a document from the folders of its file: last, after its own words and its number."""

from __future__ import annotations

import pytest

from ingest.formats.files import file_of_text
from ingest.parts.folder import place_of_folders
from ingest.reading import read


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("文件/江西省/赣州市/x.txt", "江西省/赣州市"),
        ("/home/某人/浙江省/2021年/通知/x.txt", "浙江省"),
        ("资料/吉林省/前郭县/x.txt", "吉林省/松原市/前郭尔罗斯蒙古族自治县"),
        ("资料/辽宁省/朝阳市/x.txt", "辽宁省/朝阳市"),
        ("各县区/鼓楼区/x.txt", None),
        ("江苏省/南京市/鼓楼区/x.txt", "江苏省/南京市/鼓楼区"),
        ("已清理/示范区/x.txt", None),
        ("x.txt", None),
        ("河南省.txt", None),
        ("", None),
    ],
)
def test_the_place_that_folders_name(path: str, place: str | None) -> None:
    assert place_of_folders(path) == place


def notice(office: str, number: str) -> str:
    return f"{office}文件\n\n{number}\n\n关于市场秩序的通知\n\n各单位：\n\n一、请遵照执行。\n\n{office}\n2021年3月4日\n"


@pytest.mark.parametrize(
    ("office", "number", "region", "by_folder"),
    [
        ("市场监督管理局", "市监发〔2021〕3号", "江西省/赣州市", True),
        ("县政府办公室", "县府办发〔2021〕3号", "江西省/赣州市", True),
        ("省发展改革委", "发改〔2021〕3号", "江西省", False),
        ("鼓楼区人民政府", "鼓政发〔2021〕3号", "江西省/赣州市", True),
        ("朝阳区市场监督管理局", "浙市监〔2021〕3号", "浙江省", False),
        ("河南省舞阳县人民政府", "舞政〔2021〕3号", "河南省/漯河市/舞阳县", False),
        ("财政部", "财综〔2021〕3号", "全国", False),
    ],
)
def test_a_document_takes_the_place_of_its_folder_last(office: str, number: str, region: str, by_folder: bool) -> None:
    (document,) = read(file_of_text(notice(office, number), "文件/江西省/赣州市/x.txt")).documents
    assert document.region == region
    assert any(e.field == "region" and e.found == "folder" for e in document.evidence) is by_folder

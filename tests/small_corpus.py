"""Three short documents about invented places, for tests of jobs and of the command line."""

from __future__ import annotations

from pathlib import Path

PROVINCE = """云岭省人民政府办公厅文件

岭政办发〔2019〕8号

云岭省人民政府办公厅关于加强旅游市场信用管理的通知

各市人民政府，省政府各部门：

现就有关事项通知如下。

一、依照《中华人民共和国旅游法》第一百零八条，将旅行社受到的行政处罚记入信用档案。

二、对连续两次未按时报送材料的旅行社，列入失信黑名单，取消其评优资格。

三、对守信旅行社在办理备案时给予容缺受理。

云岭省人民政府办公厅
2019年5月8日
"""

CITY = """云岭省鹭洲市人民政府文件

鹭政发〔2021〕3号

鹭洲市人民政府关于推进诚信建设的通知

各县区人民政府：

根据《云岭省人民政府办公厅关于加强旅游市场信用管理的通知》（岭政办发〔2019〕8号），通知如下。

一、对有失信行为的导游，限制其参加年度先进评选。

鹭洲市人民政府
2021年3月2日
"""

CLEAN = """云岭省鹭洲市文化和旅游局文件

鹭文旅发〔2022〕4号

鹭洲市文化和旅游局关于记录旅游违法信息的通知

各旅行社：

一、依照《中华人民共和国旅游法》第一百零八条，将旅行社受到的行政处罚记入信用档案。

鹭洲市文化和旅游局
2022年4月6日
"""

TEXTS = {"省.txt": PROVINCE, "市.txt": CITY, "局.txt": CLEAN}


def write_corpus(folder: Path) -> Path:
    """Returns the three files in a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder

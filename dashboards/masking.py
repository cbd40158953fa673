"""Personal data in what is shown: telephone numbers, mail addresses, identity numbers, names of contacts.

Masked text has as many characters as before, so that offsets into it stay right (docs/semantics.md#personal-data).
"""

from __future__ import annotations

import re

STAR = "*"
SPOKEN = "转"
"""Stands within a telephone number, before the extension."""

_NOT_IN_NUMBER = r"(?<![0-9A-Za-z〔\[-])"
_GAP = r"[ \u3000]{0,2}[-－—–]?[ \u3000]{0,2}"
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(rf"{_NOT_IN_NUMBER}1[3-9]\d(?:[ -]?\d{{4}}){{2}}(?![0-9A-Za-z])")
_LANDLINE = re.compile(rf"{_NOT_IN_NUMBER}[（(]?0\d{{2,3}}[)）]?{_GAP}\d{{7,8}}(?:[-－转]\d{{1,5}})?(?![0-9A-Za-z号])")
_LABELLED = re.compile(
    r"(?:电\s*话|传\s*真|手\s*机|联系方式|热\s*线|座\s*机)(?:号码)?\s*[:：为是]?\s*(?P<hidden>\d[\d \-－—、]{4,30}\d)"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_NAME = r"[\u4e00-\u9fff](?:[ \u3000]{0,2}[\u4e00-\u9fff·]){1,3}"
_NO_NAME = "(?!.?.?(?:电话|传真|手机|邮箱|热线|座机|邮编|地址|方式|号码|详见|附件))"
_CONTACT = re.compile(
    r"(?:联\s*系\s*人|经\s*办\s*人|责\s*任\s*人|负\s*责\s*人|填\s*报\s*人)(?:姓名|及联系方式|及电话)?\s*[:：]\s*"
    rf"{_NO_NAME}(?P<hidden>{_NAME}(?:[ \u3000]?[、/][ \u3000]?{_NAME})*)(?=[^\u4e00-\u9fff·]|$)"
)
_TITLE = "(?!副|..?[室处科局组委会厅部院所站队股]|.?.?(?:局长|主任|[科处股部市县区镇乡所站]长|主席|书记|科员|干事|秘书|经理|职务|单位))"
_SHORT_NAME = rf"{_NO_NAME}{_TITLE}[\u4e00-\u9fff][ \u3000]?[\u4e00-\u9fff]{{1,2}}"
_BEFORE_NUMBER = re.compile(
    rf"(?<=[ \u3000\t\n，,、；;:：（(司局处科办])(?P<hidden>{_SHORT_NAME}(?:、{_SHORT_NAME})*)"
    r"(?=[ \u3000\t，,:：（(]{1,3}(?:(?:联系)?(?:电话|手机|方式)[:：]?[ \u3000]?)?[(（]?(?:\d{3})?\*{3})"
)


def mask_personal(text: str) -> str:
    """Returns the text with personal data starred out, of the same length."""
    for pattern, keep in ((_IDENTITY, 0), (_MOBILE, 3), (_LANDLINE, 0), (_MAIL, 1)):
        text = pattern.sub(lambda m, keep=keep: _starred(m[0], keep), text)  # type: ignore[misc]
    text = _LABELLED.sub(lambda m: _with_hidden(m, _starred(m["hidden"], 0)), text)
    text = _CONTACT.sub(_starred_names, text)
    return _BEFORE_NUMBER.sub(_starred_names, text)


def _starred(words: str, keep: int) -> str:
    """Returns all but the first `keep` letters and digits starred; signs between them stay."""
    out: list[str] = []
    for index, character in enumerate(words):
        secret = character.isalnum() and character not in SPOKEN and index >= keep
        out.append(STAR if secret else character)
    return "".join(out)


def _starred_names(found: re.Match[str]) -> str:
    """Returns each name with its first character and signs for the rest."""
    pieces = re.split("([、/])", found["hidden"])
    return _with_hidden(found, "".join(_starred(piece, _first_letter(piece)) for piece in pieces))


def _first_letter(piece: str) -> int:
    """Tells how many characters of a name stay: all up to its first letter."""
    return len(piece) - len(piece.lstrip(" \u3000")) + 1


def _with_hidden(found: re.Match[str], words: str) -> str:
    """Returns a match with other words for its part `hidden`."""
    start, end = found.start("hidden") - found.start(), found.end("hidden") - found.start()
    return found[0][:start] + words + found[0][end:]

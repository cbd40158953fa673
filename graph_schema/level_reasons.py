"""The reasons of a level: a cause with the values that its words name, each text in one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LevelCause(StrEnum):
    """Why a document is held to stand at its level; each has its words in `_WORDS`."""

    NOTHING = "nothing"
    NO_ISSUER = "no_issuer"
    COMPANY_OF_MINISTRY = "company_of_ministry"
    STANDARD = "standard"
    CENTRE_CODE = "centre_code"
    AGENCY_CODE = "agency_code"
    MINISTRY_CODE = "ministry_code"
    OTHER_CODE = "other_code"
    PLACE_OF_CODE = "place_of_code"
    INTERPRETATION_NUMBER = "interpretation_number"
    PRESIDENT = "president"
    STATE_COUNCIL_ORDER = "state_council_order"
    MILITARY = "military"
    ORDER = "order"
    ORDER_BELOW_CITY = "order_below_city"
    ORDER_OF_OFFICE = "order_of_office"
    NOTICE_OF = "notice_of"
    PUBLISHED_BY_CONGRESS = "published_by_congress"
    CENTRE = "centre"
    CENTRE_REGULATION = "centre_regulation"
    DEPARTMENT = "department"
    COURT_RULE = "court_rule"
    COURT_PAPER = "court_paper"
    NATIONAL_CONGRESS = "national_congress"
    CONGRESS = "congress"
    CONGRESS_PAPER = "congress_paper"
    CONGRESS_BELOW_CITY = "congress_below_city"
    OFFICE = "office"
    NO_OFFICE = "no_office"
    NOT_ITS_TO_MAKE = "not_its_to_make"
    AMENDS_LOCAL_REGULATION = "amends_local_regulation"
    SPEAKS_OF_LOCAL_REGULATIONS = "speaks_of_local_regulations"
    PARTY_RULES = "party_rules"
    LOCAL_REGULATION = "local_regulation"
    LOCAL_REGULATION_HINTED = "local_regulation_hinted"
    COUNTY_REGULATION = "county_regulation"
    COUNTY_REGULATION_HINTED = "county_regulation_hinted"
    LOCAL_PAPER = "local_paper"
    LOCAL_UNCLEAR = "local_unclear"
    CONSTITUTION = "constitution"
    LAW = "law"
    REGULATION = "regulation"
    AMENDS_REGULATION = "amends_regulation"
    USUAL_FOR_RULES = "usual_for_rules"
    CARRIES_OUT_LAW = "carries_out_law"
    CARRIES_OUT_LAW_UNPLACED = "carries_out_law_unplaced"
    CARRIES_OUT_REGULATION = "carries_out_regulation"
    STATE_UNCLEAR = "state_unclear"
    OWN_WORDS = "own_words"
    OWN_WORDS_REGULATION = "own_words_regulation"
    USUAL_FOR_COURTS = "usual_for_courts"
    FORWARDS = "forwards"
    COMPACT = "compact"
    MEMORANDUM = "memorandum"


_WORDS: dict[LevelCause, str] = {
    LevelCause.NOTHING: "题名、文号和所述机关都看不出是谁制定的",
    LevelCause.NO_ISSUER: "题名和文号都看不出发文机关",
    LevelCause.COMPANY_OF_MINISTRY: "引用它的是部委文件，题名未显示别的发文机关",
    LevelCause.STANDARD: "题名显示是标准",
    LevelCause.CENTRE_CODE: "文号代字“{organ}”属党中央、国务院及其办公厅",
    LevelCause.AGENCY_CODE: "文号代字“{organ}”是{issuer}的代字",
    LevelCause.MINISTRY_CODE: "文号代字“{organ}”是国家部委的代字",
    LevelCause.OTHER_CODE: "文号代字“{organ}”不是中央机关的代字",
    LevelCause.PLACE_OF_CODE: "文号代字“{organ}”的发文机关在{place}",
    LevelCause.INTERPRETATION_NUMBER: "文号代字“{organ}”是司法解释的代字",
    LevelCause.PRESIDENT: "以主席令公布",
    LevelCause.STATE_COUNCIL_ORDER: "以国务院令公布",
    LevelCause.MILITARY: "军事法规、规章，不在所列层级之内",
    LevelCause.ORDER: "以{issuer}令公布",
    LevelCause.ORDER_BELOW_CITY: "以{issuer}令公布，县级政府没有规章制定权",
    LevelCause.ORDER_OF_OFFICE: "以{issuer}令公布，不是政府规章",
    LevelCause.NOTICE_OF: "{issuer}的{kind}",
    LevelCause.PUBLISHED_BY_CONGRESS: "由{issuer}公布",
    LevelCause.CENTRE: "以党中央、国务院或其办公厅名义印发",
    LevelCause.CENTRE_REGULATION: "国务院制定，题名以“条例”结尾",
    LevelCause.DEPARTMENT: "由国家部委或中央部门印发",
    LevelCause.COURT_RULE: "最高人民法院、最高人民检察院的解释、规定或批复",
    LevelCause.COURT_PAPER: "最高人民法院、最高人民检察院印发，不是司法解释",
    LevelCause.NATIONAL_CONGRESS: "全国人大及其常委会制定",
    LevelCause.CONGRESS: "前文写明由{issuer}制定",
    LevelCause.CONGRESS_PAPER: "{issuer}的文件，题名不是地方性法规",
    LevelCause.CONGRESS_BELOW_CITY: "由{issuer}制定，而县级没有地方性法规的制定权",
    LevelCause.OFFICE: "前文写明由{issuer}印发",
    LevelCause.NO_OFFICE: "由{issuer}制定，不是国家机关，不高于规范性文件",
    LevelCause.NOT_ITS_TO_MAKE: "题名是法律、法规的题名，而{issuer}没有制定权",
    LevelCause.AMENDS_LOCAL_REGULATION: "题名是修改、废止地方性法规的决定",
    LevelCause.SPEAKS_OF_LOCAL_REGULATIONS: "题名写明所改的是地方性法规",
    LevelCause.PARTY_RULES: "党内法规，以党中央名义制定",
    LevelCause.LOCAL_REGULATION: "题名冠有{place}，是地方性法规的题名",
    LevelCause.LOCAL_REGULATION_HINTED: "前文写明是{place}的，是地方性法规的题名",
    LevelCause.COUNTY_REGULATION: "题名冠有{place}，而县级没有地方性法规的制定权",
    LevelCause.COUNTY_REGULATION_HINTED: "前文写明是{place}的，而县级没有地方性法规的制定权",
    LevelCause.LOCAL_PAPER: "题名冠有{place}，未显示由人大制定或以政府令公布",
    LevelCause.LOCAL_UNCLEAR: "题名冠有{place}，但看不出是什么文种",
    LevelCause.CONSTITUTION: "宪法",
    LevelCause.LAW: "题名以“法”结尾",
    LevelCause.REGULATION: "题名以“条例”结尾，不冠地方",
    LevelCause.AMENDS_REGULATION: "国务院修改行政法规的决定",
    LevelCause.USUAL_FOR_RULES: "题名是部门规章的通常题名",
    LevelCause.CARRIES_OUT_LAW: "题名是法律的实施细则",
    LevelCause.CARRIES_OUT_LAW_UNPLACED: "题名是法律的实施细则，不冠地方",
    LevelCause.CARRIES_OUT_REGULATION: "题名是条例的实施细则，不冠地方",
    LevelCause.STATE_UNCLEAR: "冠有“中华人民共和国”，但看不出由谁制定",
    LevelCause.OWN_WORDS: "题名写明“{words}”",
    LevelCause.OWN_WORDS_REGULATION: "题名写明“{words}”，涉及地方性法规",
    LevelCause.USUAL_FOR_COURTS: "题名是司法解释的通常题名",
    LevelCause.FORWARDS: "转发上级文件的通知",
    LevelCause.COMPACT: "居民、村民、业主或者会员的自治规约，不高于规范性文件",
    LevelCause.MEMORANDUM: "联合奖惩合作备忘录由国家部委联合签署",
}


@dataclass(frozen=True, slots=True)
class LevelReason:
    """Why a level is shown: the cause, and the values that its words name."""

    cause: LevelCause
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Returns the reason in Chinese, for the reader of a verdict."""
        return _WORDS[self.cause].format(**dict(self.values))

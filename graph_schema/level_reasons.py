"""The causes of a level, and the codes of the words for each."""

from __future__ import annotations

from enum import StrEnum

from graph_schema.messages import codes


class LevelCause(StrEnum):
    """Says why a document is held to stand at its level; each has its words in the catalogue (`REASONS`)."""

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


REASONS = codes("level_reason", LevelCause)

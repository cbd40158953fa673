"""The dashboard in a real browser: what a person reads and clicks, and that nothing leaves the machine."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
from dashboard_helpers import board_of, everything_of, sample_store
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from served import Served, serving

from dashboards import views
from graph_schema.messages import label_of, say
from graph_schema.records import Finding
from graph_schema.terms import BreakReason

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PATIENCE = 60.0
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
Answer = TypeVar("Answer")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="needs Debian's chromium and chromium-driver"),
]


# --- a server and a browser --------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Tells where `tracer dashboard` serves the sample corpus, started from a folder that is not the project's."""
    with serving(tmp_path_factory.mktemp("elsewhere"), sample_store()) as served:
        assert served.shown == f"http://127.0.0.1:{served.port}"
        yield served.shown


@pytest.fixture
def open_to_others(tmp_path: Path) -> Iterator[Served]:
    """Yields a dashboard that listens on all addresses of this machine."""
    with serving(tmp_path, sample_store(), "--host", "0.0.0.0") as served:
        yield served


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """Yields a new Chromium that can reach this machine only, and writes down every request."""
    options = Options()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,800"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def wait_for(what: Callable[[], Answer], name: str) -> Answer:
    """Returns what comes back once it is something; elements that are replaced meanwhile are asked for again."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if found := what():
                return found
        except (StaleElementReferenceException, WebDriverException):
            pass
        time.sleep(0.1)
    raise AssertionError(f"did not come: {name}")


def one(browser: webdriver.Chrome, css: str) -> WebElement:
    """Returns the first element that is on the page."""
    return wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, css), css)[0]


def has_text(browser: webdriver.Chrome, css: str, words: str) -> None:
    """Waits until a part of the page says something."""
    wait_for(lambda: words in text_of(browser, css), f"{words!r} in {css}")


def text_of(browser: webdriver.Chrome, css: str) -> str:
    """Returns what can be read in a part of the page now."""
    return "\n".join(part.text for part in browser.find_elements(By.CSS_SELECTOR, css))


def asked(browser: webdriver.Chrome) -> dict[str, list[str]]:
    """Returns the query of the address that the browser shows."""
    return parse_qs(urlsplit(browser.current_url).query)


def gap(reason: BreakReason) -> Finding:
    """Returns a gap of the sample that breaks for a reason."""
    gaps = everything_of(sample_store(), date.today()).gaps
    return next(finding for finding in gaps if finding.stops[0].reason is reason)


# --- what a person does ------------------------------------------------------------------------


def test_from_the_gap_list_to_the_document_to_the_chain(browser: webdriver.Chrome, address: str) -> None:
    finding = gap(BreakReason.OUT_OF_JURISDICTION)
    measure = finding.measure.id
    browser.get(address)
    has_text(browser, ".counters", "断链")
    assert browser.title == "总览 · 政策依据链追溯"
    has_text(browser, "table.measures", views.plain(finding.measure.text))
    has_text(browser, "table.measures", label_of(BreakReason.OUT_OF_JURISDICTION))

    one(browser, f'table.measures td.open a[href*="{measure}"][href^="document"]').click()
    has_text(browser, ".card-of-document", finding.document.title or "")
    has_text(browser, ".card-of-measure", views.plain(say("zh", finding.sentence)))
    assert asked(browser)["measure"] == [measure]
    assert browser.title.startswith("文件")
    assert "✕X" in one(browser, ".paper a.mark.sel").text

    one(browser, '.card-of-measure a.go[href^="chain"]').click()
    has_text(browser, ".strip", views.plain(say("zh", finding.sentence)))
    assert asked(browser)["measure"] == [measure]
    assert browser.title.startswith("依据链")
    has_text(browser, "table.chain", label_of(BreakReason.OUT_OF_JURISDICTION))

    browser.back()
    has_text(browser, ".card-of-measure", views.plain(say("zh", finding.sentence)))


def test_the_picture_is_drawn_and_a_box_shows_its_words(browser: webdriver.Chrome, address: str) -> None:
    finding = gap(BreakReason.OUT_OF_JURISDICTION)
    browser.get(f"{address}/chain?measure={finding.measure.id}")
    browser.switch_to.frame(one(browser, "iframe"))
    wait_for(lambda: browser.execute_script("return window.chainReady === true"), "the picture")
    drawn = browser.execute_script(
        "const c = document.querySelector('canvas');"
        "const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "const seen = new Set(); for (let i = 0; i < p.length; i += 4) seen.add(p[i] << 16 | p[i+1] << 8 | p[i+2]);"
        "return [...seen].map(n => n.toString(16).padStart(6, '0'))"
    )
    assert "e4f0ea" in drawn, "the tinted zone"
    assert "b3261e" in drawn, "the broken end"
    assert f"✕ {label_of(finding.stops[0].reason)}" in text_of(browser, "#card")
    # The measure's own box: its card says its words.
    browser.execute_script(
        "const at = net.canvasToDOM(net.getPosition(arguments[0]));"
        "const r = document.querySelector('canvas').getBoundingClientRect();"
        "for (const kind of ['pointerdown', 'pointerup']) document.querySelector('canvas').dispatchEvent("
        "new PointerEvent(kind, {clientX: r.x + at.x, clientY: r.y + at.y, pointerId: 1, button: 0, bubbles: true}))",
        finding.measure.id,
    )
    has_text(browser, "#card h2", views.plain(finding.measure.text))
    browser.find_element(By.CSS_SELECTOR, "#card a").click()
    browser.switch_to.default_content()
    has_text(browser, ".card-of-document", finding.document.title or "")


def test_a_click_in_the_text_shows_that_measure(browser: webdriver.Chrome, address: str) -> None:
    judged = everything_of(sample_store(), date.today())
    document = max(judged.rows, key=lambda row: row.measures).id
    findings = judged.in_document(document)
    browser.get(f"{address}/document?doc={document}")
    last = findings[-1]
    mark = one(browser, f'.paper a.mark[href*="{last.measure.id}&"], .paper a.mark[href$="{last.measure.id}"]')
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    mark.click()
    has_text(browser, ".card-of-measure", views.plain(say("zh", last.sentence)))
    assert asked(browser) == {"doc": [document], "lang": ["zh"], "measure": [last.measure.id]}


def test_counters_filters_and_search_narrow_the_list(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    one(browser, ".counters a.v-review").click()
    wait_for(lambda: asked(browser).get("verdict") == ["review"], "the filter in the address")
    reviews = [f for f in everything_of(sample_store(), date.today()).findings if f.verdict.value == "review"]
    wait_for(lambda: len(browser.find_elements(By.CSS_SELECTOR, "table.measures tr.v-review")) == len(reviews), "rows")
    wait_for(lambda: not browser.find_elements(By.CSS_SELECTOR, "table.measures tr.v-dead_end"), "no other rows")
    box = one(browser, ".st-key-f_q input")
    box.send_keys(reviews[0].measure.text[:10], Keys.ENTER)
    wait_for(lambda: len(browser.find_elements(By.CSS_SELECTOR, "table.measures tr.v-review")) == 1, "one row")
    browser.refresh()
    has_text(browser, "table.measures", views.plain(reviews[0].measure.text))
    assert len(browser.find_elements(By.CSS_SELECTOR, "table.measures tr.v-review")) == 1


def test_day_and_language(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    box = one(browser, ".st-key-day_text input")
    box.send_keys("2019-02-30", Keys.ENTER)
    has_text(browser, "[data-testid=stAlert]", "“2019-02-30”不是日期")
    box = one(browser, ".st-key-day_text input")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("2019-01-01", Keys.ENTER)
    has_text(browser, ".st-key-foot", "按 2019-01-01 的效力判断")
    wait_for(lambda: asked(browser).get("on") == ["2019-01-01"], "the day in the address")
    browser.get(f"{address}/?lang=en&on=2019-01-01")
    has_text(browser, ".st-key-foot", "Judged by the law of 2019-01-01")
    assert browser.title == "Overview · Policy basis tracer"
    one(browser, ".st-key-nav_chain_off a").click()
    has_text(browser, ".strip", "measure")
    assert asked(browser)["on"] == ["2019-01-01"]
    wait_for(lambda: browser.execute_script("return document.documentElement.lang") == "en", "the language")


@pytest.mark.parametrize("zoom", [1.0, 1.25])
def test_nothing_runs_out_of_a_small_window(browser: webdriver.Chrome, address: str, zoom: float) -> None:
    finding = gap(BreakReason.NO_CITATION)
    size = {"width": int(1280 / zoom), "height": int(800 / zoom), "deviceScaleFactor": zoom, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for path in ("", f"document?measure={finding.measure.id}", f"chain?measure={finding.measure.id}"):
        browser.get(f"{address}/{path}")
        one(browser, ".st-key-foot")
        beyond = browser.execute_script(
            "const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth"
        )
        assert beyond <= 1, path
        assert not [b for b in browser.find_elements(By.TAG_NAME, "button") if b.text in ("Deploy", "部署")]


# --- who is let in -----------------------------------------------------------------------------


def test_the_token_opens_pages_socket_and_downloads_once(
    browser: webdriver.Chrome, open_to_others: Served, tmp_path: Path
) -> None:
    plain = f"http://127.0.0.1:{open_to_others.port}"
    browser.get(plain)
    assert say("zh", "serving.login_needed") in browser.find_element(By.TAG_NAME, "body").text

    browser.get(open_to_others.shown)
    has_text(browser, ".counters", "断链")
    assert "token" not in browser.current_url, "taken out of the address"
    assert "tracer_" not in browser.execute_script("return document.cookie"), "HttpOnly"
    (cookie,) = [kept for kept in browser.get_cookies() if kept["name"] == f"tracer_{open_to_others.port}"]
    assert cookie["sameSite"] == "Strict" and cookie["httpOnly"]

    finding = gap(BreakReason.OUT_OF_JURISDICTION)
    one(browser, f'table.measures td.open a[href*="{finding.measure.id}"][href^="document"]').click()
    has_text(browser, ".card-of-document", finding.document.title or "")
    browser.get(f"{plain}/document?doc={with_repairs()}")
    has_text(browser, "[data-testid=stMain]", say("zh", "screen.read_only"))
    assert not browser.find_elements(By.CSS_SELECTOR, ".st-key-read_again"), "others change nothing"

    browser.get(f"{plain}/chain?measure={finding.measure.id}")
    browser.switch_to.frame(one(browser, "iframe"))
    wait_for(lambda: browser.execute_script("return window.chainReady === true"), "the picture")
    browser.switch_to.default_content()
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    one(browser, "[data-testid=stDownloadButton] button").click()
    wait_for(lambda: [file for file in tmp_path.iterdir() if file.suffix in (".csv", ".html", ".svg")], "the download")
    assert not refused_by_policy(browser)

    browser.delete_all_cookies()
    browser.get(open_to_others.shown)
    assert say("zh", "serving.login_needed") in browser.find_element(By.TAG_NAME, "body").text, "the token is spent"


def with_repairs() -> str:
    """Returns the id of a document of the sample that has repairs to undo."""
    board = board_of(sample_store(), date.today())
    return next(row.id for row in board.with_most_gaps() if board.view(row.id).repairs)


def refused_by_policy(browser: webdriver.Chrome) -> list[str]:
    """Returns what the browser did not load because the page's headers forbid it."""
    lines = [str(entry["message"]) for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]
    return [line for line in lines if "Content Security Policy" in line or "X-Frame-Options" in line]


# --- nothing leaves ----------------------------------------------------------------------------


def test_no_request_leaves_the_machine(browser: webdriver.Chrome, address: str) -> None:
    finding = gap(BreakReason.NO_CITATION)
    for path, part in (
        ("", "table.places"),
        (f"document?measure={finding.measure.id}", ".card-of-measure"),
        (f"chain?measure={finding.measure.id}", "table.chain"),
    ):
        browser.get(f"{address}/{path}")
        one(browser, part)
        time.sleep(1.0)  # what is loaded late is seen as well
        assert not foreign(re.findall(r"""(?:src|href|action)=["']([^"']+)""", browser.page_source)), path
        entries = browser.execute_script("return performance.getEntries().map(e => e.name)")
        assert not foreign(entries), path
    requests = requested(browser)
    assert any("/_stcore/stream" in url for url in requests), "the log holds the requests of these pages"
    assert not foreign(requests)
    assert not refused_by_policy(browser)


def test_the_browser_refuses_a_request_that_leaves(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    one(browser, ".st-key-foot")
    browser.execute_script("fetch('https://elsewhere.invalid/x').catch(() => 0)")
    wait_for(lambda: refused_by_policy(browser), "the browser's complaint")
    assert not foreign(requested(browser))


def test_a_request_that_leaves_would_be_noticed(browser: webdriver.Chrome, address: str) -> None:
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    browser.get(address)
    one(browser, ".st-key-foot")
    browser.execute_script("fetch('https://elsewhere.invalid/x').catch(() => 0)")
    wait_for(lambda: foreign(requested(browser)) == ["https://elsewhere.invalid/x"], "the request in the log")


def requested(browser: webdriver.Chrome) -> list[str]:
    """Returns the addresses of all requests and sockets since the last look."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]  # type: ignore[no-untyped-call]
    urls = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    return urls + [m["params"]["url"] for m in messages if m["method"] == "Network.webSocketCreated"]


def foreign(urls: list[str]) -> list[str]:
    """Returns those that name another host than this machine; the browser's own chrome:// pages name none."""
    parts = [(url, urlsplit(url)) for url in urls]
    return [url for url, part in parts if part.scheme != "chrome" and part.hostname not in (None, "127.0.0.1")]

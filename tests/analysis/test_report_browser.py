"""The report in a browser (headless Chromium): it loads, says nothing in the console, fits, and its controls work."""

import base64
import contextlib
import subprocess

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from conftest import KARAKORAM

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = (1280, 390)
# Contrast (WCAG 2.1, 1.4.3) of every text with its background, of elements that are shown: those below 4.5 to 1.
LOW_CONTRAST = """
const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const found = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || element.closest("svg, script, .skip") || element.getClientRects().length === 0) continue;
  let behind = element;
  while (behind && (rgb(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
  const one = light(rgb(getComputedStyle(element).color));
  const two = behind ? light(rgb(getComputedStyle(behind).backgroundColor)) : 1;
  const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  if (contrast < 4.5) found.push([element.tagName, element.textContent.slice(0, 30), contrast]);
}
return found;
"""


@contextlib.contextmanager
def chromium(folder, width, script=True):
    options = webdriver.ChromeOptions()
    for flag in [*FLAGS, f"--user-data-dir={folder}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                               {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def result(folder):
    from convoyrisk import run
    return run(KARAKORAM, result=folder / "browser.h5", replications=300, uncertainty=False)


@pytest.fixture(scope="session")
def page(folder, result):
    from convoyrisk.report.command import main
    assert main([str(result.path), "-o", str(folder / "browser.html"), "--replay", "as it is:7"]) == 0
    return (folder / "browser.html").as_uri()


@pytest.fixture(scope="session", params=WIDTHS)
def browser(request, page, tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium"), request.param) as driver:
        driver.get(page)
        yield driver


def find(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def shown(driver, name):
    return find(driver, f'[data-show="{name}"]').text


def test_it_loads_quietly_and_fits(browser):
    assert browser.get_log("browser") == []
    width, room = browser.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width == room
    assert browser.execute_script("return document.scrollingElement.scrollWidth <= innerWidth")
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.execute_script(LOW_CONTRAST) == []


def test_it_can_be_read_on_a_dark_screen(page, tmp_path):
    with chromium(tmp_path, 1280) as driver:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        driver.get(page)
        assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"
        assert driver.execute_script(LOW_CONTRAST) == []


def test_the_record_is_one_page_of_paper(result, tmp_path):
    import base64
    import re

    from convoyrisk.report.command import main
    assert main([str(result.path), "--record", str(tmp_path / "record.html")]) == 0
    with chromium(tmp_path / "browser", 1280) as driver:
        driver.get((tmp_path / "record.html").as_uri())
        paper = driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
        assert len(re.findall(rb"/Type\s*/Page[^s]", base64.b64decode(paper["data"]))) == 1
        assert driver.execute_script(LOW_CONTRAST) == []


def test_no_table_is_cut(browser):
    """At 1,280 pixels all columns are seen, on a telephone rows are lists, so that nothing is moved sideways."""
    cut = browser.execute_script("return [...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > "
                                 "box.clientWidth + 1).map((box) => box.getAttribute('aria-label'))")
    assert cut == []


def test_the_map_follows_its_selectors(browser):
    maps = browser.find_elements(By.CSS_SELECTOR, "[data-map]")
    assert [item.is_displayed() for item in maps] == [True] + [False] * 5
    Select(find(browser, '[data-choose="policy"]')).select_by_visible_text("escorts")
    assert [item.is_displayed() for item in maps] == [False, True] + [False] * 4
    before = [leg.get_attribute("class") for leg in maps[1].find_elements(By.CSS_SELECTOR, ".leg")]
    Select(find(browser, '[data-choose="quantity"]')).select_by_visible_text("Convoy-km driven a year")
    after = [leg.get_attribute("class") for leg in maps[1].find_elements(By.CSS_SELECTOR, ".leg")]
    assert before != after and "leg level-5" in after
    assert "Convoy-km" in maps[1].find_element(By.TAG_NAME, "figcaption").text


def test_curves_can_be_hidden(browser):
    line = find(browser, '[data-curves] [data-series="0"] path')
    box = find(browser, '.legend input[value="0"]')
    assert line.is_displayed()
    box.send_keys(Keys.SPACE)
    assert not line.is_displayed()
    box.send_keys(Keys.SPACE)
    assert line.is_displayed()


def reading(driver, figure):
    """The line under a figure that tells of the mark pointed at."""
    return figure.find_element(By.XPATH, "following-sibling::p[@class='readout']").text


def test_exact_numbers_by_keyboard(browser):
    figure = find(browser, '[aria-labelledby^="p0-fn-title"]')
    figure.send_keys(Keys.HOME)
    table = [cell.text for cell in find(browser, '[aria-label^="Attacks a year that kill"] tbody').find_elements(
        By.CSS_SELECTOR, "tr:nth-child(2) > *")]
    figure.send_keys(Keys.ARROW_DOWN)
    assert reading(browser, figure) == f"{table[0]}: 1 or more, {table[1]}"
    figure.send_keys(*4 * [Keys.ARROW_RIGHT])
    assert reading(browser, figure) == f"{table[0]}: 5 or more, {table[2]}"
    assert figure.find_element(By.CSS_SELECTOR, ".ring").get_attribute("visibility") == "visible"
    find(browser, '.legend input[value="0"]').send_keys(Keys.SPACE)  # what is switched off is passed over
    figure.send_keys(Keys.ARROW_UP)
    assert reading(browser, figure).startswith("everything: 1 or more")
    find(browser, '.legend input[value="0"]').send_keys(Keys.SPACE)
    assert reading(browser, figure) == ""  # focus has left it
    assert browser.get_log("browser") == []


def test_exact_numbers_by_pointer(browser):
    figure = find(browser, "[data-static] svg")
    dot = figure.find_elements(By.CSS_SELECTOR, "circle.dot")[2]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", figure)
    row = find(browser, "[data-static] tbody tr:nth-child(3)")
    policy, difference = (row.find_element(By.TAG_NAME, tag).text for tag in ("th", "td"))

    def pointed_at():
        ActionChains(browser).move_to_element(dot).perform()
        return reading(browser, figure)

    # A busy browser may still be drawing what it has scrolled to.
    assert WebDriverWait(browser, 20).until(lambda _: pointed_at()) == f"{policy}: {difference}"


def test_baseline_and_outcome_are_chosen(browser, result):
    from convoyrisk import views
    fixed, chosen = find(browser, "[data-static]"), find(browser, "[data-chosen]")
    assert fixed.is_displayed() and not chosen.is_displayed()
    against, outcome = find(browser, '[data-choose="against"]'), find(browser, '[data-choose="outcome"]')
    against.send_keys("escorts")  # by keyboard
    Select(outcome).select_by_visible_text("Attacks")
    assert not fixed.is_displayed() and chosen.is_displayed()
    frame = views.comparison_frame(result, "attacks", "escorts").set_index("policy")
    rows = [[cell.text for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
            for row in chosen.find_elements(By.CSS_SELECTOR, "tbody tr")]
    assert [row[0] for row in rows] == list(frame.index)
    for policy, told, meaning in rows:
        mean, low, high = (float(number.strip("[],")) for number in told.split())
        own = frame.loc[policy]
        assert mean == pytest.approx(own["difference"], abs=0.1 * (own["high_together"] - own["low_together"]))
        assert [low, high] == pytest.approx([own["low_together"], own["high_together"]], rel=0.1, abs=0.01)
        assert meaning == ("less" if own["high_together"] < 0 else "more" if own["low_together"] > 0 else "not told apart")
    figure = chosen.find_element(By.TAG_NAME, "svg")
    assert len(figure.find_elements(By.CSS_SELECTOR, "circle.dot")) == len(frame)
    assert "Attacks" in figure.text and "escorts" in chosen.find_element(By.TAG_NAME, "caption").text
    figure.send_keys(Keys.ARROW_DOWN)
    assert reading(browser, figure) == f"{rows[1][0]}: {rows[1][1]}"
    Select(against).select_by_index(0)
    Select(outcome).select_by_index(0)
    assert fixed.is_displayed() and not chosen.is_displayed()
    assert browser.get_log("browser") == []


def test_the_slider_moves_by_keyboard(browser):
    slider = find(browser, 'input[type="range"]')
    slider.send_keys(Keys.HOME)
    assert shown(browser, "clock") == "Day 1, 2024-03-04 00:00"
    slider.send_keys(Keys.ARROW_RIGHT)
    assert shown(browser, "clock") == "Day 1, 2024-03-04 01:00"
    slider.send_keys(Keys.PAGE_DOWN, Keys.PAGE_UP, Keys.PAGE_UP)  # no hour before the first
    assert shown(browser, "clock") == "Day 3, 2024-03-06 00:00"
    slider.send_keys(Keys.END)
    assert shown(browser, "clock").startswith("Day 366")
    head = find(browser, "[data-replay] > p").text
    killed, attacks = head.split()[-2], head.split()[-4]
    assert f"attacks {attacks}, killed {killed}," in shown(browser, "sums")
    signs = [sign.text for sign in browser.find_elements(By.CSS_SELECTOR, ".sign.attack") if sign.is_displayed()]
    assert sum(map(int, signs)) == int(attacks) > 0


def test_the_buttons_go_from_event_to_event_and_play(browser):
    find(browser, 'input[type="range"]').send_keys(Keys.HOME)
    following = find(browser, '[data-do="next"]')
    following.send_keys(Keys.ENTER)
    first = find(browser, '[data-show="events"]').text
    assert first not in ("", "nothing")
    following.send_keys(Keys.ENTER)
    assert shown(browser, "events") != "nothing"
    find(browser, '[data-do="back"]').send_keys(Keys.ENTER)
    assert shown(browser, "events") == first
    play, before = find(browser, '[data-do="play"]'), shown(browser, "clock")
    play.send_keys(Keys.SPACE)
    assert play.text == "Pause"
    WebDriverWait(browser, 5).until(lambda _: shown(browser, "clock") != before)
    play.send_keys(Keys.SPACE)
    assert play.text == "Play"
    assert browser.get_log("browser") == []


def test_the_skip_link_comes_first(browser, page):
    browser.get("about:blank")
    browser.get(page)
    ActionChains(browser).send_keys(Keys.TAB).perform()
    link = browser.switch_to.active_element
    assert link.get_attribute("class") == "skip" and link.rect["x"] >= 0


def test_without_a_script_all_is_there(page, tmp_path):
    with chromium(tmp_path, 1280, script=False) as driver:
        driver.get(page)
        assert all(item.is_displayed() for item in driver.find_elements(By.CSS_SELECTOR, "[data-map]"))
        assert not any(item.is_displayed() for item in driver.find_elements(By.CSS_SELECTOR, ".js"))
        assert len([item for item in driver.find_elements(By.CSS_SELECTOR, "svg.figure") if item.is_displayed()]) == 3 + 6 + 1
        assert find(driver, '[aria-label^="Attacks a year that kill"]').is_displayed()
        assert not find(driver, "[data-chosen]").is_displayed()


def test_print_keeps_the_static_comparison(browser):
    Select(find(browser, '[data-choose="outcome"]')).select_by_visible_text("Attacks")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert find(browser, "[data-static]").is_displayed() and not find(browser, ".readout").is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    Select(find(browser, '[data-choose="outcome"]')).select_by_index(0)


def test_no_head_is_printed_at_the_foot_of_a_page(browser, tmp_path):
    heads = {item.get_attribute("textContent") for item in browser.find_elements(By.CSS_SELECTOR, "h2, h3, h4, caption, .group th")}
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    (tmp_path / "page.pdf").write_bytes(base64.b64decode(printed["data"]))
    text = subprocess.run(["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    last = [[line.strip() for line in page.splitlines() if line.strip()][-1] for page in text.split("\f") if page.strip()]
    assert len(last) > 4 and not heads & set(last)

"""The dashboard in a browser, once: all charts are drawn, from what is kept."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examples.superset.dashboard import CHARTS, ask
from examples.superset.start import NAME

from .conftest import Tool

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and its driver are not installed")
PATIENCE = 120


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser without a window."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1500,1100"):
        options.add_argument(word)
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield made
    made.quit()


def test_all_charts_are_drawn(tool: Tool, browser: Any, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    for chart in CHARTS:
        ask(tool.service, chart, tool.made.datasets[chart.dataset])
    tool.calls()
    wait = WebDriverWait(browser, PATIENCE)
    browser.get(f"{tool.address}/login/")
    word = wait.until(lambda page: page.find_element(By.CSS_SELECTOR, "input[type=password]"))
    browser.find_element(By.CSS_SELECTOR, "#username, [name=username]").send_keys(NAME)
    word.send_keys(tool.password + "\n")
    wait.until(lambda page: "login" not in page.current_url)
    browser.get(f"{tool.address}/superset/dashboard/{tool.made.dashboard}/")
    drawn = "[data-test-viz-type]:not(:has([data-test='loading-indicator'])) .slice_container, .chart-slice"
    wait.until(lambda page: len(page.find_elements(By.CSS_SELECTOR, drawn)) >= len(CHARTS))
    wait.until(lambda page: len(page.find_elements(By.CSS_SELECTOR, ".slice_container canvas")) >= 4)
    wait.until(lambda page: "1.1k" in page.find_element(By.TAG_NAME, "body").text)
    text = browser.find_element(By.TAG_NAME, "body").text
    assert all(chart.name in text for chart in CHARTS)
    assert "rror" not in text
    time.sleep(3)  # charts move until they stand
    browser.save_screenshot(str(tmp_path / "dashboard.png"))
    assert (tmp_path / "dashboard.png").stat().st_size > 20_000
    assert tool.calls() == []

"""The pages as a browser shows them: drawn, in light and dark, on a desk and on a phone.

Reached by name only (`pytest tests/browser`), for it needs a Chromium: $CHROMIUM, or one on PATH.
"""

import html
import json
import os
import re
import shutil
import signal
import subprocess

import numpy as np
import pytest
from matplotlib.image import imread

from reports.site import write_site
from tests.reports.synthetic import RECORDS, synthetic_run

SECONDS = 90
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
DARK = "--blink-settings=preferredColorScheme=0"
PAGES = (
    *("index.html", "findings.html", "claims.html"),
    *("statements/slides--prop-4.1.html", "statements/fake--step.html"),
)
# The report has no script; this page, which is no part of it, measures it from outside.
HARNESS = """<!doctype html>
<meta charset="utf-8">
<style>iframe { display: block; border: 0; height: 800px }</style>
%s
<pre id="measured"></pre>
<script>
window.onload = () => {
  const measured = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument, root = page.documentElement;
    const wide = [...page.querySelectorAll("main *")].filter(e => {
      const box = e.getBoundingClientRect();
      return box.right > root.clientWidth + 1 && !e.closest(".scroll, .formula, details");
    });
    return {
      page: frame.getAttribute("src"),
      width: root.clientWidth,
      content: root.scrollWidth,
      wide: wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
      styled: page.styleSheets.length === 1 && page.styleSheets[0].cssRules.length > 50,
      words: page.body.innerText.length,
      flat: [...page.querySelectorAll("math, svg")].filter(e => {
        const box = e.getBoundingClientRect();
        return !e.closest("details:not([open])") && (box.width < 5 || box.height < 5);
      }).length,
    };
  });
  document.getElementById("measured").textContent = JSON.stringify(measured);
};
</script>
"""


@pytest.fixture(scope="module")
def chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no chromium, chromium-browser or google-chrome on PATH"
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_site(synthetic_run(" " + "unbreakable" * 12), {}, folder, RECORDS)
    return folder


def run(chromium, profile, *arguments):
    """What Chromium prints, within a time limit that its helpers obey too."""
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", *map(str, arguments)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0
    return printed


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_drawn(chromium, site, tmp_path, page, width, scheme):
    shot = tmp_path / "shot.png"
    run(
        chromium,
        tmp_path / "profile",
        *([DARK] if scheme == "dark" else []),
        f"--window-size={width},1600",
        f"--screenshot={shot}",
        (site / page).as_uri(),
    )
    pixels = (imread(shot)[:, :, :3] * 255).astype(np.uint32)
    assert pixels.shape[1] == width
    colours = np.unique(pixels @ np.array([65536, 256, 1], dtype=np.uint32))
    assert len(colours) > 100
    paper = pixels[-1, -1].mean()
    assert paper < 60 if scheme == "dark" else paper > 240


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_no_page_is_wider_than_its_window(chromium, site, tmp_path, width):
    pages = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    frames = [
        f'<iframe src="{html.escape(page)}" style="width: {width}px"></iframe>' for page in pages
    ]
    harness = site / "harness.html"
    harness.write_text(HARNESS % "\n".join(frames), encoding="utf-8")
    try:
        dom = run(
            chromium,
            tmp_path / "profile",
            "--allow-file-access-from-files",
            "--dump-dom",
            harness.as_uri(),
        )
    finally:
        harness.unlink()
    found = re.search(r'<pre id="measured">(.+?)</pre>', dom, re.DOTALL)
    assert found, "the harness measured nothing"
    measured = json.loads(html.unescape(found[1]))
    assert len(measured) == len(frames)
    for frame in measured:
        assert frame["content"] <= frame["width"], frame
        assert not frame["wide"], frame
        assert frame["styled"], frame
        assert frame["words"] > 500, frame
        assert frame["flat"] == 0, frame

"""What a phone fetches before the first tap."""

from playwright.sync_api import expect

from tests.journeys.phone import Phone

MOST_BYTES = 30_000  # everything before the first tap, compressed


def weigh_first_view(phone: Phone, kind: str = "open") -> dict[str, int]:
    """Every file of the first view of an easy-read page by name, in bytes as they came, headers included."""
    line = phone.page.context.new_cdp_session(phone.page)
    line.send("Network.enable")
    received: dict[str, int] = {}
    names: dict[str, str] = {}
    line.on(
        "Network.responseReceived", lambda e: names.update({e["requestId"]: e["response"]["url"]})
    )
    line.on(
        "Network.loadingFinished",
        lambda e: received.update({e["requestId"]: e["encodedDataLength"]}),
    )
    phone.open("easy-read", kind)
    expect(phone.screen.locator("svg").first).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    return {names[id_].rpartition("/")[2]: int(size) for id_, size in received.items()}


def test_the_first_view_is_small(phone: Phone) -> None:
    """Page, stylesheet, script, pictures and icon together, headers included, stay under 30 kB."""
    sizes = weigh_first_view(phone)

    assert {"public.css", "public.js", "pictures.svg"} <= set(sizes)
    assert sum(sizes.values()) <= MOST_BYTES, sizes

"""The second step in a browser: the QR code under our policy, a program's check, the keyboard, a phone, paper."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import cv2
import numpy
import pymupdf
import pytest
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Error, expect

from feedback import accounts, second_steps
from feedback.models.accounts import Account, Role
from feedback.staff import signing_in
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_SIZE, enlarge
from tests.journeys.phone import Council, Phone
from tests.journeys.test_keyboard import _tab_to
from tests.staff.conftest import code_of

EMAIL, PASSWORD = "careful@council.gov.uk", "three plain words"
HASHED = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@pytest.fixture
def analyst(council: Council, application: Flask) -> None:
    """Somebody with a password and no second step yet; nobody waits for the flood limit."""
    signing_in.limiter.reset()
    with council.database.writing() as session:
        account = accounts.get_by_email(session, EMAIL) or accounts.make_account(
            session, EMAIL, role=Role.ANALYST
        )
        second_steps.switch_off(session, account, by=None)
        account.password = HASHED


def sign_in(phone: Phone) -> None:
    """Type e-mail address and password."""
    phone.page.goto(f"{phone.council.address}/staff/sign-in")
    phone.page.locator("#email").fill(EMAIL)
    phone.page.locator("#password").fill(PASSWORD)
    phone.page.locator("main button").click()


def open_set_up(phone: Phone) -> str:
    """Sign in and open the page on which an app is set up; the key it shows."""
    sign_in(phone)
    phone.page.get_by_role("link", name="your account").click()
    phone.page.get_by_role("link", name="Set up the second step").click()
    return phone.page.locator("form .fb-code").inner_text().replace(" ", "")


def finish_set_up(phone: Phone, secret: str) -> list[str]:
    """Type the first code and the password; the recovery codes."""
    phone.page.locator("#code").fill(code_of(secret))
    phone.page.locator("#password").fill(PASSWORD)
    phone.press("Switch it on")
    expect(phone.page.locator("h1")).to_have_text("Your recovery codes")
    return phone.page.locator("li .fb-code").all_inner_texts()


def half_sign_in(phone: Phone) -> tuple[str, list[str]]:
    """Come as far as the question for the code, with a second step; the key and the recovery codes."""
    secret = second_steps.make_secret()
    with phone.council.database.writing() as session:
        account = accounts.get_by_email(session, EMAIL)
        assert isinstance(account, Account)
        codes = second_steps.switch_on(
            session, phone.council.settings, account, secret=secret, typed=code_of(secret)
        )
    sign_in(phone)
    expect(phone.page.locator("h1")).to_have_text("Type your code")
    return secret, codes


def read_square(picture: numpy.ndarray) -> str:
    """What a camera sees that comes nearer until it does."""
    detector = cv2.QRCodeDetector()
    frames = (cv2.resize(picture, None, fx=nearer, fy=nearer) for nearer in (1, 1.5, 2, 3))
    return next((text for frame in frames if (text := detector.detectAndDecode(frame)[0])), "")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_square_on_the_screen_is_read_by_a_camera(
    phones: Any, analyst: None, scripts: bool
) -> None:
    """Drawn inside the page under the policy of every page, as large as a camera needs; it says what the key says."""
    phone = phones(scripts=scripts)
    key = open_set_up(phone)
    picture = numpy.frombuffer(phone.page.locator("main svg[role=img]").screenshot(), "uint8")

    seen = read_square(cv2.imdecode(picture, cv2.IMREAD_COLOR))

    box = phone.page.locator("main svg[role=img]").bounding_box()
    assert seen.startswith("otpauth://totp/")
    assert parse_qs(urlsplit(seen).query)["secret"] == [key]
    assert box
    assert 180 <= box["width"] == box["height"] <= 244
    assert phone.page.get_by_role("link", name="Open it there").get_attribute("href") == seen


def test_a_picture_that_the_policy_refuses_would_be_noticed(phone: Phone, analyst: None) -> None:
    """The control: the same square as a data: address is refused, and the page's faults say so."""
    open_set_up(phone)

    phone.page.evaluate(
        """() => new Promise(done => {
            const one = new Image();
            one.onload = one.onerror = done;
            one.src = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
        })"""
    )

    assert any("Content Security Policy" in fault for fault in phone.faults)
    phone.faults.clear()


def test_a_program_finds_nothing_wrong(phone: Phone, analyst: None) -> None:
    """Every page of it, also with something to be put right."""
    key = open_set_up(phone)
    check_page(phone.page)
    phone.press("Switch it on")
    expect(phone.page.locator("[role=alert]")).to_contain_text("Type the 6 digits")
    check_page(phone.page)
    finish_set_up(phone, key)
    check_page(phone.page)
    phone.page.get_by_role("link", name="I have them").click()
    check_page(phone.page)
    for name in ("Make new recovery codes", "Switch it off", "Change your password"):
        phone.page.goto(f"{phone.council.address}/staff/account")
        phone.page.get_by_role("link", name=name).click()
        phone.page.locator("main button").click()
        expect(phone.page.locator("[role=alert]")).to_contain_text("password")
        check_page(phone.page)
    phone.page.locator("header button").click()
    sign_in(phone)
    check_page(phone.page)
    phone.page.get_by_role("link", name="Use a recovery code").click()
    phone.press("Go on")
    expect(phone.page.locator("[role=alert]")).to_contain_text("Type the code")
    check_page(phone.page)


def test_with_the_keyboard_alone(phone: Phone, analyst: None) -> None:
    """From the password to the first page, by a code and by a recovery code."""
    keys = phone.page.keyboard
    _, codes = half_sign_in(phone)

    _tab_to(phone, "No phone? Use a recovery code")
    keys.press("Enter")
    expect(phone.page.locator("#code-hint")).to_contain_text("24 letters and numbers")
    _tab_to(phone, "INPUT")
    keys.type(second_steps.group_letters(codes[0]).lower())
    keys.press("Enter")

    expect(phone.page.locator("h1")).to_have_text("What to do now")


@EVERY_SIZE
def test_nothing_runs_over_the_edge(phones: Any, analyst: None, width: int, size: int) -> None:
    """The square, the key, the codes and the boxes, with text twice as large."""
    phone = phones(width=width)
    key = open_set_up(phone)
    enlarge(phone.page, size)
    over = [phone.overflow()]
    finish_set_up(phone, key)
    enlarge(phone.page, size)
    over.append(phone.overflow())
    phone.page.get_by_role("link", name="I have them").click()
    expect(phone.page.locator("h1")).to_have_text("Your account")
    enlarge(phone.page, size)
    over.append(phone.overflow())

    assert over == [0, 0, 0]


def test_the_recovery_codes_print_on_one_sheet(phone: Phone, analyst: None) -> None:
    """All ten, and neither button nor bar."""
    codes = finish_set_up(phone, open_set_up(phone))

    with pymupdf.open(stream=phone.page.pdf(format="A4")) as sheet:
        words = sheet[0].get_text()
        assert sheet.page_count == 1

    assert len(codes) == 10
    assert not [code for code in codes if code not in words]
    assert "Go on" not in words
    assert "Sign out" not in words


@pytest.mark.back
def test_back_after_signing_out_shows_no_recovery_code(phone: Phone, analyst: None) -> None:
    """On a shared computer: the browser kept no page of them and would have to send the form again."""
    finish_set_up(phone, open_set_up(phone))
    phone.page.locator("header button").click()
    expect(phone.page.locator("h1")).to_have_text("Sign in")

    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        phone.back()


@pytest.mark.back
def test_back_to_a_page_that_was_fetched_is_no_miss(phone: Phone, analyst: None) -> None:
    """The control: Back leads to other pages, and a session that ended shows nothing of them."""
    open_set_up(phone)
    phone.page.locator("header button").click()
    expect(phone.page.locator("h1")).to_have_text("Sign in")

    phone.back()

    expect(phone.page.locator("h1")).to_have_text("Sign in")

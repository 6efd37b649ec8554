"""Virtual authenticators of several sessions."""

import pytest

from tests.core.acts import TAB, Stage, does, fails, hears, is_denied, two
from tests.script import Script

ADD, REMOVE, GET = "WebAuthn.addVirtualAuthenticator", "WebAuthn.removeVirtualAuthenticator", "WebAuthn.getCredentials"
USB = {"options": {"protocol": "ctap2", "transport": "usb"}}
KEY = {"authenticatorId": "k1"}


@pytest.fixture
def stage(script: Script) -> Stage:
    """Both have the domain on, Alice an authenticator."""
    stage = two(script)
    for who in stage[2:]:
        does(stage, who, "WebAuthn.enable")
    does(stage, stage[2], ADD, USB, result=KEY)
    return stage


def test_others_do_not_find_it_and_hear_nothing_of_it(stage: Stage) -> None:
    _, _, alice, bob = stage
    words = "Could not find a Virtual Authenticator matching the ID"
    is_denied(stage, bob, GET, KEY, words, code=-32602)
    does(stage, alice, GET, KEY, result={"credentials": []})
    hears(stage, "WebAuthn.credentialAdded", {**KEY, "credential": {}}, alice)
    hears(stage, "WebAuthn.credentialAdded", {"authenticatorId": "unknown"})
    does(stage, alice, REMOVE, KEY)
    fails(stage, alice, GET, KEY, words, code=-32602)


def test_it_leaves_with_its_session(stage: Stage) -> None:
    script, chrome, (alice, _), _ = stage
    script >> alice.leaves() << chrome.commanded(TAB, REMOVE, KEY)


def test_webauthn_disable_removes_the_sessions_own(stage: Stage) -> None:
    script, chrome, (alice, at_alice), _ = stage
    script >> alice.sends(1, "WebAuthn.disable", {}, at_alice) << chrome.commanded(TAB, "Runtime.getIsolateId")
    script >> chrome.answers() << chrome.commanded(TAB, REMOVE, KEY) << alice.gets(1, {}, at_alice)
    words = "The Virtual Authenticator Environment has not been enabled for this session"
    script >> chrome.answers()
    for method, params in ((ADD, USB), (GET, KEY)):
        is_denied(stage, (alice, at_alice), method, params, words)


def test_one_added_while_its_session_leaves_is_removed(stage: Stage) -> None:
    script, chrome, _, (bob, at_bob) = stage
    script >> bob.sends(1, ADD, USB, at_bob) << chrome.commanded(TAB, ADD) >> bob.leaves()
    script >> chrome.answers({"authenticatorId": "k2"}) << chrome.commanded(TAB, REMOVE, {"authenticatorId": "k2"})

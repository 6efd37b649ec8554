"""Who wants what of downloads."""

from tabrelay.core.download_state import Behavior, Downloads
from tests.script import Script, tab


def test_wishes_of_a_session_that_ended_count_no_more(script: Script) -> None:
    script.browser(tab(1))
    alice = script.client("alice")
    client = script.hub.world.clients[alice.id]
    (session,) = client.sessions.values()
    downloads = Downloads()
    downloads.put(session, "context", Behavior(session, "context", deny=True))
    downloads.listen(session, enabled=True)
    assert downloads.is_wanted_by(client)
    script >> alice.leaves()
    assert not downloads.is_wanted_by(client)
    assert downloads.behaviors == []
    assert downloads.listeners == []


def test_a_second_wish_of_a_session_replaces_its_first_in_the_same_context(script: Script) -> None:
    script.browser(tab(1))
    (session,) = script.hub.world.clients[script.client("alice").id].sessions.values()
    downloads = Downloads()
    other, first, second = (Behavior(session, context, deny=False) for context in ("other", "one", "one"))
    for behavior in (other, first, second):
        downloads.put(session, behavior.context_id, behavior)
    assert downloads.behaviors == [other, second]
    downloads.put(session, "one", None)
    assert downloads.behaviors == [other]

"""The CDP envelope. What is refused, and how, was recorded from the remote debugging port of Chromium 156."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import BadCommand, CdpError, Command, decode_command

NO_ID = "Message must have integer 'id' property"
NO_METHOD = "Message must have string 'method' property"
NO_PARAMS = "Message may have object 'params' property"
NO_SESSION = "Message may have string 'sessionId' property"
OTHER_MEMBER = "Message has property other than 'id', 'method', 'sessionId', 'params'"


def answer_to(data: bytes | str) -> str:
    """What Chrome, and the gateway, write to this frame."""
    with pytest.raises(BadCommand) as caught:
        decode_command(data)
    return cdp.encode_failure(caught.value.id, caught.value.error).decode()


def complaint_about(data: bytes | str) -> BadCommand | None:
    try:
        decode_command(data)
    except BadCommand as bad:
        return bad
    return None


@pytest.mark.parametrize(
    ("frame", "id_", "message"),
    [
        ("[]", None, "Message must be an object"),
        ('"x"', None, "Message must be an object"),
        ("1", None, "Message must be an object"),
        ("null", None, "Message must be an object"),
        ("{}", None, NO_ID),
        ('{"id":"a","method":"Browser.getVersion"}', None, NO_ID),
        ('{"id":1.5,"method":"Browser.getVersion"}', None, NO_ID),
        ('{"id":2147483648,"method":"X.y"}', None, NO_ID),
        ('{"id":-2147483649,"method":"X.y"}', None, NO_ID),
        ('{"id":9007199254740993,"method":"X.y"}', None, NO_ID),
        ('{"id":99999999999999999999,"method":"X.y"}', None, NO_ID),
        ('{"id":null,"method":"X.y"}', None, NO_ID),
        ('{"id":true,"method":"X.y"}', None, NO_ID),
        ('{"method":"Browser.getVersion"}', None, NO_ID),
        ('{"method":"Foo.bar","sessionId":"NOPE"}', None, NO_ID),
        ('{"id":1}', 1, NO_METHOD),
        ('{"id":1,"method":5}', 1, NO_METHOD),
        ('{"id":2,"method":""}', 2, NO_METHOD),
        ('{"id":5,"method":"Foo.b\\u00e9\\"r"}', 5, NO_METHOD),
        ('{"id":3,"sessionId":"NOPE"}', 3, NO_METHOD),
        ('{"id":3,"method":"Browser.getVersion","params":"x"}', 3, NO_PARAMS),
        ('{"id":3,"method":"Browser.getVersion","params":5}', 3, NO_PARAMS),
        ('{"id":3,"method":"Browser.getVersion","sessionId":5}', 3, NO_SESSION),
        ('{"id":3,"method":"Browser.getVersion","sessionId":null}', 3, NO_SESSION),
        ('{"id":3,"method":"Browser.getVersion","bogus":1}', 3, OTHER_MEMBER),
    ],
)
def test_what_is_no_command_is_refused_in_chromes_words(frame: str, id_: int | None, message: str) -> None:
    head = "{" if id_ is None else f'{{"id":{id_},'
    assert answer_to(frame) == f'{head}"error":{{"code":-32600,"message":"{message}"}}}}'
    assert answer_to(frame.encode()) == answer_to(frame)


@pytest.mark.parametrize(
    "frame",
    [
        "{not json",
        "",
        '{"id":1,"method":"X.y"}x',
        '{"id":1,"method":"X.y",}',
        '{"id":1,"method":"X.y","params":{"a":1,,}}',
        '{"id":1,"method":"X.y","params":NaN}',
        '{"id":1,"method":"X.y","params":' + "[" * 100_000,
        '{"id":1,"method":"\ud800"}',
        b'{"id":1,"method":"\xff"}',
        b"\xef\xbb\xbf{}",
        b"\x00",
    ],
)
def test_what_is_no_json_is_refused_with_chromes_code_and_the_place(frame: str | bytes) -> None:
    error = json.loads(answer_to(frame))
    assert error.keys() == {"error"}
    assert error["error"]["code"] == -32700
    assert error["error"]["message"].startswith("JSON: ")


def test_the_place_is_named_as_chrome_names_it() -> None:
    assert "at position 1" in answer_to("{not json")


@pytest.mark.parametrize(
    ("frame", "command"),
    [
        ('{"id":1,"method":"X.y"}', Command(1, "X.y")),
        (' {"id":1,"method":"X.y"} ', Command(1, "X.y")),
        ('{"id":1.0,"method":"X.y"}', Command(1, "X.y")),
        ('{"id":-3,"method":"X.y"}', Command(-3, "X.y")),
        ('{"id":2147483647,"method":"X.y"}', Command(2147483647, "X.y")),
        ('{"id":1,"method":"X.y","params":null}', Command(1, "X.y")),
        ('{"id":1,"method":"X.y","sessionId":""}', Command(1, "X.y")),
        ('{"id":1,"method":"X.y","sessionId":"S","params":{}}', Command(1, "X.y", Raw(b"{}"), "S")),
        ('{"id":1,"method":"X.y","params":[]}', Command(1, "X.y", Raw(b"[]"))),
        ('{"id":1.0,"method":"X.y","params":{"a":[1]},"sessionId":"S"}', Command(1, "X.y", Raw(b'{"a":[1]}'), "S")),
    ],
)
def test_what_chrome_takes_is_taken(frame: str, command: Command) -> None:
    decoded = decode_command(frame)
    assert (decoded.id, decoded.method, decoded.session_id) == (command.id, command.method, command.session_id)
    assert bytes(decoded.params) == bytes(command.params)


def test_parameters_stay_the_bytes_they_were() -> None:
    raw = b'{ "b":1.0, "a":"\\u00e9\xc3\xa9", "n":1e400 }'
    assert bytes(decode_command(b'{"id":1,"method":"X.y","params":%b}' % raw).params) == raw


@given(st.binary() | st.text())
def test_any_bytes_are_a_command_or_a_complaint_and_nothing_else(data: bytes | str) -> None:
    complaint = complaint_about(data)
    assert complaint is None or complaint.error.code in (cdp.PARSE_ERROR, cdp.INVALID_REQUEST)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["id", "method", "params", "sessionId", "more"]), JSON))
def test_any_object_is_a_command_or_a_complaint_that_has_the_id_where_there_is_one(message: dict[str, object]) -> None:
    complaint = complaint_about(json.dumps(message))
    id_ = message.get("id")
    if complaint is None:
        command = decode_command(json.dumps(message))
        assert (command.id, command.method) == (id_, message["method"])
    elif isinstance(id_, int) and not isinstance(id_, bool) and abs(id_) < 2**31:
        assert complaint.id == id_


def test_answers_and_events_have_their_members_in_chromes_order() -> None:
    assert cdp.encode_result(1, b'{"a":1}') == b'{"id":1,"result":{"a":1}}'
    assert cdp.encode_result(1, b"", "S") == b'{"id":1,"result":{},"sessionId":"S"}'
    assert cdp.encode_result(1, Raw(b"[]"), "S") == b'{"id":1,"result":[],"sessionId":"S"}'
    assert cdp.encode_event("A.a", b"") == b'{"method":"A.a","params":{}}'
    assert cdp.encode_event("A.a", b'{"b":1}', "S") == b'{"method":"A.a","params":{"b":1},"sessionId":"S"}'
    failure = cdp.encode_failure(1, CdpError(-32602, "Invalid parameters", "why"), "S")
    assert failure == b'{"id":1,"error":{"code":-32602,"message":"Invalid parameters","data":"why"},"sessionId":"S"}'
    assert cdp.encode_failure(None, CdpError(-32700, "JSON")) == b'{"error":{"code":-32700,"message":"JSON"}}'


def test_an_events_name_is_escaped() -> None:
    assert json.loads(cdp.encode_event('A."\\a', b"{}"))["method"] == 'A."\\a'


def test_errors_of_the_gateway_are_chromes() -> None:
    assert cdp.method_not_found("Foo.bar") == CdpError(-32601, "'Foo.bar' wasn't found")
    assert cdp.session_not_found() == CdpError(-32001, "Session with given id not found.")


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ('{"code":-32601,"message":"\'Foo.bar\' wasn\'t found"}', CdpError(-32601, "'Foo.bar' wasn't found")),
        ('{"code":-32602,"message":"Invalid parameters","data":"x"}', CdpError(-32602, "Invalid parameters", "x")),
        (
            "Debugger is not attached to the tab with id: 1.",
            CdpError(-32000, "Debugger is not attached to the tab with id: 1."),
        ),
        ('{"code":"x"}', CdpError(-32000, '{"code":"x"}')),
        ("", CdpError(-32000, "")),
        ("[" * 100_000, CdpError(-32000, "[" * 100_000)),
    ],
)
def test_chromes_last_error_is_a_cdp_error_or_a_sentence(message: str, error: CdpError) -> None:
    assert cdp.from_chrome(message) == error

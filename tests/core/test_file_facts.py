"""What the shell says of files."""

from tabrelay.core.file_facts import FoundFile, Reach


def test_everything_is_within_reach_unless_it_is_said_why_not() -> None:
    assert Reach() == Reach(client="", browser="")


def test_a_chosen_file_has_no_relative_path() -> None:
    assert FoundFile("/x/a.txt", "a.txt", 1, 0, "text/plain").relative == ""

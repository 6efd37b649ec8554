"""256 words for people to compare."""

from tabrelay.protocol.words import WORDS


def test_there_is_one_word_for_each_byte_and_no_two_are_alike() -> None:
    assert len(WORDS) == 256
    assert len(set(WORDS)) == 256


def test_words_are_short_and_plain() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() and 3 <= len(word) <= 8 for word in WORDS)

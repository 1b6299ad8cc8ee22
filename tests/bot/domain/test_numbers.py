import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers import RequestNumber, error_reference


@pytest.mark.parametrize("typed", ["R8-0042", "r8-42", " R8-0042 ", "Ｒ８－００４２", "Ｒ８ー４２", "R8−42"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert RequestNumber.parse(typed) == RequestNumber(2026, 42)


@pytest.mark.parametrize("typed", ["", "42", "R8", "R8-", "R8-0042号", "X8-42", "R888-1", "R8-1234567"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert RequestNumber.parse(typed) is None


@given(st.integers(2019, 2099), st.integers(1, 999_999))
def test_a_number_that_is_shown_can_be_typed_again(year: int, sequence: int) -> None:
    number = RequestNumber(year, sequence)
    assert RequestNumber.parse(str(number)) == number


def test_numbers_stand_in_the_order_of_their_years() -> None:
    assert RequestNumber(2025, 900) < RequestNumber(2026, 1)


def test_an_error_has_a_short_reference_of_its_own() -> None:
    assert re.fullmatch(r"E-[0-9A-F]{4}", error_reference())

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberType

from processors.handoff.numbering import PLANS, Plan, identify, may_be_national, regions

PUBLIC = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
PLAN = st.sampled_from(sorted(PLANS.values(), key=lambda plan: plan.region))


def is_dialled(digits: str, plan: Plan) -> bool:
    """Try each way to dial a plan's numbers, one after the other: the slow reference."""
    within = digits.removeprefix(plan.trunk)
    if plan.mobile.fullmatch(digits) or plan.mobile.fullmatch(within):
        return True
    if digits.startswith(plan.trunk) and plan.landline.fullmatch(within):
        return True
    if digits.startswith(plan.code) and plan.mobile.fullmatch(digits.removeprefix(plan.code)):
        return True
    return within[:1] in {"8", "9"} and any(
        phonenumbers.number_type(PhoneNumber(int(plan.code), int(national))) in PUBLIC for national in (digits, within)
    )


@settings(max_examples=300, derandomize=True)
@given(digits=st.from_regex(r"\A0?[0-9]{8,12}\Z", fullmatch=True).filter(str.isascii), plan=PLAN)
def test_the_quick_test_turns_no_number_away(digits: str, plan: Plan) -> None:
    if is_dialled(digits, plan):
        assert may_be_national(digits)
        assert plan.dialled.fullmatch(digits)


@pytest.mark.parametrize("region", sorted(PLANS))
def test_a_mobile_number_of_any_plan_is_known_as_one(region: str) -> None:
    plan = PLANS[region]
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    national = phonenumbers.national_significant_number(example).removeprefix(plan.mark)

    number = identify(plan.trunk + national, ((len(plan.trunk + national),),), (region,), plus=False)

    assert number is not None
    assert number.e164 == f"+{plan.code}{plan.mark}{national}"
    assert 0 < number.fit <= 1


@pytest.mark.parametrize(
    ("digits", "lang", "e164"),
    [
        ("0639981234", "fr", "+33639981234"),
        ("07700900123", "en", "+447700900123"),
        ("4155550132", "en", "+14155550132"),
        ("0639981234", None, "+33639981234"),
        ("2147483647", "en", "+12147483647"),
        ("0470123456", "nl", "+32470123456"),
        ("20161204", "en", None),
        ("00000000", "fr", None),
    ],
)
def test_digits_are_a_number_of_the_likeliest_country(digits: str, lang: str | None, e164: str | None) -> None:
    number = identify(digits, ((len(digits),),), regions(lang, None), plus=False)

    assert (number and number.e164) == e164

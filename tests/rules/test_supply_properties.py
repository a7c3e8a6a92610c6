"""Laws that the supply rules keep for every medicine and every day."""

import dataclasses
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.prescribing import (
    SupplyLine,
    SupplyRequest,
    Title,
    assess_line,
    assess_supply,
    max_days,
    supply_limit_days,
)

days_on = st.dates(date(2019, 3, 18), date(2040, 12, 31))
items = st.sampled_from([None, *load().catalogue])
reasons = st.sampled_from([None, "", " ", "路途远"])


@st.composite
def lines(draw):
    item = draw(items)
    return SupplyLine(
        drug=item.display_name if item else "阿司匹林",
        form=item.form if item else "片",
        item=item,
        days=draw(st.integers(1, 120)),
        on_hand_days=draw(st.integers(0, 100)),
        reason=draw(reasons),
    )


def allowed(line, days, on):
    asked = dataclasses.replace(line, days=days)
    return assess_line(asked, terms=load().supply_terms(on), on=on).granted


@given(line=lines(), on=days_on)
def test_max_days_is_allowed_and_nothing_above_it_is(line, on):
    most = max_days(line, terms=load().supply_terms(on), on=on)
    all_allowed = [days for days in range(1, 125) if allowed(line, days, on)]

    assert most == max(all_allowed, default=0)


@given(line=lines(), on=days_on, more=st.integers(1, 50))
def test_more_at_home_never_allows_more(line, on, more):
    terms = load().supply_terms(on)
    fuller = dataclasses.replace(line, on_hand_days=line.on_hand_days + more)

    assert max_days(fuller, terms=terms, on=on) <= max_days(line, terms=terms, on=on)


@given(line=lines(), on=days_on)
def test_nothing_allowed_leaves_more_than_three_months_on_hand(line, on):
    terms = load().supply_terms(on)

    if assess_line(line, terms=terms, on=on).granted:
        assert line.on_hand_days + line.days <= supply_limit_days(terms=terms, on=on) <= 92


@given(one=st.lists(lines(), max_size=7), on=days_on, written=st.integers(-2, 4), data=st.data())
def test_a_prescription_is_allowed_exactly_where_nothing_is_broken(one, on, written, data):
    request = SupplyRequest(
        written_on=date.fromordinal(on.toordinal() - written),
        prescriber_title=data.draw(st.sampled_from(Title)),
        first_long=data.draw(st.booleans()),
        long_signed=data.draw(st.booleans()),
        lines=tuple(one),
    )
    answer = assess_supply(request, terms=load().supply_terms(on), on=on)
    is_long = any(line.days > 28 for line in one)

    expected = []
    if not 0 <= written <= 2:
        expected.append("rx.validity")
    if len(one) > 5:
        expected.append("rx.max5")
    if is_long and not request.long_signed:
        expected.append("long.signature")
    if is_long and request.first_long and request.prescriber_title is Title.PHYSICIAN:
        expected.append("long.title")
    assert [c.code for c in answer.decision.unmet] == expected
    assert answer.allowed == (not answer.unmet)


def test_every_catalogue_row_is_found_by_what_people_call_it():
    catalogue = load().catalogue

    assert len(catalogue) == 34
    for item in catalogue:
        assert catalogue.find(item.display_name, item.form) is item
    assert catalogue.find("苯二氮卓类", "片") is None
    assert catalogue.find("氯丙嗪", "片") is not catalogue.find("氯丙嗪", "针")
    assert catalogue.find("癸酸氟哌啶醇注射液", "针") is catalogue.find("哈力多", "针")


def test_the_catalogue_repeats_the_seven_days_that_the_parameter_sets():
    weekly = load().value("psychotropic2_days", date(2026, 1, 1))

    assert {item.psychotropic_class for item in load().catalogue} == {None, 2}
    assert weekly == 7

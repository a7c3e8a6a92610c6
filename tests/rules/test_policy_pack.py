"""The policy pack: whole, consistent, and named by its contents."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from anxin.policy import load
from anxin.policy.locations import PackNotFoundError, find_pack
from anxin.policy.pack import fingerprint
from anxin.policy.tables import PackError, thousandths
from anxin.rules.parameters import NotInForceError, PendingError

POLICY = load()
IN_FORCE, DAY_BEFORE = date(2019, 3, 18), date(2019, 3, 17)


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(find_pack(), tmp_path / "pack"))


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


class TestWhatTheNoticeSets:
    def test_its_numbers(self):
        eligibility = POLICY.eligibility_terms(IN_FORCE)
        admission = POLICY.admission_terms(IN_FORCE)
        supply = POLICY.supply_terms(IN_FORCE)

        assert (eligibility.residence_months, eligibility.guardian_age) == (3, 65)
        assert eligibility.household_patients == 2
        assert (admission.intake_day, admission.first_review_working_days) == (10, 5)
        assert admission.forward_day == 20
        assert (supply.supply_months, supply.long_after_days, supply.long_max_days) == (3, 28, 84)
        assert (supply.psychotropic2_days, supply.psychotropic2_max_days) == (7, 28)
        assert (supply.validity_days, supply.max_lines) == (3, 5)
        assert POLICY.value("default_supply_days", IN_FORCE) == 28
        assert POLICY.value("agreement_months", IN_FORCE) == 12
        assert POLICY.value("card_review_months", IN_FORCE) == 12

    def test_nothing_of_it_is_in_force_the_day_before(self):
        for terms in (POLICY.eligibility_terms, POLICY.admission_terms, POLICY.supply_terms):
            with pytest.raises(NotInForceError):
                terms(DAY_BEFORE)

    @pytest.mark.parametrize(
        "name",
        [
            "monthly_cap_fen",
            "places",
            "federation_yearly_fen",
            "disorder_project_yearly_fen",
            "special_disease_yearly_fen",
        ],
    )
    def test_what_the_district_has_not_set_is_pending(self, name):
        assert POLICY.value_or_pending(name, IN_FORCE) is None
        with pytest.raises(PendingError):
            POLICY.value(name, IN_FORCE)

    def test_an_unset_cap_is_no_number(self):
        assert POLICY.monthly_cap(IN_FORCE) is None


class TestAnnex6:
    def test_fourteen_points_serve_thirty_towns_each_once(self):
        served = [code for clinic in POLICY.clinics.values() for code in clinic.town_codes]

        assert len(POLICY.clinics) == 14
        assert len(served) == 30
        assert set(served) == set(POLICY.towns)

    def test_five_streets_and_twenty_five_towns_lie_in_the_district(self):
        kinds = [town.kind for town in POLICY.towns.values()]

        assert (kinds.count("street"), kinds.count("town")) == (5, 25)
        assert all(code.startswith(POLICY.division_code) for code in POLICY.towns)
        assert all(len(code) == 9 for code in POLICY.towns)

    def test_two_hospitals_guide_six_and_eight_points(self):
        guides = [clinic.guiding_hospital for clinic in POLICY.clinics.values()]

        assert (guides.count("rehab"), guides.count("centre")) == (6, 8)

    def test_a_town_without_a_clinic_is_served_by_its_neighbour(self):
        town = next(town for town in POLICY.towns.values() if town.name == "吴滩镇")

        assert POLICY.clinic_serving(town.code).name == "油溪（中心）卫生院"

    def test_every_town_has_its_centre_and_its_police_station(self):
        for kind in ("township_centre", "police_station"):
            towns = [o.town_code for o in POLICY.organisations.values() if o.kind == kind]
            assert sorted(towns) == sorted(POLICY.towns)

    def test_the_office_sits_in_the_mental_health_centre(self):
        assert POLICY.organisations["office"].parent == "centre"


def test_the_groups_are_as_published():
    titles = [expert.title for expert in POLICY.expert_group]

    assert len(POLICY.leading_group) == 8
    assert len(titles) == 14
    assert sum(title != "医师" for title in titles) == 7


class TestTheVersion:
    def test_it_names_the_pack_and_eight_digits(self):
        name, _, digits = POLICY.version.partition("@")

        assert name == "jiangjin"
        assert len(digits) == 8

    def test_one_changed_value_is_another_version(self, pack):
        before = fingerprint(pack)
        rewrite(pack / "parameters/guardian_age.toml", "value = 65", "value = 60")

        assert fingerprint(pack) != before

    def test_progress_of_the_software_is_no_policy(self, pack):
        before = fingerprint(pack)
        (pack / "not_yet.toml").write_text("# nothing\n", encoding="utf-8")

        assert fingerprint(pack) == before

    def test_the_same_contents_elsewhere_are_the_same_version(self, pack):
        assert load(pack).version == POLICY.version


class TestABrokenPack:
    @pytest.mark.parametrize(
        ("file", "old", "new", "said"),
        [
            ("parameters/intake_day.toml", 'source = "5.1.2.b"', 'source = "9.9"', "9.9"),
            ("parameters/intake_day.toml", "value = 10", "value = 10.0", "整数"),
            ("parameters/intake_day.toml", "value = 10", "value = 10\npending = true", "之一"),
            ("parameters/intake_day.toml", "unit =", "units =", "intake_day"),
            ("parameters/intake_day.toml", '"day_of_month"', '"moons"', "moons"),
            ("clinics.csv", "500116101 500116102", "500116101 500116999", "500116999"),
            ("organisations.csv", ",hospital,,commission", ",hospital,,nobody", "nobody"),
            ("towns.csv", "500116002", "500116001", "500116001"),
            ("towns.csv", "几江街道,street,no", "几江街道,street,maybe", "towns.csv 第 2 行"),
            ("catalogue.csv", "奋乃静", "氯丙嗪", "重复"),
            ("calendar.csv", "2004-01-01,no,元旦", "2004-01-01,no", "列数"),
        ],
    )
    def test_it_is_refused_and_the_place_is_named(self, pack, file, old, new, said):
        rewrite(pack / file, old, new)

        with pytest.raises(PackError, match=said):
            load(pack)

    def test_a_district_without_a_pack_is_said(self):
        with pytest.raises(PackNotFoundError, match="atlantis"):
            find_pack("atlantis")

    def test_a_draft_bites_only_where_drafts_are_allowed(self, pack):
        path = pack / "parameters/guardian_age.toml"
        draft = '\n[[values]]\nsince = 2027-01-01\nvalue = 60\nsource = "3.1.c"\nstatus = "draft"\n'
        path.write_text(path.read_text(encoding="utf-8") + draft, encoding="utf-8")
        day = date(2027, 1, 1)

        assert load(pack).value("guardian_age", day) == 65
        assert load(pack, drafts=True).value("guardian_age", day) == 60


def test_decimal_numbers_are_read_without_floats():
    assert [thousandths(text) for text in ("3.3", "886.7", "10", "0.125")] == [
        3300,
        886700,
        10000,
        125,
    ]
    for text in ("", "3,3", "1.2345", "-1", "1.x"):
        with pytest.raises(ValueError, match="不是数"):
            thousandths(text)


def test_the_annual_calendar_holds_only_days_that_differ_from_the_week():
    with (find_pack() / "calendar.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(set(days))
    for day, row in zip(days, rows, strict=True):
        assert (day.weekday() < 5) == (row["working"] == "no")
        assert day.year in POLICY.calendar.years

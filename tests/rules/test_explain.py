"""``anxin explain`` as a program: what it takes, what it refuses, how it ends."""

import copy
import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.explain import kinds, main
from anxin.explain.asked import InvalidInputError, parse_json
from tests.rules.questions import BY_KIND, CALENDAR, ELIGIBILITY, SPLIT, SUPPLY, changed

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from anxin.explain import main; sys.exit(main(sys.argv[1:]))",
]


@pytest.fixture
def ask(monkeypatch, capsysbinary):
    def run(*argv, text=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        code = main(list(argv))
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def as_bytes(*questions):
    return b"".join(json.dumps(q, ensure_ascii=False).encode() + b"\n" for q in questions)


def answers(out):
    return [json.loads(line) for line in out.splitlines()]


class TestAnsweringOneQuestion:
    @pytest.mark.parametrize("kind", BY_KIND)
    def test_one_object_in_and_one_line_out(self, ask, kind):
        code, out, err = ask(kind, text=as_bytes(BY_KIND[kind]))

        assert (code, err) == (0, "")
        assert answers(out) == [getattr(kinds, kind)(BY_KIND[kind])]
        assert out.count("\n") == 1

    def test_chinese_is_written_as_itself(self, ask):
        assert "奥氮平" in ask("supply", text=as_bytes(SUPPLY))[1]

    def test_a_file_is_read(self, ask, tmp_path):
        file = tmp_path / "问题.json"
        file.write_text(json.dumps(CALENDAR, indent=2), encoding="utf-8")

        assert ask("calendar", str(file))[0] == 0

    def test_a_byte_order_mark_is_no_fault(self, ask):
        assert ask("calendar", text=b"\xef\xbb\xbf" + as_bytes(CALENDAR))[0] == 0

    def test_help_names_the_kinds(self, ask):
        code, out, _ = ask("--help")

        assert code == 0
        assert all(kind in out for kind in BY_KIND)


class TestAnsweringLines:
    def test_the_order_stays_and_a_bad_line_does_not_stop_the_rest(self, ask):
        bad = changed(CALENDAR, {"handed_in": "2026-02-30"})
        other = changed(CALENDAR, {"handed_in": "2026-03-01"})
        code, out, err = ask("calendar", "--jsonl", text=as_bytes(CALENDAR, bad, other))

        found = answers(out)
        assert code == 2
        assert found[0]["intake_day"] == "2026-02-10"
        assert found[1]["error"]["field"] == "handed_in"
        assert found[2]["intake_day"] == "2026-03-10"
        assert err.count("\n") == 1
        assert err.startswith("第 2 行：handed_in: ")

    def test_all_good_lines_end_with_zero(self, ask):
        code, out, err = ask("split", "--jsonl", text=as_bytes(SPLIT, SPLIT))

        assert (code, err) == (0, "")
        assert len(answers(out)) == 2

    def test_no_line_is_no_fault(self, ask):
        assert ask("split", "--jsonl") == (0, "", "")

    def test_a_blank_line_is_a_line_that_is_not_valid(self, ask):
        code, out, _ = ask(
            "calendar", "--jsonl", text=as_bytes(CALENDAR) + b"\n" + as_bytes(CALENDAR)
        )

        assert code == 2
        assert ["error" in answer for answer in answers(out)] == [False, True, False]

    def test_the_last_line_needs_no_end(self, ask):
        code, out, _ = ask("calendar", "--jsonl", text=as_bytes(CALENDAR, CALENDAR).rstrip())

        assert code == 0
        assert len(answers(out)) == 2

    def test_a_line_separator_inside_a_text_does_not_end_the_line(self, ask):
        line = changed(SUPPLY["lines"][0], {"reason": "一\u2028二\x85三"})
        code, out, _ = ask("supply", "--jsonl", text=as_bytes(SUPPLY | {"lines": [line]}))

        assert code == 0
        assert out.count("\n") == 1

    def test_a_line_that_is_not_utf8_is_alone_at_fault(self, ask):
        code, out, _ = ask("calendar", "--jsonl", text=b"\xff\xfe\n" + as_bytes(CALENDAR))

        assert code == 2
        assert ["error" in answer for answer in answers(out)] == [True, False]

    def test_the_option_may_stand_anywhere(self, ask, tmp_path):
        file = tmp_path / "q.jsonl"
        file.write_bytes(as_bytes(CALENDAR, CALENDAR))

        for argv in (
            ("calendar", "--jsonl", str(file)),
            ("calendar", str(file), "--jsonl"),
            ("--jsonl", "calendar", str(file)),
        ):
            assert len(answers(ask(*argv)[1])) == 2

    def test_a_lone_surrogate_goes_through_as_its_escape(self, ask):
        text = as_bytes(SUPPLY).replace("奥氮平".encode(), b"\\ud800")
        code, out, _ = ask("supply", "--jsonl", text=text)

        assert code == 0
        assert answers(out)[0]["lines"][0]["drug"] == "\ud800"


FAULTS = [
    ("calendar", {"handed_in": None}, "handed_in"),
    ("calendar", {"handed_in": 20260209}, "handed_in"),
    ("calendar", {"handed_in": "20260209"}, "handed_in"),
    ("calendar", {"handed_in": "2026-W07-1"}, "handed_in"),
    ("calendar", {"handed_in": "2026-2-9"}, "handed_in"),
    ("calendar", {"handed_in": "2026-02-09 "}, "handed_in"),
    ("calendar", {"handed_in": "2026-02-09\n"}, "handed_in"),
    ("calendar", {"handed_in": "２０２６-02-09"}, "handed_in"),
    ("calendar", {"handed_in": "2025-02-29"}, "handed_in"),
    ("calendar", {"handed_in": "9999-12-31"}, "handed_in"),
    ("calendar", {"handed_in": "2019-03-17"}, "handed_in"),
    ("calendar", {"more": 1}, "more"),
    ("eligibility", {"on": "2019-03-17"}, "on"),
    ("eligibility", {"person": []}, "person"),
    ("eligibility", {"person.name": "x"}, "person.name"),
    ("eligibility", {"person.living": "street"}, "person.living"),
    ("eligibility", {"person.living": ["home"]}, "person.living"),
    ("eligibility", {"person.police_listed": 1}, "person.police_listed"),
    ("eligibility", {"person.police_listed": None}, "person.police_listed"),
    ("eligibility", {"person.poverty": "minimum_living"}, "person.poverty"),
    ("eligibility", {"person.poverty": ["rich"]}, "person.poverty[0]"),
    ("eligibility", {"person.household_patients": True}, "person.household_patients"),
    ("eligibility", {"person.household_patients": 1.0}, "person.household_patients"),
    ("eligibility", {"person.household_patients": -1}, "person.household_patients"),
    ("eligibility", {"person.guardians": None}, "person.guardians"),
    ("eligibility", {"person.guardians": [1]}, "person.guardians[0]"),
    ("eligibility", {"person.guardians": [{"kind": "person"}]}, "person.guardians[0].born"),
    (
        "eligibility",
        {"person.guardians": [{"kind": "organisation"}, {"kind": "person", "born": "x"}]},
        "person.guardians[1].born",
    ),
    ("eligibility", {"person.guardians": [{"kind": "dog"}]}, "person.guardians[0].kind"),
    ("eligibility", {"person.diagnosis": 0}, "person.diagnosis"),
    ("eligibility", {"person.diagnosis": 7}, "person.diagnosis"),
    ("eligibility", {"person.diagnosis": True}, "person.diagnosis"),
    ("eligibility", {"person.diagnosis": "1"}, "person.diagnosis"),
    ("supply", {"prescriber_title": "护士"}, "prescriber_title"),
    ("supply", {"first_long": "no"}, "first_long"),
    ("supply", {"lines": {}}, "lines"),
    ("supply", {"lines": [None]}, "lines[0]"),
    ("split", {"days": 0}, "days"),
    ("split", {"days": 36_601}, "days"),
    ("split", {"basic_insurance_fen": -1}, "basic_insurance_fen"),
    ("split", {"basic_insurance_fen": 1.5}, "basic_insurance_fen"),
    ("split", {"basic_insurance_fen": 10**16}, "basic_insurance_fen"),
    ("split", {"special_disease.settled_fen": -1}, "special_disease.settled_fen"),
    ("split", {"special_disease.held": None}, "special_disease.held"),
    ("split", {"special_disease": None}, "special_disease"),
    ("split", {"fund.cap_fen": -1}, "fund.cap_fen"),
    ("split", {"fund.used_fen": []}, "fund.used_fen"),
    ("split", {"fund.used_fen": {"2026-13": 0}}, "fund.used_fen.2026-13"),
    ("split", {"fund.used_fen": {"2026-11": -1}}, "fund.used_fen.2026-11"),
]
LINE_FAULTS = [
    ("supply", {"days": 0}, "lines[0].days"),
    ("supply", {"days": 28.0}, "lines[0].days"),
    ("supply", {"on_hand_days": -1}, "lines[0].on_hand_days"),
    ("supply", {"reason": 7}, "lines[0].reason"),
    ("supply", {"drug": ""}, "lines[0].drug"),
    ("supply", {"form": None}, "lines[0].form"),
    ("split", {"quantity": 0}, "lines[0].quantity"),
    ("split", {"unit_price_fen": -1}, "lines[0].unit_price_fen"),
    ("split", {"unit_price_fen": "150"}, "lines[0].unit_price_fen"),
]


class TestRefusingInput:
    @pytest.mark.parametrize(("kind", "change", "field"), FAULTS)
    def test_one_message_names_the_field(self, ask, kind, change, field):
        code, out, err = ask(kind, text=as_bytes(changed(BY_KIND[kind], change)))

        assert (code, out) == (2, "")
        assert err.startswith(f"{field}: ")
        assert err.count("\n") == 1

    @pytest.mark.parametrize(("kind", "change", "field"), LINE_FAULTS)
    def test_a_fault_in_a_line_names_the_line(self, ask, kind, change, field):
        line = BY_KIND[kind]["lines"][0] | change
        code, out, err = ask(kind, text=as_bytes(BY_KIND[kind] | {"lines": [line]}))

        assert (code, out) == (2, "")
        assert err.startswith(f"{field}: ")

    @pytest.mark.parametrize("kind", BY_KIND)
    def test_every_field_is_asked_for_and_no_other_is_taken(self, kind):
        def places(value):
            if isinstance(value, dict) and "2026-11" not in value:
                yield value
            children = value.values() if isinstance(value, dict) else value
            for child in children if isinstance(value, dict | list) else ():
                yield from places(child)

        count = len(list(places(BY_KIND[kind])))
        for number in range(count):
            names = list(list(places(BY_KIND[kind]))[number])
            for name in names:
                without = copy.deepcopy(BY_KIND[kind])
                del list(places(without))[number][name]
                with pytest.raises(InvalidInputError, match=name):
                    getattr(kinds, kind)(without)
            beside = copy.deepcopy(BY_KIND[kind])
            list(places(beside))[number]["surplus"] = None
            with pytest.raises(InvalidInputError, match="surplus"):
                getattr(kinds, kind)(beside)

    def test_settled_above_the_total_is_refused(self, ask):
        question = changed(SPLIT, {"basic_insurance_fen": 4200, "civil_assistance_fen": 1})
        code, _, err = ask("split", text=as_bytes(question))

        assert code == 2
        assert "civil_assistance_fen" in err

    @pytest.mark.parametrize(
        "text",
        [
            b"",
            b"   \n",
            b"{",
            b"nonsense",
            b"[]",
            b"null",
            b'"text"',
            b"12",
            b"{} {}",
            b'{"handed_in": NaN}',
            b'{"handed_in": Infinity}',
            b'{"handed_in": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
            b'{"handed_in": "2026-02-09", "handed_in": "2026-02-10"}',
            b"\xff\xfe\x00",
            b'{"handed_in": "\xe5\xa5"}',
            b"\x00",
        ],
        ids=lambda text: repr(text[:20]),
    )
    def test_what_is_not_one_json_object_gets_one_message(self, ask, text):
        code, out, err = ask("calendar", text=text)

        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert "Traceback" not in err

    @pytest.mark.parametrize(
        "argv",
        [
            (),
            ("weather",),
            ("calendar", "a", "b"),
            ("calendar", "--json"),
            ("calendar", "/no/such"),
        ],
    )
    def test_wrong_arguments_are_said(self, ask, argv):
        code, out, err = ask(*argv, text=as_bytes(CALENDAR))

        assert (code, out) == (2, "")
        assert err

    def test_a_folder_is_no_file(self, ask, tmp_path):
        code, _, err = ask("calendar", str(tmp_path))

        assert code == 2
        assert str(tmp_path) in err

    @given(
        text=st.binary(max_size=60)
        | st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
        ).map(lambda value: json.dumps(value).encode()),
        kind=st.sampled_from(list(BY_KIND)),
    )
    def test_nothing_that_comes_in_breaks_it(self, text, kind):
        with pytest.raises(InvalidInputError):
            getattr(kinds, kind)(parse_json(text))

    @given(
        kind=st.sampled_from(list(BY_KIND)),
        value=st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.lists(st.integers(), max_size=2)
        | st.dates().map(str)
        | st.dictionaries(st.text(max_size=7), st.integers(), max_size=2),
        data=st.data(),
    )
    def test_any_value_anywhere_is_answered_or_refused(self, kind, value, data):
        question = copy.deepcopy(BY_KIND[kind])
        place = question
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if (
                not isinstance(place[key], dict | list)
                or not place[key]
                or data.draw(st.booleans())
            ):
                place[key] = value
                break
            place = place[key]

        try:
            found = json.dumps(getattr(kinds, kind)(question))
        except InvalidInputError as error:
            found = error.field
        assert found


class TestRunningAsAProgram:
    def test_it_needs_neither_django_nor_a_locale(self):
        code = (
            "import sys; from anxin.explain import main; code = main(sys.argv[1:]);"
            "assert not {m for m in sys.modules if m.partition('.')[0] in"
            " {'django', 'psycopg', 'procrastinate'}}; sys.exit(code)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "eligibility"],
            input=as_bytes(ELIGIBILITY),
            capture_output=True,
            check=False,
            env={"LC_ALL": "C", "PATH": os.environ["PATH"], "PYTHONPATH": "src"},
        )

        assert done.returncode == 0, done.stderr.decode()
        assert json.loads(done.stdout)["eligible"] is True

    def test_a_reader_that_leaves_is_left_in_peace(self):
        process = subprocess.Popen(
            [*COMMAND, "calendar", "--jsonl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": "src"},
        )
        process.stdout.close()
        _, err = process.communicate(as_bytes(CALENDAR) * 5000)

        assert err == b""
        assert process.returncode == 1

    def test_an_error_ends_with_two_and_no_traceback(self):
        done = subprocess.run(
            [*COMMAND, "calendar"],
            input=b'{"handed_in": 1}',
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONPATH": "src"},
        )

        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr.decode().startswith("handed_in: ")

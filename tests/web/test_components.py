"""Each component's HTML: what is seen, what is heard, what works without a mouse or colour."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from anxin.pages.forms import ActForm, DayField, YuanField, line_set
from anxin.pages.lists import Sorting, listing
from anxin.pages.progress import Work
from anxin.rules.access import Actor, Duty
from anxin.rules.decisions import condition
from anxin.rules.quarters import Quarter
from anxin.web.answers import carried

TODAY = date(2026, 11, 22)
PERSON = UUID(int=7)


def shown(source: str, **context: Any) -> str:
    """Return what a template with the components shows."""
    page = engines["django"].from_string("{% load anxin %}" + source)
    return page.render({"today": TODAY, "csrf_token": "token", **context})


def actor(duty: Duty) -> Actor:
    """Return somebody under a duty."""
    return Actor(
        staff_id=UUID(int=1),
        name="测试",
        duty=duty,
        organisation_id=UUID(int=2),
        organisation_name="测试单位",
        agreement_signed=True,
        assignment_id=UUID(int=3),
    )


class TestMoney:
    @pytest.mark.parametrize(
        ("fen", "words"),
        [
            (0, "0.00"),
            (5, "0.05"),
            (123456, "1,234.56"),
            (-5, "−0.05"),
            (100_000_000, "1,000,000.00"),
        ],
    )
    def test_fen_are_shown_as_yuan_with_two_places(self, fen: int, words: str) -> None:
        html = shown("{% money fen %}", fen=fen)
        assert f">{words}<span" in html
        assert "元" in html

    def test_what_the_documents_left_open_is_pending_and_not_zero(self) -> None:
        assert shown("{% money fen %}", fen=None) == '<span class="pending">待定</span>'

    def test_what_is_owed_is_marked_by_its_sign_and_not_by_colour_alone(self) -> None:
        assert "money-negative" in shown("{% money fen %}", fen=-1)
        assert "money-negative" not in shown("{% money fen %}", fen=0)


class TestDaysAndStatus:
    def test_a_day_is_written_as_in_china(self) -> None:
        html = shown("{% day d weekday=True %}", d=TODAY)
        assert html == '<time class="day" datetime="2026-11-22">2026年11月22日 周日</time>'

    def test_a_moment_is_shown_by_its_local_day(self) -> None:
        assert "2026年11月23日" in shown(
            "{% day d %}", d=datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
        )

    def test_no_day_is_a_dash_that_is_read_out_as_none(self) -> None:
        assert 'aria-label="无"' in shown("{% day d %}", d=None)

    @pytest.mark.parametrize(
        ("due_on", "words", "kind"),
        [
            (date(2026, 11, 19), "逾期 3 天", "bad"),
            (TODAY, "今天到期", "wait"),
            (date(2026, 11, 25), "还剩 3 天", "wait"),
            (date(2026, 11, 26), "还剩 4 天", "plain"),
        ],
    )
    def test_days_left_are_said_in_words_and_repeated_in_colour(
        self, due_on: date, words: str, kind: str
    ) -> None:
        html = shown("{% days_left d %}", d=due_on)
        assert words in html
        assert f"status-{kind}" in html

    def test_nothing_due_shows_nothing(self) -> None:
        assert shown("{% days_left d %}", d=None) == ""

    @pytest.mark.parametrize(
        ("kind", "picture"),
        [("good", "check"), ("wait", "clock"), ("bad", "alert"), ("odd", "dot")],
    )
    def test_a_status_is_a_word_with_a_picture_of_its_own(self, kind: str, picture: str) -> None:
        html = shown("{% status_tag '已退回' kind %}", kind=kind)
        assert "已退回" in html
        assert f"icons.svg#{picture}" in html
        assert 'aria-hidden="true"' in html


class TestClause:
    def test_it_opens_the_notices_own_sentence_by_a_button(self) -> None:
        html = shown("{% clause '5.3.2.d' %}")
        found = re.search(r'<button type="button"[^>]* popovertarget="([\w-]+)"', html)
        assert found
        assert f'popover id="{found[1]}"' in html
        assert "每次限领3个月服用量的药品" in html
        assert "《实施方案》" in html

    def test_a_clause_of_another_document_names_the_document(self) -> None:
        assert "长期处方管理规范" in shown("{% clause 'rx-2021:max' %}")

    @pytest.mark.parametrize(
        ("clause", "words"),
        [
            ("4.3.village", "四（三）村（居）委会</button>"),
            ("A8", "附件8</button>"),
            ("A5.n4", "附件5 注意事项4</button>"),
            ("rx-2007:review", "处方管理办法</button>"),
            ("working-rules:pending", "江津区免费服药项目工作规则</button>"),
        ],
    )
    def test_no_clause_is_called_by_a_word_of_programmers(self, clause: str, words: str) -> None:
        html = shown("{% clause c %}", c=clause)
        assert words in html
        assert f'data-clause="{clause}"' in html

    def test_an_unknown_clause_is_shown_without_words_and_none_is_nothing(self) -> None:
        assert shown("{% clause '99' %}") == '<span class="clause">99</span>'
        assert shown("{% clause '' %}") == ""


class TestPageHead:
    def test_a_page_has_one_heading_and_its_next_action(self) -> None:
        html = shown("{% page_head '申请' action_url='/new/' action_text='新的申请' %}")
        assert html.count("<h1>") == 1
        assert '<a class="btn btn-primary page-action" href="/new/">新的申请</a>' in html

    def test_without_an_action_there_is_no_link(self) -> None:
        assert "<a" not in shown("{% page_head '申请' %}")

    def test_what_people_typed_is_escaped(self) -> None:
        assert "<script>" not in shown("{% page_head t %}", t="<script>")


class Sample(ActForm):
    name = forms.CharField(
        label="姓名", help_text="与身份证一致", error_messages={"required": "请填写姓名"}
    )
    way = forms.ChoiceField(
        label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect
    )
    amount = YuanField(label="金额", required=False)
    on = DayField(label="日期", required=False)
    scan = forms.FileField(label="扫描件", required=False)
    agrees = forms.BooleanField(label="同意", error_messages={"required": "请勾选"})


class TestActForm:
    def test_it_carries_the_token_and_the_request_id_hidden(self) -> None:
        html = shown("{% act_form form submit='提交申请' %}", form=Sample())
        assert 'name="csrfmiddlewaretoken" value="token"' in html
        assert re.search(r'type="hidden" name="request_id" value="[0-9a-f-]{36}"', html)
        assert "提交申请</button>" in html
        assert 'role="alert"' not in html

    def test_every_field_has_a_label_and_its_help_is_read_with_it(self) -> None:
        html = shown("{% act_form form %}", form=Sample())
        assert '<label class="form-label" for="id_name">姓名</label>' in html
        assert '<p class="form-hint" id="id_name_help">与身份证一致</p>' in html
        assert 'aria-describedby="id_name_help"' in html
        assert "（选填）" in html

    def test_a_form_with_a_file_is_sent_in_parts(self) -> None:
        assert 'enctype="multipart/form-data"' in shown("{% act_form form %}", form=Sample())

    def test_the_summary_links_each_error_to_its_field(self) -> None:
        html = shown("{% act_form form %}", form=Sample({"amount": "1.234"}))
        assert 'role="alert"' in html
        for target in ("id_name", "id_way_0", "id_amount", "id_agrees"):
            assert f'href="#{target}"' in html
            assert f'id="{target}"' in html
        assert "姓名：请填写姓名" in html
        assert html.index('role="alert"') < html.index("<form")

    def test_a_wrong_field_says_so_to_a_screen_reader(self) -> None:
        html = shown("{% act_form form %}", form=Sample({}))
        box = re.search(r'<input type="text" name="name"[^>]*>', html)
        assert box
        assert 'aria-invalid="true"' in box[0]
        assert 'aria-describedby="id_name_help id_name_error"' in box[0]

    def test_what_was_typed_is_kept(self) -> None:
        assert 'value="李四"' in shown("{% act_form form %}", form=Sample({"name": "李四"}))

    def test_a_refusal_shows_every_ground_with_its_clause(self) -> None:
        form = Sample({})
        form.is_valid()
        form.show(condition("c", "5.3.2.d", met="", unmet="超过 3 个月").refused())
        html = shown("{% act_form form %}", form=form)
        assert "超过 3 个月" in html
        assert "5.3.2.d</button>" in html

    def test_a_lost_request_id_is_told_in_words(self) -> None:
        assert "页面已失效，请重新打开再填" in shown("{% act_form form %}", form=Sample({}))

    def test_choices_stand_in_a_group_with_a_name(self) -> None:
        html = shown("{% act_form form %}", form=Sample())
        assert '<legend class="form-label">方式' in html
        assert '<label class="form-check-label" for="id_way_0">甲</label>' in html

    def test_money_is_typed_beside_its_unit(self) -> None:
        assert '<span class="unit">元</span>' in shown("{% act_form form %}", form=Sample())

    def test_sections_group_fields_and_the_rest_comes_last(self) -> None:
        html = shown(
            "{% act_form form sections=s %}", form=Sample(), s=[("申请人", ["on", "name"])]
        )
        order = [
            html.index(part) for part in ("申请人", 'id="id_on"', 'id="id_name"', 'id="id_way_0"')
        ]
        assert order == sorted(order)

    def test_an_act_that_cannot_be_undone_has_another_button(self) -> None:
        html = shown("{% act_form form submit='撤销' danger=True %}", form=Sample())
        assert "btn-danger" in html

    def test_a_form_that_is_checked_first_says_so_with_its_button(self) -> None:
        html = shown("{% act_form form submit='下一步' checks=True %}", form=Sample())
        assert 'class="btn btn-primary" name="step" value="check">下一步</button>' in html

    def test_another_line_is_asked_for_by_a_button_that_is_not_the_default(self) -> None:
        class Line(forms.Form):
            lot = forms.CharField(label="批号")

        lines = line_set(Line, None, prefix="lot", most=2, more={})
        html = shown("{% act_form form lines=lines %}", form=Sample(), lines=lines)
        buttons = re.findall(r"<button[^>]*>", html)
        assert "add-line" not in buttons[0]
        assert 'aria-hidden="true"' in buttons[0]
        assert any('value="add-line"' in button for button in buttons)
        full = line_set(Line, None, prefix="lot", most=2, lines=2, more={})
        assert "add-line" not in shown("{% act_form form lines=l %}", form=Sample(), l=full)

    def test_lines_are_shown_with_their_number_and_told_with_it(self) -> None:
        class Line(forms.Form):
            lot = forms.CharField(label="批号", error_messages={"required": "请填写批号"})

        lines = forms.formset_factory(Line, extra=1, min_num=1)(
            {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-lot": ""}
        )
        lines.is_valid()
        html = shown("{% act_form form lines=lines %}", form=Sample(), lines=lines)
        assert "第 1 行" in html
        assert '<a href="#id_form-0-lot">第 1 行 · 批号：请填写批号</a>' in html
        assert 'name="form-TOTAL_FORMS"' in html


class TestPeople:
    named = SimpleNamespace(
        person_id=PERSON,
        name="李四",
        sex_name="女",
        masked_number="000000********001X",
        age_on=lambda day: 36,
    )

    def test_the_banner_says_whom_the_page_is_about(self) -> None:
        html = shown("{% person_banner named %}", named=self.named, actor=actor(Duty.DISPENSER))
        for part in ("李四", "女", "36 岁", "000000********001X", 'aria-label="当前人员"'):
            assert part in html

    def test_a_masked_number_is_revealed_by_a_form_that_is_recorded(self) -> None:
        html = shown("{% masked named %}", named=self.named, actor=actor(Duty.DISPENSER))
        assert (
            f'<form method="post" class="inline-form" action="/readings/{PERSON}/identity_number/"'
            in html
        )
        assert 'value="token"' in html

    def test_a_duty_without_the_right_sees_the_mask_alone(self) -> None:
        html = shown("{% masked named %}", named=self.named, actor=actor(Duty.CLAIM_CHECKER))
        assert "000000********001X" in html
        assert "<form" not in html


class TestLists:
    def test_the_pager_counts_and_keeps_the_filter(self) -> None:
        page = Paginator(list(range(120)), 50).get_page(2)
        request = RequestFactory().get("/x/?town=油溪&page=2")
        html = shown("{% pager page hidden=4 %}", page=page, request=request)
        assert "共 120 条，本页第 51–100 条，筛选隐藏了 4 条" in html
        assert "page=3" in html
        assert "town=" in html
        assert "第 2 / 3 页" in html

    def test_one_page_needs_no_way_to_another(self) -> None:
        html = shown("{% pager page %}", page=Paginator([1], 50).get_page(1), request=None)
        assert "共 1 条" in html
        assert "下一页" not in html

    def test_an_empty_list_says_what_to_do(self) -> None:
        html = shown(
            "{% empty '还没有申请' '点“新的申请”开始' action_url='/new/' action_text='新的申请' %}"
        )
        assert "还没有申请" in html
        assert 'href="/new/"' in html

    def test_a_timeline_says_when_what_who_and_why(self) -> None:
        events = [
            {
                "on": TODAY,
                "title": "挂失",
                "by": "张三",
                "because": "丢失",
                "clause": "A5.n4",
                "kind": "bad",
            }
        ]
        html = shown("{% timeline events %}", events=events)
        for part in ("2026年11月22日", "挂失", "张三", "丢失", "A5.n4", "timeline-bad"):
            assert part in html


class TestFiltersAndHeads:
    def listing(self, query: str, rows: list[int], total: int) -> Any:
        filters = [("stage", "阶段", "已提交")] if "stage" in query else []
        sorting = Sorting(fields={"day": ("day",)}, default="")
        request = RequestFactory().get(f"/x/?{query}")
        return listing(request, rows, total=total, filters=filters, sorting=sorting)

    def test_a_filter_is_a_chip_with_a_way_out_and_a_count_of_what_it_hides(self) -> None:
        found = self.listing("stage=s&town=t", [1, 2], 7)
        html = shown("{% filters_on l %}", l=found)
        for part in ("阶段：已提交", 'href="?town=t"', "去掉这个筛选", "清除", "筛选隐藏了 5 条"):
            assert part in html, part

    def test_without_a_filter_there_is_nothing(self) -> None:
        assert shown("{% filters_on l %}", l=self.listing("", [1], 1)).strip() == ""

    def test_a_head_is_a_link_that_says_the_order_to_a_screen_reader(self) -> None:
        head = "{% sort_head l 'day' '日期' number=True %}"
        up = shown(head, l=self.listing("sort=day", [1], 1))
        assert 'aria-sort="ascending"' in up
        assert 'href="?sort=-day"' in up
        assert 'class="number"' in up
        assert 'aria-sort="descending"' in shown(head, l=self.listing("sort=-day", [1], 1))
        assert "aria-sort" not in shown(head, l=self.listing("", [1], 1))

    def test_a_list_emptied_by_its_filter_says_so_and_leads_out(self) -> None:
        html = shown("{% nothing_found l '还没有申请' %}", l=self.listing("stage=s", [], 7))
        assert "筛选隐藏了全部 7 条" in html
        assert "清除筛选" in html
        assert "还没有申请" not in html

    def test_a_list_with_nothing_in_reach_says_what_to_do(self) -> None:
        html = shown(
            "{% nothing_found l '还没有申请' '点“登记申请”' '/new/' '登记申请' %}",
            l=self.listing("stage=s", [], 0),
        )
        assert "还没有申请" in html
        assert 'href="/new/"' in html


class Asked(ActForm):
    name = forms.CharField(label="姓名")
    way = forms.MultipleChoiceField(
        label="方式",
        choices=[("a", "甲"), ("b", "乙")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agrees = forms.BooleanField(label="同意", required=False)
    amount = YuanField(label="金额", required=False)
    on = DayField(label="日期", required=False)


def asked(**typed: object) -> Asked:
    """Return a valid form with a request id."""
    form = Asked({"request_id": str(UUID(int=9)), "name": "李<四", **typed})
    assert form.is_valid(), form.errors
    return form


class TestCheckAnswers:
    form = "{% check_answers form submit='提交申请' %}"

    def test_every_answer_is_told_in_words_with_a_way_back_to_its_field(self) -> None:
        html = shown(
            self.form, form=asked(way=["a", "b"], agrees="on", amount="1234.5", on="20261122")
        )
        for part in ("李&lt;四", "甲、乙", "是", "1,234.50元", "2026年11月22日"):
            assert part in html, part
        for name in ("name", "way", "agrees", "amount", "on"):
            assert f'name="change" value="{name}"' in html
        assert "改<span" in html

    def test_everything_typed_is_carried_with_the_same_request_id(self) -> None:
        html = shown(self.form, form=asked(way=["a", "b"], amount="1234.5"))
        for part in (
            f'name="request_id" value="{UUID(int=9)}"',
            'name="way" value="a"',
            'name="way" value="b"',
            'name="amount" value="1234.5"',
            'name="csrfmiddlewaretoken" value="token"',
        ):
            assert part in html, part

    def test_what_was_left_empty_is_named_together(self) -> None:
        html = shown(self.form, form=asked())
        assert "没有填" in html
        assert "方式、同意、金额、日期" in html

    def test_the_cursor_stands_on_sending(self) -> None:
        focused = re.findall(r"<button[^>]*autofocus[^>]*>", shown(self.form, form=asked()))
        assert len(focused) == 1
        assert 'name="step" value="send"' in focused[0]

    def test_a_form_with_a_file_cannot_be_carried(self) -> None:
        with pytest.raises(AssertionError):
            carried(Sample({}))


class TestConfirm:
    tag = (
        "{% confirm form what=what final='挂失后不能恢复' submit='确认挂失' whom='李四' "
        "clause='A5.n4' cancel_url='/back/' %}"
    )

    def test_it_says_what_to_whom_what_is_final_and_how_to_leave(self) -> None:
        html = shown(self.tag, form=Asked(), what=["卡立即停用", "可以换发"])
        for part in ("李四", "卡立即停用", "可以换发", "挂失后不能恢复", 'href="/back/"'):
            assert part in html, part
        assert 'data-clause="A5.n4"' in html
        assert 'class="btn btn-danger" name="step" value="send"' in html
        assert 'aria-labelledby="confirm-title"' in html

    def test_its_own_fields_are_asked_for_and_their_errors_told(self) -> None:
        html = shown(self.tag, form=Asked({}), what=[])
        assert '<label class="form-label" for="id_name">姓名</label>' in html
        assert 'role="alert"' in html

    def test_what_was_typed_before_is_shown_carried_and_can_be_gone_back_to(self) -> None:
        tag = "{% confirm form what=what final='不能改' submit='剔除' typed_before=True %}"
        html = shown(tag, form=asked(), what=[])
        assert "李&lt;四" in html
        assert '<input type="hidden" name="name"' in html
        assert 'name="change" value="all"' in html


class TestProgress:
    def test_it_tells_how_far_it_is_and_what_was_left_out(self) -> None:
        work = Work(title="导入", done=30, total=100, unit="行", left_out=[("身份证号有误", 2)])
        html = shown("{% progress w %}", w=work)
        assert '<progress aria-label="导入" max="100" value="30">' in html
        for part in ("正在进行", "已完成 30 / 100 行", "其中 2 行没有列入", "身份证号有误：2 行"):
            assert part in html, part
        assert "data-goes-on" in html

    def test_while_nothing_is_counted_the_bar_has_no_end(self) -> None:
        html = shown("{% progress w %}", w=Work(title="导入", done=3, total=None, unit="行"))
        assert '<progress aria-label="导入">' in html

    def test_at_its_end_it_asks_no_more_and_leads_to_what_came_of_it(self) -> None:
        work = Work(title="导入", done=9, total=9, unit="行", ended=True, result_url="/x/")
        html = shown("{% progress w %}{% progress_refresh w %}", w=work)
        assert "已完成 9 / 9 行" in html
        assert 'href="/x/"' in html
        assert "data-goes-on" not in html
        assert "progress.js" not in html

    def test_a_failure_is_told_in_words(self) -> None:
        work = Work(title="导入", done=1, total=9, unit="行", failed="文件打不开，请另存后重试")
        html = shown("{% progress w %}", w=work)
        assert "没有做完" in html
        assert "文件打不开" in html

    def test_without_a_script_the_page_reloads_itself(self) -> None:
        html = shown("{% progress_refresh w %}", w=Work(title="导入", done=1, total=9, unit="行"))
        assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
        assert "progress.js" in html


class TestQuarter:
    @pytest.mark.parametrize("month", ["2026-03", date(2026, 3, 28)])
    def test_a_month_is_said_in_one_way_everywhere(self, month: object) -> None:
        assert shown("{% month m %}", m=month) == "2026年3月"

    @pytest.mark.parametrize("quarter", ["2026Q3", Quarter(2026, 3)])
    def test_it_is_said_in_one_way_everywhere(self, quarter: object) -> None:
        assert shown("{% quarter q %}", q=quarter) == "2026年第3季度"


@pytest.mark.parametrize(
    "source",
    [
        "{% money 1 %}",
        "{% quarter '2026Q3' %}",
        "{% day d %}",
        "{% status_tag 'a' 'good' %}",
        "{% days_left d %}",
        "{% clause '1' %}",
        "{% icon 'eye' %}",
    ],
)
def test_a_component_inside_a_sentence_brings_no_space_of_its_own(source: str) -> None:
    html = shown(source, d=TODAY)
    assert html == html.strip()

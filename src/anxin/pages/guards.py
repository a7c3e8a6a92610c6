"""What the database refuses, in the same words as a rule: one sentence for each guard."""

from __future__ import annotations

from django.db import IntegrityError, OperationalError
from psycopg import errors

from anxin.rules.decisions import Refused, Requirement, condition


def _guard(code: str, clause: str, unmet: str) -> Requirement:
    return condition(code, clause, met="数据库核对通过", unmet=unmet)


BUSY = _guard("row-is-free", "5.3.1.c", "另一位同事正在办理同一件事，请稍后重试")

FULL = _guard(
    "disk-has-room",
    "5.3.2.e",
    "服务器磁盘已满，刚才的内容没有保存；请通知系统管理员，腾出空间后再提交一次",
)

BY_CONSTRAINT: dict[str, Requirement] = {
    "nobody_is_taken_in_twice": _guard(
        "imported-once", "A8", "此人刚由另一份表格导入，这一行不再导入"
    ),
    "a_file_is_read_in_once": _guard(
        "file-read-once", "A8", "这份表格刚由另一位同事上传，请从列表中打开"
    ),
    "a_row_goes_its_way": _guard("row-goes-its-way", "A8", "这一行刚刚导入或已作废，请刷新后查看"),
    "stock_is_never_negative": _guard(
        "stock-suffices", "5.3.1.c", "药品库存不足，可能刚被另一窗口领取；请刷新后重新备药"
    ),
    "lots_stay_within_the_order": _guard(
        "within-order-holds", "5.3.1.a", "收货数量超过订单，可能刚有另一次收货；请刷新后核对"
    ),
    "ledger_entry_reverses_id": _guard("reversed-once", "5.3.1.c", "这笔账已经冲销过，不能再冲销"),
    "no_payer_bears_more_than_its_limit": _guard(
        "payer-limit-holds",
        "5.1.5.e",
        "超过当月免费服药兜底限额，可能刚有另一次领药；请刷新后重新计算",
    ),
    "month_is_raised_by_its_consultation": _guard(
        "raised-by-its-consultation", "4.2", "专家意见不是这名患者、这个月的，或金额超过了意见"
    ),
    "one_open_consultation_a_person": _guard(
        "no-consultation-is-open", "4.2", "这名患者还有一份专家意见没有办结，可能刚由另一位医师提出"
    ),
    "expert_is_another": _guard(
        "expert-is-another", "4.2", "专家须是专家组成员，且不是提出的医师本人"
    ),
    "consultation_move_by_its_hand": _guard(
        "consultation-by-its-hand", "4.2", "专家意见的提出、登记、确认须由三个不同的人办理"
    ),
    "a_card_is_of_a_right_that_lasts": _guard(
        "enrolment-lasts", "A5.n3", "免费服药资格刚刚终止，不能发卡"
    ),
    "no_place_is_given_twice": _guard("place-is-free", "5.1.4", "服药名额已用完，可转为候补"),
    "one_open_offer_an_application": _guard(
        "offer-is-new", "5.1.6.2", "已经通知过这名候补，可能刚由另一位同事办理"
    ),
    "an_offer_is_for_who_waits": _guard(
        "offer-is-for-who-waits", "5.1.6.2", "这份申请已不在候补名单中"
    ),
    "an_offer_keeps_its_days": _guard("offer-keeps-its-days", "5.1.6.2", "已过答复期限"),
    "another_decides_the_review": _guard(
        "another-decides-the-review", "A5.n3", "不能审定自己提出的意见，须由另一人审定"
    ),
    "one_open_review_an_enrolment": _guard(
        "one-open-review", "A5.n3", "这次年度审核已经提出，可能刚由另一位同事办理"
    ),
    "one_review_a_year": _guard("one-review-a-year", "A5.n3", "这一年度的审核已经办过"),
    "a_review_is_of_a_right_that_lasts": _guard(
        "reviewed-right-lasts", "A5.n3", "服药资格刚刚终止，不需要审核"
    ),
    "a_renewal_follows_its_review": _guard(
        "renewal-follows-its-review", "5.1.5.a", "续签须有结论为继续享受的年度审核，资格没有终止"
    ),
    "a_guardian_signs_for_their_change": _guard(
        "guardian-signature-waits", "5.1.5.a", "此人刚刚不再是监护人，或协议已经变更；请刷新后核对"
    ),
    "enrolment_guardiansignature_change_id": _guard(
        "guardian-signed-once", "5.1.5.a", "这位监护人的签字刚由另一位同事登记"
    ),
    "one_agreement_at_a_time": _guard(
        "one-agreement-at-a-time", "5.1.5.a", "这段时间已有协议，可能刚由另一位同事续签"
    ),
    "enrolment_agreement_review_id": _guard("renewed-once", "5.1.5.a", "这次年度审核已经续签协议"),
    "clinics_labresult_corrects_id_key": _guard(
        "corrected-once", "working-rules:lab-gates", "这项结果刚刚更正过，请刷新后查看"
    ),
    "no_substance_supplied_twice_for_a_day": _guard(
        "supply-does-not-overlap", "5.3.2.d", "同一药物的供药期重叠，可能刚在另一处领取"
    ),
    "one_live_card_a_person": _guard("one-live-card", "A5.n4", "已有一张有效的救助卡"),
    "one_live_enrolment_a_person": _guard("one-live-enrolment", "5.1.5.a", "已在免费服药名单内"),
    "another_decides_the_appeal": _guard(
        "another-decides-the-appeal", "working-rules:appeal", "申诉须由另一名复审人重新审核"
    ),
    "one_appeal_an_application": _guard(
        "appealed-once", "working-rules:appeal", "这份申请已经申诉过一次"
    ),
    "a_copy_goes_its_way": _guard(
        "batch-is-on-the-way", "5.1.3.c", "这份材料刚由另一位同事登记；请刷新后核对"
    ),
    "a_draft_is_closed_once": _guard(
        "draft-is-open", "5.1.2.a", "这份草稿已提交或放弃，可能由另一位同事办理"
    ),
    "file_withdrawn_once": _guard("file-withdrawn-once", "5.1.3.b", "这份文件刚由另一位同事撤下"),
    "file_is_of_the_applicant": _guard(
        "file-of-the-applicant", "5.1.3.b", "文件与申请不是同一个人的，不能添加"
    ),
    "one_open_application_a_person": _guard(
        "one-open-application", "5.1.2.a", "已有一份申请正在办理"
    ),
    "pickup_needs_an_active_enrolment": _guard(
        "enrolment-stays-active", "5.3.2.a", "服药资格刚刚暂停或终止，不能发药"
    ),
    "right_is_in_use": _guard(
        "right-stays-in-use", "5.1.6.1", "服药资格刚刚暂停（住院）或终止，不能办理"
    ),
    "doctor_at_one_point_a_day": _guard(
        "doctor-stays-free",
        "5.2.1",
        "这位医师这一天已经安排坐诊，可能刚由另一位同事发布；请刷新后核对",
    ),
    "clinic_day_is_held": _guard(
        "clinic-day-stays-held", "5.2.1", "这一天的坐诊刚刚改期或取消；请刷新后按新的日期办理"
    ),
    "clinic_day_has_not_begun": _guard(
        "clinic-day-stays-empty",
        "working-rules:called-off",
        "刚有人到诊登记，这一天不能再改期或取消",
    ),
    "booked_once_a_clinic_day": _guard(
        "booked-once", "5.2.1", "已经预约了这一天的门诊，可能刚由另一位同事办理"
    ),
    "attended_once_a_day": _guard(
        "attended-once", "5.2.3", "今天已经到诊登记，可能刚由另一位同事办理"
    ),
    "no_pickup_in_hospital": _guard("not-in-hospital", "5.1.6.1", "正在住院，暂停领药，出院后恢复"),
    "pickup_needs_a_valid_card": _guard(
        "card-stays-valid", "A5.n4", "救助卡刚刚挂失或注销，不能发药"
    ),
    "pickup_is_completed_on_its_day": _guard(
        "completed-on-its-day", "5.3.2.e", "备药当天有效，请重新备药"
    ),
    "pickup_needs_three_signatures": _guard(
        "three-signatures", "5.3.2.e", "医师、监护人、发药人三方签字不全"
    ),
    "pickup_needs_its_injections": _guard(
        "injections-are-recorded", "working-rules:injections", "针剂还没有记录部位、注射人和时间"
    ),
    "taking_back_follows_its_line": _guard(
        "taking-back-stays-with-its-line",
        "working-rules:taken-back",
        "这一条冲减以前季度的明细，意见须与原明细一致",
    ),
    "slip_number_once": _guard("slip-number-is-new", "5.3.2.e", "这个签名单号已经用过，请核对"),
    "dispensing_settlement_": _guard(
        "bill-is-new", "5.3.2.b", "这张发票已经用过，或这张处方已经登记过特病结算"
    ),
    "one_prepared_pickup_a_prescription": _guard(
        "one-pickup-a-prescription", "5.3.2.e", "这张处方刚由另一窗口备药；请刷新后核对"
    ),
    "never_more_than_prescribed": _guard(
        "never-more-than-prescribed",
        "working-rules:owed",
        "各次发药之和不能超过处方量，可能刚由另一窗口领取；请刷新后核对",
    ),
    "latest_part_is_reversed_first": _guard(
        "latest-part-stays-first",
        "working-rules:owed",
        "这张处方后来还补发过欠药，请先冲销后一次",
    ),
    "arrival_is_for_what_is_owed": _guard(
        "arrival-is-for-what-is-owed",
        "working-rules:owed",
        "这张处方没有欠药，可能刚补发或已作废；请刷新后核对",
    ),
    "one_designated_hospital_at_a_time": _guard(
        "one-designated-hospital", "5.1.5.b", "同一时间只能有一家就诊定点医院"
    ),
    "settlement_invoice_number": _guard(
        "bill-is-new", "5.3.2.b", "这张特病结算发票已经用过，请核对发票号"
    ),
    "prescriber_reviewer_and_dispenser_differ": _guard(
        "three-different-people", "5.3.2.e", "处方、审方、发药须由不同的人办理"
    ),
    "identity_index": _guard(
        "person-is-new", "5.1.2.a", "这个身份证号不能重复登记，请与免费服药办公室核对"
    ),
    "three_opinions_by_three_people": _guard(
        "three-different-reviewers", "5.1.3.c", "村（居）、初审、复审意见须由不同单位的不同人员签署"
    ),
    "an_enrolment_is_ended_not_withdrawn": _guard(
        "agreement-is-unsigned", "5.1.5.a", "已签订协议，应办理终止而不是撤回"
    ),
    "enrolment_follows_an_approval": _guard(
        "application-is-approved", "5.1.5.a", "申请尚未复审通过，不能签订协议"
    ),
    "in_one_hospital_at_a_time": _guard("is-at-home", "5.1.6.1", "这段时间已登记住院"),
    "another_than_the_asker_answers_the_export": _guard(
        "another-answers-the-export",
        "7.2.d",
        "不能审批自己的导出申请，请由另一位同事或免费服药办公室审批",
    ),
    "the_asker_downloads_the_export": _guard("asker-downloads", "7.2.d", "只有申请人本人可以下载"),
    "nobody_is_entered_twice": _guard(
        "entered-once", "5.3.2.e", "此人在这份登记表里的另一行刚开始办理，不再办这一行"
    ),
    "a_sheet_comes_back_once": _guard(
        "sheet-back-once", "5.2.3", "这份登记表刚由另一位同事上传，请从列表中打开"
    ),
    "a_pack_entry_is_of_its_row": _guard(
        "entry-of-its-row", "5.2.3", "这一行不属于这份登记表，不能保存"
    ),
    "a_pack_entry_stands_once_begun": _guard(
        "entry-stands", "5.3.2.e", "这一行刚刚开始办理，不能再改；请刷新后查看"
    ),
    "a_pack_entry_moves_by_what_was_done": _guard(
        "entry-moves-by-act", "5.3.2.e", "这一步没有相应的到诊、处方、审方或领药记录，不能登记"
    ),
    "a_printed_row_is_of_the_cards_pickup": _guard(
        "row-is-of-the-card", "A5", "这次领药刚被冲销，或不是用这张卡领的，不能套打"
    ),
    "a_card_row_holds_one_pickup": _guard(
        "card-row-is-free", "A5", "这一行刚由另一位同事打印了另一次领药，请从下一个空行开始"
    ),
    "one_claim_a_quarter": _guard("one-claim-a-quarter", "5.5.c", "这个季度已经上报过"),
    "fund_is_never_negative": _guard(
        "fund-is-never-negative", "5.4", "项目资金不足，可能刚批准了另一笔预拨；请刷新后重试"
    ),
    "another_than_the_filer_checks": _guard(
        "another-than-the-filer-checks", "7.1.c", "不能核对自己上报的结算"
    ),
    "checker_had_no_part_in_the_pickup": _guard(
        "checker-had-no-part", "7.1.c", "不能核对自己处方、审方或发药的明细"
    ),
    "another_than_the_reporter_decides": _guard(
        "another-decides-the-charge",
        "working-rules:loss-charge",
        "不能认定自己登记挂失的费用，须由另一人认定",
    ),
    "charged_pickup_stands": _guard(
        "charged-pickup-stands",
        "A5.n4",
        "这次领药在救助卡遗失期间，由本人承担或还待办公室认定，不能冲销",
    ),
    "a_charge_falls_with_its_entry": _guard(
        "charge-is-booked", "A5.n4", "结算核对刚有变化，请刷新后重新认定"
    ),
    "settlement_losspayment_receipt": _guard(
        "receipt-is-new", "A5.n4", "这个收据号已经登记过，请核对"
    ),
    "another_than_the_asker_approves": _guard(
        "another-than-the-asker-approves", "5.5.a", "不能审批自己申请的预拨经费"
    ),
    "only_completed_pickups_are_claimed": _guard(
        "only-completed-is-claimed", "7.1.c", "有一次领药刚被冲销，请重新上报"
    ),
    "duties_fit_together": _guard(
        "duties-fit", "7.1.c", "与已任的职责冲突，可能刚由另一位安全管理员办理；请刷新后核对"
    ),
    "same_duty_once_at_a_time": _guard(
        "duty-is-new", "7.1.c", "已在这个单位担任这一职责，可能刚由另一位安全管理员办理"
    ),
    "account_is_anothers": _guard(
        "account-is-anothers", "7.1.c", "不能办理自己的账号；请另一位安全管理员办理"
    ),
    "organisations_staff_username": _guard(
        "username-is-new", "7.2.d", "这个账号已有人使用，请换一个"
    ),
    "alert_received_by_keeper": _guard(
        "alert-is-own", "working-rules:alerts", "病情预警由保管患者档案的卫生院接收"
    ),
    "publicity_is_written_down_at_home": _guard(
        "publicity-at-home", "5.1.1", "政策宣传由开展的单位登记在自己的辖区"
    ),
    "publicity_publicity_corrects_id": _guard(
        "publicity-corrected-once", "5.1.1", "这条记录已经更正过，请更正最新的一条"
    ),
    "another_than_the_drafter_adopts": _guard(
        "another-than-the-drafter", "7.4", "不能审批自己起草的新值，须由另一人审批"
    ),
    "a_value_is_tried_before_it_is_answered": _guard(
        "tried-before-adoption", "7.4", "这个新值刚有了审批结果，只在审批以前推演；请刷新"
    ),
    "one_open_move_a_person": _guard(
        "mover-is-not-moving", "5.1.2.a", "已登记迁移，可能刚由另一位同事办理；请刷新"
    ),
    "a_move_is_of_a_right_that_lasts": _guard(
        "mover-stands", "5.1.2.a", "资格刚刚终止，或正在办理终止，不能迁移；请刷新"
    ),
    "a_move_leads_from_keeper_to_keeper": _guard(
        "move-leads-elsewhere", "5.1.2.a", "只能由档案所在单位，登记迁往另一镇街的卫生院"
    ),
    "one_open_end_report_a_right": _guard(
        "report-is-new", "working-rules:end-report", "已经上报过，可能刚由另一位同事办理；请刷新"
    ),
    "a_report_is_of_a_right_that_lasts": _guard(
        "reported-right-lasts", "A5.n3", "资格刚刚终止，或刚刚登记迁移，不能上报；请刷新"
    ),
    "merged_away": _guard(
        "record-stands", "5.1.3.b", "此档案已并入同一人的另一份档案，请打开保留的档案办理"
    ),
    "a_merge_leaves_no_right_behind": _guard(
        "no-right-left-behind",
        "5.1.5.a",
        "要并入的档案还有在办或有效的资格；请改为保留它，或先办理终止",
    ),
    "a_merge_is_between_two_that_stand": _guard(
        "both-records-stand", "5.1.3.b", "其中一份档案已经合并过，请先撤销那次合并"
    ),
    "people_personsplit": _guard("split-once", "5.1.3.b", "这次合并已经撤销"),
    "two_people_are_told_apart_once": _guard(
        "told-apart-once", "5.1.3.b", "这两份档案已标记为不是同一人"
    ),
    "in_one_household_at_a_time": _guard(
        "in-one-household", "3.1.c", "这段时间已登记在一户，请先登记离开原户的日期"
    ),
    "a_household_is_left_after_it_is_joined": _guard(
        "left-after-joining", "3.1.c", "离开的日期不能早于同住开始的日期"
    ),
    "within_three_days": _guard(
        "written-within-three-days", "7.3.b", "发生日期已超过 72 小时，需另行审批补录"
    ),
    "not_in_the_future": _guard("has-happened", "7.3.b", "不能登记尚未发生的事"),
}


def refusal_of(error: IntegrityError | OperationalError) -> Refused:
    """Return the refusal that a guard of the database stands for; a bug is raised again."""
    cause = error.__cause__
    if isinstance(
        cause, errors.LockNotAvailable | errors.DeadlockDetected | errors.SerializationFailure
    ):
        return BUSY.refused()
    if isinstance(cause, errors.DiskFull):
        return FULL.refused()
    if isinstance(error, IntegrityError) and isinstance(cause, errors.Error):
        name = cause.diag.constraint_name or ""
        for key, requirement in BY_CONSTRAINT.items():
            if key in name:
                return requirement.refused()
    raise error

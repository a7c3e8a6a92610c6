"""What the clinic day asks, each with its clause and the sentences that say so."""

from __future__ import annotations

from anxin.rules.decisions import condition

PERSON_IS_FOUND = condition("person-is-found", "7.2.d", met="找到本人", unmet="查无此人")
POINT_IS_DESIGNATED = condition(
    "point-is-designated",
    "5.2.1",
    met="{name}是定点服药点",
    unmet="{name}不是定点服药点（附件6），不能安排坐诊",
)
POINT_IS_IN_REACH = condition(
    "point-is-in-reach", "5.2.1", met="由本单位指导或属本单位", unmet="这个服药点不由本单位办理"
)
DOCTOR_GUIDES_POINT = condition(
    "doctor-guides-point",
    "5.2.1",
    met="由指导医院的精神科医师坐诊",
    unmet="坐诊医师应是指导医院（{hospital}）在岗的精神科医师",
)
DAY_IS_AHEAD = condition(
    "day-is-ahead", "5.2.1", met="坐诊日未过", unmet="{day} 已经过去，不能再安排或预约"
)
DAY_IS_NEW = condition(
    "clinic-day-is-new",
    "5.2.1",
    met="这一天还没有安排这位医师",
    unmet="{day} 在{name}已经安排了这位医师坐诊",
)
DOCTOR_IS_AT_ONE_POINT = condition(
    "doctor-is-at-one-point",
    "working-rules:rota",
    met="医师当天只在一个服药点坐诊",
    unmet="{doctor} {day} 安排了两个服药点坐诊：{names}",
)
PLAN_HAS_DAYS = condition(
    "plan-has-days", "5.2.1", met="选了要发布的坐诊日", unmet="还没有选要发布的坐诊日"
)
REST_IS_ON_PURPOSE = condition(
    "rest-is-on-purpose",
    "working-rules:rota",
    met="都是工作日，或已确认特意安排",
    unmet="{days} 不是工作日；特意安排的，请勾选确认",
)
DAY_IS_HELD = condition(
    "clinic-day-is-held",
    "5.2.1",
    met="坐诊日照常",
    unmet="{day} 的坐诊{stage}，请按新的日期办理",
)
DAY_HAS_NOT_BEGUN = condition(
    "clinic-day-has-not-begun",
    "working-rules:called-off",
    met="还没有人到诊",
    unmet="{day} 已经有人到诊，不能再改期或取消",
)
CHANGE_HAS_REASON = condition(
    "change-has-reason",
    "working-rules:called-off",
    met="已写明原因",
    unmet="请写明改期或取消的原因",
)
NEW_DAY_DIFFERS = condition(
    "new-day-differs",
    "working-rules:called-off",
    met="改到另一天",
    unmet="新的日期与原来相同，请另选一天",
)
CALL_IS_IN_REACH = condition(
    "call-is-in-reach",
    "working-rules:called-off",
    met="由本单位通知",
    unmet="这个人不由本单位通知",
)
ANOTHER_DAY_IS_CHOSEN = condition(
    "another-day-is-chosen",
    "working-rules:called-off",
    met="已选改约的坐诊日",
    unmet="请选择改约到哪个坐诊日",
)
ABSENCE_IS_IN_REACH = condition(
    "absence-is-in-reach", "working-rules:absence", met="由本单位跟进", unmet="这个人不由本单位跟进"
)
DID_NOT_COME = condition(
    "did-not-come",
    "working-rules:absence",
    met="预约了没有来",
    unmet="{day} 没有未到诊的预约，不用登记原因",
)
IS_BOOKED_ONCE = condition(
    "is-booked-once", "5.2.1", met="尚未预约", unmet="已经预约了 {day} 的门诊"
)
DAY_IS_TODAY = condition(
    "clinic-day-is-today",
    "5.2.1",
    met="今天就是坐诊日",
    unmet="坐诊日是 {day}，只能在当天办理",
)
SOMETHING_IS_OWED = condition(
    "something-is-owed",
    "working-rules:owed",
    met="处方有欠药，在有效期内",
    unmet="这张处方没有可以补发的欠药（已补发，或过了处方有效期已作废，须由医师重新开方）",
)
NO_CLINIC_TODAY = condition(
    "no-clinic-today",
    "5.2.3",
    met="今天不是坐诊日",
    unmet="今天是坐诊日，请在今天的门诊办理到诊登记，再补发欠药",
)
ARRIVED_ONCE = condition(
    "arrived-once", "5.2.3", met="今天尚未到诊登记", unmet="今天已经到诊登记，不要重复登记"
)
WALK_IN_HAS_REASON = condition(
    "walk-in-has-reason",
    "5.2.1",
    met="已预约，或已写明未预约就诊的原因",
    unmet="没有预约，请写明未预约就诊的原因",
)
PROXY_IS_NAMED = condition(
    "proxy-is-named",
    "5.2.3",
    met="来人身份已记录",
    unmet="本人未到、由他人代领的，要登记代领人的姓名、与患者关系并查看身份证号",
)
GUARDIAN_IS_REGISTERED = condition(
    "guardian-is-registered",
    "5.2.3",
    met="监护人已在册",
    unmet="来人不是在册的监护人，请按“其他代领人”登记",
)
PRESCRIBER_IS_PRESENT = condition(
    "prescriber-is-present",
    "5.2.2",
    met="医师今天在这个服药点坐诊",
    unmet="只有今天在这个服药点坐诊的精神科医师才能开处方",
)
PRESCRIBER_HAS_TITLE = condition(
    "prescriber-has-title",
    "rx-2021:title",
    met="医师职称已登记",
    unmet="您的职称没有登记（医师、主治医师、副主任医师或主任医师），不能开处方",
)
RISK_IS_ONE_OF_SIX = condition(
    "risk-is-0-to-5", "5.2.2", met="危险性评估已填", unmet="危险性评估应是 0 到 5 级"
)
HAS_DIAGNOSIS = condition(
    "has-diagnosis", "5.2.2", met="诊断已登记", unmet="没有登记诊断，不能开处方"
)
HAS_LINES = condition("has-lines", "5.2.2", met="处方有药品", unmet="处方上还没有药品")
LINE_HAS_DAYS = condition(
    "line-has-days", "5.2.2", met="{drug}：天数已写明", unmet="{drug}：天数须大于 0"
)
PRODUCT_IS_KNOWN = condition(
    "product-is-known",
    "5.3.1.a",
    met="药品在目录内",
    unmet="药品不在目录（附件3）内，请从列表中选择",
)
SUBSTANCE_IS_ONCE = condition(
    "substance-is-once",
    "5.3.2.d",
    met="没有重复用药",
    unmet="同一种药（{drugs}）在处方上出现了两次",
)
SELF_PAY_IS_AGREED = condition(
    "self-pay-is-agreed",
    "A3",
    met="自费药品已取得患者或监护人同意，或没有自费药品",
    unmet="自费药品（{drugs}）须先取得患者或监护人同意",
)
NOT_YET_DISPENSED = condition(
    "not-yet-dispensed",
    "5.3.2.e",
    met="今天还没有发药",
    unmet="今天的处方已经发药，不能再开；如需更改，请先冲销发药",
)
REVIEWED_BY_ANOTHER = condition(
    "reviewed-by-another",
    "rx-2007:review",
    met="审方人不是开方医师",
    unmet="审方须由开方医师以外的药师办理",
)
RETURN_HAS_REASON = condition(
    "return-has-reason", "rx-2007:review", met="已写明退回原因", unmet="退回处方要写明原因"
)
LAB_HAS_VALUES = condition(
    "lab-has-values", "working-rules:lab-gates", met="已填结果", unmet="请至少填写一项结果"
)
LAB_DAY_HAS_COME = condition(
    "lab-day-has-come",
    "working-rules:lab-gates",
    met="化验日期不晚于今天",
    unmet="化验日期 {day} 还没有到",
)
LAB_NAMES_ITS_PLACE = condition(
    "lab-names-its-place",
    "working-rules:lab-gates",
    met="已写明化验单位",
    unmet="请写明在哪里化验",
)
LAB_VALUE_IS_LIKELY = condition(
    "lab-value-is-likely",
    "working-rules:lab-gates",
    met="{kind}：数值在可能的范围内",
    unmet="{kind}：数值应在 {least} 到 {most} {unit} 之间，请核对化验单",
)
LAB_IS_WRITTEN_ONCE = condition(
    "lab-is-written-once",
    "working-rules:lab-gates",
    met="{kind}：这一天还没有登记",
    unmet="{day} 的{kind}已经登记过；如有误，请在化验结果页更正",
)
LAB_STANDS = condition(
    "lab-stands",
    "working-rules:lab-gates",
    met="这项结果还没有更正过",
    unmet="这项结果已经更正或作废，请刷新后查看",
)
LAB_CORRECTION_SAYS_WHY = condition(
    "lab-correction-says-why",
    "working-rules:lab-gates",
    met="已写明更正原因",
    unmet="请写明更正的原因",
)

"""What the counter asks beside ``rules.dispensing``, each with its clause and its sentences."""

from __future__ import annotations

from anxin.rules.decisions import condition

PRESCRIPTION_IS_FOUND = condition(
    "prescription-is-found", "5.3.2.a", met="找到处方", unmet="没有找到这张处方"
)
PICKUP_IS_FOUND = condition(
    "pickup-is-found", "5.3.2.e", met="找到领药单", unmet="没有找到这次领药"
)
WRITTEN_HERE = condition(
    "prescription-is-written-here",
    "A5.n2",
    met="处方在本服药点开具",
    unmet="处方不是在本服药点开具的，不得跨机构领药",
)
STOCK_IS_THERE = condition(
    "stock-is-there",
    "5.3.1.c",
    met="备好的药品还在库",
    unmet="{drug}库存不足：批号 {number} 备了 {needed}{unit}，在库只有 {available}{unit}；请撤销后重新备药",
)
BILL_WITHIN_TOTAL = condition(
    "bill-within-total",
    "5.3.2.b",
    met="特病报销额不超过本次药费",
    unmet="特病报销额 {reimbursed_fen} 分超过本次药费 {total_fen} 分，请核对带来的结算单",
)
NEXT_DAY_IN_TIME = condition(
    "next-pickup-in-time",
    "5.3.2.c",
    met="下次领药日在药用完之前",
    unmet="下次领药日应在明天到 {last_day}（药用完的最后一天）之间",
)
NEXT_INJECTION_IN_TIME = condition(
    "next-injection-in-time",
    "5.3.2.c",
    met="下次门诊日在下一针的日子之内",
    unmet="下次领药日应在明天到 {last_day}（下一针最晚的一天）之间",
)
NEXT_DAY_IS_CLINIC_DAY = condition(
    "next-pickup-is-a-clinic-day",
    "5.3.2.c",
    met="下次领药日是坐诊日",
    unmet="{day} 本服药点不坐诊；用药期内的坐诊日有：{days}",
)
IS_ITS_DAY = condition(
    "pickup-is-completed-on-its-day",
    "5.3.2.e",
    met="当天备药，当天完成",
    unmet="这次备药是 {prepared_on} 的，已经失效；请重新备药",
)
PLAN_STANDS = condition(
    "plan-stands",
    "5.3.2.d",
    met="备药时算好的供药期和费用没有变化",
    unmet="备药以后供药期或费用分担有了变化，请撤销后重新备药",
)
USE_IS_EXPLAINED = condition(
    "use-is-explained",
    "5.3.2.c",
    met="已讲解用法用量",
    unmet="还没有向患者或监护人讲解药品的用法用量",
)
DISPENSER_IS_ANOTHER = condition(
    "dispenser-is-another",
    "5.3.2.e",
    met="处方、审方、发药由不同的人办理",
    unmet="发药人不能是开方医师或审方药师",
)
REVERSAL_HAS_REASON = condition(
    "reversal-has-reason", "5.3.1.c", met="已写明冲销原因", unmet="冲销领药要写明原因"
)
BILL_IS_COMPLETE = condition(
    "bill-is-complete",
    "5.3.2.b",
    met="特病结算单填写完整",
    unmet="请填写特病定点医院、发票号、费用总额和报销额（报销额不超过总额），或说明额度已用完",
)
BILL_IS_NEW = condition(
    "bill-is-new",
    "5.3.2.b",
    met="发票未使用过",
    unmet="这张发票已经用过，或这张处方已经登记过特病结算",
)
HOLDS_SPECIAL_DISEASE_CARD = condition(
    "holds-special-disease-card",
    "5.3.2.b",
    met="持有特病卡",
    unmet="档案中没有特病卡，不需要登记特病结算",
)
SCAN_IS_OWED = condition(
    "scan-is-owed",
    "5.3.2.e",
    met="纸质签名单尚欠扫描件",
    unmet="这次领药没有欠扫描件的纸质签名单",
)
INJECTED_TODAY = condition(
    "injected-today",
    "working-rules:injections",
    met="今天在门诊注射",
    unmet="{drug}：注射时间应在今天，不晚于现在",
)
ONLY_INJECTIONS_ARE_RECORDED = condition(
    "only-injections-are-recorded",
    "working-rules:injections",
    met="注射记录都是这次领药的针剂",
    unmet="有一条注射记录不是这次领药的针剂，请刷新页面",
)

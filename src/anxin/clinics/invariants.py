"""What must hold of clinic days, prescriptions and supply."""

from __future__ import annotations

from anxin.database.invariants import Invariant
from anxin.policy import load

_PRESCRIPTIONS = "SELECT count(*) FROM clinics_prescription"


def _line_limits() -> str:
    """Return the dated limits of lines as SQL values: the policy sets them (rx-2007:max5)."""
    values = load().parameters["prescription_max_lines"].values
    return ", ".join(
        f"(date '{row.since.isoformat()}', {row.value:d})" for row in values if row.value
    )


def _second_class() -> str:
    """Return the substances of second-class psychotropics as SQL texts: the catalogue names them."""
    atc = {item.atc for item in load().catalogue if item.psychotropic_class is not None}
    return ", ".join(f"'{code}'" for code in sorted(atc))


NO_OVERLAP = Invariant(
    name="同一人同一种药的供药期不重叠",
    clause="5.3.2.d",
    of="段",
    sql_count="SELECT count(*) FROM clinics_supply WHERE ended_by_id IS NULL",
    sql_bad=(
        "SELECT id::text FROM (SELECT id, since, max(until) OVER (PARTITION BY person_id, substance "
        "ORDER BY since, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before "
        "FROM clinics_supply WHERE ended_by_id IS NULL) s WHERE since < before"
    ),
)
REVIEWED_BY_ANOTHER = Invariant(
    name="审方通过和已发药的处方都由开方医师以外的人审过",
    clause="rx-2007:review",
    of="张",
    sql_count=f"{_PRESCRIPTIONS} WHERE stage IN ('reviewed', 'partly_dispensed', 'dispensed')",
    sql_bad=(
        "SELECT p.id::text FROM clinics_prescription p WHERE p.stage IN ('reviewed', 'partly_dispensed', 'dispensed') "
        "AND NOT EXISTS (SELECT 1 FROM clinics_pharmacistreview r WHERE r.prescription_id = p.id "
        "AND r.passed AND r.recorded_by_id <> p.prescriber_id)"
    ),
)
NEVER_REVIEWED_BY_PRESCRIBER = Invariant(
    name="没有人审自己开的处方",
    clause="5.3.2.e",
    of="次",
    sql_count="SELECT count(*) FROM clinics_pharmacistreview",
    sql_bad=(
        "SELECT r.id::text FROM clinics_pharmacistreview r JOIN clinics_prescription p "
        "ON p.id = r.prescription_id WHERE p.prescriber_id = r.recorded_by_id "
        "OR p.prescriber_id <> p.recorded_by_id"
    ),
)
FIVE_DRUGS = Invariant(
    name="一张处方的药品不超过规定的种数",
    clause="rx-2007:max5",
    of="张",
    sql_count=_PRESCRIPTIONS,
    sql_bad=(
        "SELECT p.id::text FROM clinics_prescription p "  # noqa: S608 - dates and numbers of the policy
        "JOIN clinics_prescriptionline l ON l.prescription_id = p.id GROUP BY p.id, p.written_on "
        f"HAVING count(*) > (SELECT v.most FROM (VALUES {_line_limits()}) v (since, most) "
        "WHERE v.since <= p.written_on ORDER BY v.since DESC LIMIT 1)"
    ),
)
LONGEST_LINE = Invariant(
    name="处方的天数就是最长一行的天数",
    clause="5.3.2.d",
    of="张",
    sql_count=_PRESCRIPTIONS,
    sql_bad=(
        "SELECT p.id::text FROM clinics_prescription p LEFT JOIN "
        "(SELECT prescription_id, max(days) AS days FROM clinics_prescriptionline GROUP BY 1) l "
        "ON l.prescription_id = p.id WHERE l.days IS DISTINCT FROM p.days"
    ),
)
SHEETS_APART = Invariant(
    name="第二类精神药品都在精二处方笺上，其他药品都不在",
    clause="rx-2007:sheet",
    of="行",
    sql_count="SELECT count(*) FROM clinics_prescriptionline WHERE sheet_id IS NOT NULL",
    sql_bad=(
        "SELECT l.id::text FROM clinics_prescriptionline l "  # noqa: S608 - codes of the catalogue
        "JOIN clinics_prescriptionsheet s ON s.id = l.sheet_id "
        "JOIN pharmacy_product t ON t.id = l.product_id "
        f"WHERE (s.kind = 'psychotropic2') <> (t.substance IN ({_second_class()})) "
        "OR s.prescription_id <> l.prescription_id"
    ),
)
ONE_SUBSTANCE = Invariant(
    name="一张处方上同一种药只出现一次",
    clause="5.3.2.d",
    of="张",
    sql_count=_PRESCRIPTIONS,
    sql_bad=(
        "SELECT DISTINCT l.prescription_id::text FROM clinics_prescriptionline l "
        "JOIN pharmacy_product t ON t.id = l.product_id GROUP BY l.prescription_id, t.substance "
        "HAVING count(*) > 1"
    ),
)
SAME_PERSON = Invariant(
    name="处方、看诊、到诊和坐诊日是同一个人、同一天、同一个服药点",
    clause="5.2.2",
    of="张",
    sql_count=_PRESCRIPTIONS,
    sql_bad=(
        "SELECT p.id::text FROM clinics_prescription p JOIN clinics_visit v ON v.id = p.visit_id "
        "JOIN clinics_attendance a ON a.id = v.attendance_id "
        "JOIN clinics_clinicday d ON d.id = a.clinic_day_id "
        "WHERE v.person_id <> p.person_id OR a.person_id <> p.person_id OR a.day <> p.written_on "
        "OR a.organisation_id <> p.organisation_id OR d.day <> a.day "
        "OR d.organisation_id <> a.organisation_id"
    ),
)
STAGE_IS_LAST_EVENT = Invariant(
    name="处方的状态就是最后一次变动之后的状态",
    clause="working-rules:stages",
    of="张",
    sql_count=_PRESCRIPTIONS,
    sql_bad=(
        "SELECT p.id::text FROM clinics_prescription p LEFT JOIN "
        "(SELECT DISTINCT ON (prescription_id) prescription_id, to_stage FROM clinics_prescriptionevent "
        "ORDER BY prescription_id, recorded_at DESC) e ON e.prescription_id = p.id "
        "WHERE p.stage <> coalesce(e.to_stage, 'signed')"
    ),
)
BOOKED_WHILE_ENTITLED = Invariant(
    name="预约登记时资格在用，本人不在住院",
    clause="5.1.6.1",
    of="次预约",
    sql_count="SELECT count(*) FROM clinics_booking",
    sql_bad=(
        "SELECT b.id::text FROM clinics_booking b WHERE coalesce((SELECT v.to_stage "
        "FROM enrolment_enrolmentevent v JOIN enrolment_enrolment e ON e.id = v.enrolment_id "
        "WHERE e.person_id = b.person_id AND e.recorded_at < b.recorded_at "
        "AND v.recorded_at < b.recorded_at ORDER BY v.recorded_at DESC LIMIT 1), 'active') <> 'active'"
    ),
)
LAB_CORRECTIONS = Invariant(
    name="化验结果的更正与原结果是同一个人、同一个项目，作废的都写明原因",
    clause="working-rules:lab-gates",
    of="项结果",
    sql_count="SELECT count(*) FROM clinics_labresult",
    sql_bad=(
        "SELECT c.id::text FROM clinics_labresult c LEFT JOIN clinics_labresult r "
        "ON r.id = c.corrects_id WHERE (c.corrects_id IS NULL AND c.value IS NULL) "
        "OR (c.corrects_id IS NOT NULL AND (r.id IS NULL OR r.person_id <> c.person_id "
        "OR r.kind <> c.kind OR c.because = ''))"
    ),
)

INVARIANTS = (
    NO_OVERLAP,
    REVIEWED_BY_ANOTHER,
    NEVER_REVIEWED_BY_PRESCRIBER,
    FIVE_DRUGS,
    LONGEST_LINE,
    SHEETS_APART,
    ONE_SUBSTANCE,
    SAME_PERSON,
    STAGE_IS_LAST_EVENT,
    BOOKED_WHILE_ENTITLED,
    LAB_CORRECTIONS,
)

"""What must hold of places, offers, yearly reviews, agreements, ends, stays and drafts."""

from __future__ import annotations

from anxin.database.invariants import Invariant

_HOLDERS = (
    "SELECT a.id, CASE WHEN e.stage = 'suspended' THEN 'away' ELSE 'taken' END AS manner "
    "FROM enrolment_application a LEFT JOIN enrolment_enrolment e ON e.application_id = a.id "
    "WHERE (a.stage = 'approved' AND e.stage IS DISTINCT FROM 'ended') OR (a.stage = 'waiting' AND EXISTS "
    "(SELECT 1 FROM enrolment_offer o WHERE o.application_id = a.id AND o.stage IN ('open', 'accepted') "
    "AND o.recorded_at > (SELECT max(v.recorded_at) FROM enrolment_applicationevent v "
    "WHERE v.application_id = a.id AND v.move = 'put_on_waiting_list')))"
)
HOLDERS_ARE_WHO_HAS_A_RIGHT = Invariant(
    name="占用名额的正是复审通过、没有终止的人和已通知的候补",
    clause="5.1.4",
    of="人",
    sql_count="SELECT count(*) FROM security.place_holders()",
    sql_bad=(
        f"SELECT coalesce(f.id, h.application_id)::text FROM ({_HOLDERS}) f "  # noqa: S608 - text of ours
        "FULL JOIN security.place_holders() h ON h.application_id = f.id "
        "WHERE f.id IS NULL OR h.application_id IS NULL OR (f.manner = 'taken') <> (h.manner = 'taken')"
    ),
)
COUNTS_ARE_THEIR_HOLDERS = Invariant(
    name="每处名额的已用数、超出数、住院保留数等于占用名额的人数",
    clause="5.1.4",
    of="处",
    sql_count="SELECT count(*) FROM enrolment_placecount",
    sql_bad=(
        "SELECT c.name FROM enrolment_placecount c JOIN security.places_beyond() b ON b.count_id = c.id "
        "LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE h.manner <> 'lent') AS taken, "
        "count(*) FILTER (WHERE h.manner = 'held') AS held FROM security.place_holders() h "
        "WHERE c.id = ANY (h.counts)) n ON true "
        "WHERE c.used + b.over <> n.taken OR c.held <> least(n.held, c.used)"
    ),
)
HOLDERS_COUNT_WHERE_THEY_LIVE = Invariant(
    name="每人的名额计在本人所在镇街和定点医院",
    clause="5.1.4",
    of="人",
    sql_count="SELECT count(*) FROM security.place_holders()",
    sql_bad=(
        "SELECT h.application_id::text FROM security.place_holders() h "
        "JOIN enrolment_application a ON a.id = h.application_id JOIN people_person p ON p.id = a.person_id "
        "WHERE h.counts <> security.counts_at(p.town_id, p.keeper_id, p.clinic_id)"
    ),
)
BEYOND_ONLY_WHEN_FULL = Invariant(
    name="名额没有用完的地方没有超出的人",
    clause="5.1.6.2",
    of="处",
    sql_count="SELECT count(*) FROM enrolment_placecount",
    sql_bad=(
        "SELECT c.name FROM enrolment_placecount c JOIN security.places_beyond() b ON b.count_id = c.id "
        "WHERE b.over > 0 AND c.used IS DISTINCT FROM c.places"
    ),
)
OFFERS_KEPT_THEIR_DAYS = Invariant(
    name="名额通知在期限内答复，到期才失效",
    clause="5.1.6.2",
    of="份",
    sql_count="SELECT count(*) FROM enrolment_offer",
    sql_bad=(
        "SELECT o.id::text FROM enrolment_offer o JOIN enrolment_offerevent v ON v.offer_id = o.id "
        "WHERE (v.move = 'lapse') <> (v.occurred_on >= o.lapses_on)"
    ),
)
REVIEWED_BY_TWO = Invariant(
    name="年度审核由一人提出、另一人审定，各有所见",
    clause="A5.n3",
    of="次",
    sql_count="SELECT count(*) FROM enrolment_annualreview WHERE stage IN ('kept', 'ended')",
    sql_bad=(
        "SELECT r.id::text FROM enrolment_annualreview r WHERE r.stage IN ('kept', 'ended') AND (EXISTS "
        "(SELECT 1 FROM enrolment_annualreviewevent p JOIN enrolment_annualreviewevent d ON d.review_id = p.review_id "
        "AND d.move IN ('keep', 'end') WHERE p.review_id = r.id AND p.move = 'propose' "
        "AND p.recorded_by_id = d.recorded_by_id) "
        "OR (SELECT count(DISTINCT s.level) FROM enrolment_reviewassessment s WHERE s.review_id = r.id) < 2)"
    ),
)
ENDED_BY_REVIEW = Invariant(
    name="年度审核取消的资格当时终止，写明条款",
    clause="A5.n3",
    of="次",
    sql_count="SELECT count(*) FROM enrolment_annualreview WHERE stage = 'ended'",
    sql_bad=(
        "SELECT r.id::text FROM enrolment_annualreview r JOIN enrolment_annualreviewevent v "
        "ON v.review_id = r.id AND v.move = 'end' WHERE NOT EXISTS (SELECT 1 FROM enrolment_enrolmentevent e "
        "WHERE e.enrolment_id = r.enrolment_id AND e.move = 'end' AND e.act_id = v.act_id AND e.clause = 'A5.n3')"
    ),
)
NOBODY_STAYS_IN_SILENCE = Invariant(
    name="没有终止的资格都有协议，首份之后的每一份都依据结论为继续享受的年度审核",
    clause="A5.n3",
    of="份",
    sql_count="SELECT count(*) FROM enrolment_agreement",
    sql_bad=(
        "SELECT e.id::text FROM enrolment_enrolment e WHERE e.stage <> 'ended' "
        "AND NOT EXISTS (SELECT 1 FROM enrolment_agreement g WHERE g.enrolment_id = e.id) UNION ALL "
        "SELECT g.id::text FROM enrolment_agreement g LEFT JOIN enrolment_annualreview r ON r.id = g.review_id "
        "WHERE (g.review_id IS NULL AND EXISTS (SELECT 1 FROM enrolment_agreement b "
        "WHERE b.enrolment_id = g.enrolment_id AND b.signed_on < g.signed_on)) "
        "OR (g.review_id IS NOT NULL AND (r.stage <> 'kept' OR r.enrolment_id <> g.enrolment_id))"
    ),
)
ENDED_RIGHTS_LEAVE_NOTHING = Invariant(
    name="终止的资格不再占用名额，没有可用的救助卡，写明了原因",
    clause="A5.n3",
    of="人",
    sql_count="SELECT count(*) FROM enrolment_enrolment WHERE stage = 'ended'",
    sql_bad=(
        "SELECT e.id::text FROM enrolment_enrolment e WHERE e.stage = 'ended' AND (EXISTS "
        "(SELECT 1 FROM enrolment_card c WHERE c.enrolment_id = e.id AND c.stage IN ('issued', 'lost')) "
        "OR EXISTS (SELECT 1 FROM security.place_holders() h WHERE h.application_id = e.application_id) "
        "OR NOT EXISTS (SELECT 1 FROM enrolment_change g WHERE g.enrolment_id = e.id "
        "AND g.kind IN ('died', 'left_district', 'not_eligible', 'refused') AND NOT EXISTS "
        "(SELECT 1 FROM enrolment_change u WHERE u.undoes_id = g.id)))"
    ),
)
CLOSED_DRAFTS_HOLD_NOTHING = Invariant(
    name="已提交或放弃的草稿不再保存内容，没有关闭的草稿有内容",
    clause="7.2.d",
    of="份",
    sql_count="SELECT count(*) FROM security.drafts_held()",
    sql_bad=(
        "SELECT d.draft_id::text FROM security.drafts_held() d "
        "WHERE (d.closed_on IS NULL) <> (d.held > 0)"
    ),
)
RIGHTS_FOLLOW_THE_STAYS = Invariant(
    name="在用的资格本人不在住院，暂停的资格因一次住院而暂停",
    clause="5.1.6.1",
    of="人",
    sql_count="SELECT count(*) FROM enrolment_enrolment WHERE stage <> 'ended'",
    sql_bad=(
        "SELECT e.id::text FROM enrolment_enrolment e WHERE (e.stage = 'active' AND EXISTS "
        "(SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = e.person_id AND h.until IS NULL)) "
        "OR (e.stage = 'suspended' AND NOT EXISTS (SELECT 1 FROM enrolment_enrolmentevent v "
        "JOIN enrolment_hospitalstay h ON h.act_id = v.act_id AND h.person_id = e.person_id "
        "WHERE v.enrolment_id = e.id AND v.move = 'suspend'))"
    ),
)
MOVES_BROUGHT_EVERYTHING = Invariant(
    name="接收的迁移都有变更记录，档案、镇街随人走，有资格的当时换了新卡",
    clause="5.1.2.a",
    of="次",
    sql_count="SELECT count(*) FROM enrolment_move WHERE stage = 'taken_over'",
    sql_bad=(
        "SELECT m.id::text FROM enrolment_move m JOIN enrolment_moveevent v ON v.moving_id = m.id AND v.move = 'take_over' "
        "LEFT JOIN enrolment_change c ON c.act_id = v.act_id AND c.person_id = m.person_id AND c.kind = 'moved' "
        "WHERE c.id IS NULL OR (c.enrolment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM enrolment_card k "
        "WHERE k.enrolment_id = c.enrolment_id AND k.act_id = v.act_id)) UNION ALL "
        "SELECT p.id::text FROM people_person p JOIN LATERAL (SELECT m.* FROM enrolment_move m WHERE m.person_id = p.id "
        "AND m.stage = 'taken_over' ORDER BY m.recorded_at DESC LIMIT 1) l ON true "
        "WHERE (p.keeper_id, p.town_id) <> (l.to_keeper_id, l.to_town_id)"
    ),
)
NOTHING_WAITS_AFTER_THE_END = Invariant(
    name="资格终止后没有待接收的迁移、没有待核实的终止上报",
    clause="A5.n3",
    of="件",
    sql_count=(
        "SELECT (SELECT count(*) FROM enrolment_move) + (SELECT count(*) FROM enrolment_endreport)"
    ),
    sql_bad=(
        "SELECT r.id::text FROM enrolment_endreport r JOIN enrolment_enrolment e ON e.id = r.enrolment_id "
        "WHERE r.stage = 'reported' AND e.stage = 'ended' UNION ALL "
        "SELECT m.id::text FROM enrolment_move m WHERE m.stage = 'announced' AND NOT EXISTS "
        "(SELECT 1 FROM enrolment_enrolment e WHERE e.person_id = m.person_id AND e.stage <> 'ended') "
        "AND NOT EXISTS (SELECT 1 FROM enrolment_application a WHERE a.person_id = m.person_id "
        "AND a.stage IN ('approved', 'waiting') "
        "AND NOT EXISTS (SELECT 1 FROM enrolment_enrolment x WHERE x.application_id = a.id))"
    ),
)
ENDED_AS_REPORTED = Invariant(
    name="据上报终止的资格，终止的原因、日期和依据与上报一致",
    clause="A5.n3",
    of="份",
    sql_count="SELECT count(*) FROM enrolment_endreport WHERE stage = 'ended'",
    sql_bad=(
        "SELECT r.id::text FROM enrolment_endreport r WHERE r.stage = 'ended' AND NOT EXISTS "
        "(SELECT 1 FROM enrolment_endreportevent v JOIN enrolment_change c ON c.act_id = v.act_id "
        "WHERE v.report_id = r.id AND v.move = 'end' AND c.enrolment_id = r.enrolment_id "
        "AND (c.kind, c.occurred_on, c.because) = (r.cause, r.occurred_on, r.evidence))"
    ),
)

INVARIANTS: tuple[Invariant, ...] = (
    HOLDERS_ARE_WHO_HAS_A_RIGHT,
    COUNTS_ARE_THEIR_HOLDERS,
    HOLDERS_COUNT_WHERE_THEY_LIVE,
    BEYOND_ONLY_WHEN_FULL,
    OFFERS_KEPT_THEIR_DAYS,
    REVIEWED_BY_TWO,
    ENDED_BY_REVIEW,
    NOBODY_STAYS_IN_SILENCE,
    ENDED_RIGHTS_LEAVE_NOTHING,
    CLOSED_DRAFTS_HOLD_NOTHING,
    RIGHTS_FOLLOW_THE_STAYS,
    MOVES_BROUGHT_EVERYTHING,
    NOTHING_WAITS_AFTER_THE_END,
    ENDED_AS_REPORTED,
)

"""What must hold of people: a merge and the record it names agree, and leave no right behind."""

from __future__ import annotations

from anxin.database.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        name="并入的档案与有效的合并记录一致",
        clause="5.1.3.b",
        of="份",
        sql_count="SELECT count(*) FROM people_personmerge",
        sql_bad=(
            "WITH standing AS (SELECT m.gone_id, m.kept_id FROM people_personmerge m WHERE NOT EXISTS "
            "(SELECT 1 FROM people_personsplit s WHERE s.merge_id = m.id)) "
            "SELECT coalesce(p.id, s.gone_id)::text FROM (SELECT id, merged_into_id FROM people_person "
            "WHERE merged_into_id IS NOT NULL) p FULL JOIN standing s "
            "ON s.gone_id = p.id AND s.kept_id = p.merged_into_id "
            "WHERE p.id IS NULL OR s.gone_id IS NULL"
        ),
    ),
    Invariant(
        name="并入的档案没有留下有效的资格",
        clause="5.1.5.a",
        of="份",
        sql_count="SELECT count(*) FROM people_person WHERE merged_into_id IS NOT NULL",
        sql_bad=(
            "SELECT p.id::text FROM people_person p JOIN enrolment_enrolment e ON e.person_id = p.id "
            "WHERE p.merged_into_id IS NOT NULL AND e.stage <> 'ended'"
        ),
    ),
)

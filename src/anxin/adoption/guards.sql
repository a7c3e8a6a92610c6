-- Policy values: adopted by another hand than drafted them, numbered in the order of adoption (7.4).
SET ROLE anxin_security;

CREATE OR REPLACE FUNCTION security.proposal_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE drafter uuid;
BEGIN
    IF NOT security.may(CASE NEW.move WHEN 'withdraw' THEN 'policy.draft' ELSE 'policy.approve' END) THEN
        RAISE EXCEPTION 'the move % of a proposal is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    SELECT p.recorded_by_id INTO drafter FROM adoption_proposal p WHERE p.id = NEW.proposal_id;
    IF NEW.move <> 'withdraw' AND drafter = NEW.recorded_by_id THEN
        RAISE EXCEPTION 'another than the drafter adopts'
            USING ERRCODE = '23514', CONSTRAINT = 'another_than_the_drafter_adopts';
    END IF;
    RETURN NEW;
END $$;

-- One after the other, so that whoever sees a number sees every number below it.
CREATE OR REPLACE FUNCTION security.number_the_adopted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.stage = 'adopted' AND OLD.stage <> 'adopted' THEN
        PERFORM pg_advisory_xact_lock(hashtext('anxin.policy'));
        NEW.number := (SELECT coalesce(max(p.number), 0) + 1 FROM adoption_proposal p);
    END IF;
    RETURN NEW;
END $$;

-- The newest adopted, "number:id", handed over as a unit of work begins; and what stands behind the numbers.
CREATE OR REPLACE FUNCTION security.policy_stamp() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT p.number || ':' || p.id FROM public.adoption_proposal p
        WHERE p.number IS NOT NULL ORDER BY p.number DESC LIMIT 1), '')
$$;
DROP FUNCTION IF EXISTS security.adopted_values(integer);
CREATE FUNCTION security.adopted_values(stamp integer)
RETURNS TABLE (number integer, subject text, since date, value bigint, pending boolean, words text, days jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.number, p.subject::text, p.since, p.value, p.pending, p.words, p.days
    FROM public.adoption_proposal p WHERE p.number <= stamp ORDER BY p.number
$$;

-- ---- What-if over the register ----
-- The facts of everybody in reach, one row a person, with the rights of who asks: row security bounds it.
-- Who died, left the district or is the same person as another is none of it. No name and no number.
DROP FUNCTION IF EXISTS security.rows_what_if(date, date);
CREATE FUNCTION security.rows_what_if(today date, since_day date)
RETURNS TABLE (person_id uuid, stand text, suspended boolean, resident_since date, in_hospital boolean, listed boolean,
    poverty text[], patients int, kinds text[], births date[], diagnosis int, diagnosis_certified boolean, certified boolean,
    days bigint, total bigint, basic_insurance bigint, special_disease bigint, civil_assistance bigint)
LANGUAGE sql STABLE AS $$
    WITH homes AS (
        SELECT m.person_id, count(*) OVER (PARTITION BY m.household_id) AS patients
        FROM public.people_householdmember m WHERE m.since <= today AND (m.until IS NULL OR m.until > today)
    ), kin AS (
        SELECT g.person_id, array_agg(g.kind::text) AS kinds, array_agg(g.born) AS births
        FROM public.people_guardian g WHERE g.until IS NULL GROUP BY g.person_id
    ), police AS (
        SELECT DISTINCT ON (l.person_id) l.person_id, l.listed
        FROM public.people_policelisting l ORDER BY l.person_id, l.recorded_at DESC
    ), inside AS (
        SELECT DISTINCT h.person_id FROM public.enrolment_hospitalstay h WHERE h.until IS NULL
    ), rights AS (
        SELECT e.person_id, e.stage FROM public.enrolment_enrolment e WHERE e.stage <> 'ended'
    ), asked AS (
        SELECT a.person_id, bool_or(a.stage = 'approved') AS approved, bool_or(a.stage = 'waiting') AS waits
        FROM public.enrolment_application a WHERE a.stage = 'waiting' OR (a.stage = 'approved' AND NOT EXISTS (
            SELECT 1 FROM public.enrolment_enrolment e WHERE e.application_id = a.id))
        GROUP BY a.person_id
    ), gone AS (
        SELECT DISTINCT c.person_id FROM public.enrolment_change c
        WHERE c.kind IN ('died', 'left_district') AND NOT EXISTS (
            SELECT 1 FROM public.enrolment_change u WHERE u.undoes_id = c.id)
    ), given AS (
        SELECT k.person_id, sum(k.until - k.starts_on)::bigint AS days, sum(k.total)::bigint AS total,
            sum(k.basic_insurance)::bigint AS basic, sum(k.special_disease)::bigint AS special,
            sum(k.civil_assistance)::bigint AS civil
        FROM public.dispensing_pickup k WHERE k.stage = 'completed' AND k.prepared_on >= since_day
        GROUP BY k.person_id
    )
    SELECT p.id, CASE WHEN r.person_id IS NOT NULL OR q.approved THEN 'served' WHEN q.waits THEN 'waiting' ELSE 'outside' END,
        coalesce(r.stage = 'suspended', false), w.resident_since, i.person_id IS NOT NULL, coalesce(l.listed, false),
        w.poverty::text[], greatest(w.household_patients, coalesce(h.patients, 1))::int, coalesce(k.kinds, '{}'), coalesce(k.births, '{}'),
        c.diagnosis::int, c.certified_by <> '' AND c.certified_on IS NOT NULL, d.disability_number IS NOT NULL,
        v.days, v.total, v.basic, v.special, v.civil
    FROM public.people_person p
    JOIN public.people_welfare w ON w.person_id = p.id
    JOIN public.people_clinical c ON c.person_id = p.id
    JOIN public.people_identity d ON d.person_id = p.id
    LEFT JOIN rights r ON r.person_id = p.id LEFT JOIN asked q ON q.person_id = p.id
    LEFT JOIN homes h ON h.person_id = p.id LEFT JOIN kin k ON k.person_id = p.id
    LEFT JOIN police l ON l.person_id = p.id LEFT JOIN inside i ON i.person_id = p.id
    LEFT JOIN given v ON v.person_id = p.id
    WHERE p.merged_into_id IS NULL
      AND (r.person_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM gone WHERE gone.person_id = p.id))
$$;

-- A run keeps numbers by name and nothing else, and tells no number that it does not keep; of a proposal still open.
CREATE OR REPLACE FUNCTION security.keeps_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE kept jsonb; name text; number jsonb;
BEGIN
    FOREACH kept IN ARRAY ARRAY[NEW.totals, NEW.told, NEW.values] LOOP
        IF jsonb_typeof(kept) <> 'object' OR (SELECT count(*) FROM jsonb_object_keys(kept)) > 60 THEN
            RAISE EXCEPTION 'a run keeps a few numbers' USING ERRCODE = '23514', CONSTRAINT = 'a_run_keeps_totals_alone';
        END IF;
        FOR name, number IN SELECT * FROM jsonb_each(kept) LOOP
            IF name !~ '^[a-z_]+([.][a-z_]+){0,2}$' OR jsonb_typeof(number) NOT IN ('number', 'null') THEN
                RAISE EXCEPTION 'a run keeps numbers by name, not %', name
                    USING ERRCODE = '23514', CONSTRAINT = 'a_run_keeps_totals_alone';
            END IF;
        END LOOP;
    END LOOP;
    IF EXISTS (SELECT 1 FROM jsonb_each(NEW.told) t WHERE t.value <> 'null' AND t.value IS DISTINCT FROM NEW.totals->t.key) THEN
        RAISE EXCEPTION 'what is told is kept' USING ERRCODE = '23514', CONSTRAINT = 'a_run_tells_what_it_keeps';
    END IF;
    PERFORM 1 FROM adoption_proposal p WHERE p.id = NEW.proposal_id AND p.stage = 'drafted'
        AND NEW.values = jsonb_build_object(p.subject, p.value);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a value is tried before it is answered'
            USING ERRCODE = '23514', CONSTRAINT = 'a_value_is_tried_before_it_is_answered';
    END IF;
    RETURN NEW;
END $$;

-- What the commission may know of the runs: when, by which policy, and the numbers that point at nobody.
DROP FUNCTION IF EXISTS security.told_what_if(uuid);
CREATE FUNCTION security.told_what_if(of_proposal uuid)
RETURNS TABLE (id uuid, recorded_at timestamptz, recorded_by uuid, facts_on date, policy_version text, told jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('what_if.read') THEN RETURN; END IF;
    RETURN QUERY SELECT w.id, w.recorded_at, w.recorded_by_id, w."on", w.policy_version::text, w.told
        FROM public.adoption_whatifrun w WHERE w.proposal_id = of_proposal ORDER BY w.recorded_at DESC;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_move_fits ON adoption_proposalevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON adoption_proposalevent
    FOR EACH ROW EXECUTE FUNCTION security.proposal_move_fits();
DROP TRIGGER IF EXISTS c_number ON adoption_proposal;
CREATE TRIGGER c_number BEFORE UPDATE ON adoption_proposal
    FOR EACH ROW EXECUTE FUNCTION security.number_the_adopted();
DROP TRIGGER IF EXISTS c_keeps_totals ON adoption_whatifrun;
CREATE TRIGGER c_keeps_totals BEFORE INSERT ON adoption_whatifrun
    FOR EACH ROW EXECUTE FUNCTION security.keeps_totals();

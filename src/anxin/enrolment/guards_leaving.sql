-- Moving to another town, and townships' reports that a right should end (5.1.2.a, 5.1.5.b, A5.n3).
SET ROLE anxin_security;

-- What of a person goes along by a move, or keeps it from being made; one row.
CREATE OR REPLACE FUNCTION security.mover_now(given_person uuid)
RETURNS TABLE (enrolment_id uuid, application_stage text, clinic_id uuid, ending text, moving boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT e.id,
        (SELECT a.stage::text FROM enrolment_application a WHERE a.person_id = p.id
            AND a.stage NOT IN ('draft', 'refused', 'withdrawn')
            AND NOT EXISTS (SELECT 1 FROM enrolment_enrolment x WHERE x.application_id = a.id)
            ORDER BY a.recorded_at DESC LIMIT 1),
        p.clinic_id,
        CASE WHEN EXISTS (SELECT 1 FROM enrolment_endreport r WHERE r.enrolment_id = e.id AND r.stage = 'reported')
                THEN 'reported'
            WHEN EXISTS (SELECT 1 FROM enrolment_annualreview v WHERE v.enrolment_id = e.id AND v.stage = 'proposed'
                AND NOT (SELECT s.keeps FROM enrolment_reviewassessment s WHERE s.review_id = v.id
                    AND s.level = 'township' ORDER BY s.recorded_at DESC LIMIT 1))
                THEN 'proposed' ELSE '' END,
        EXISTS (SELECT 1 FROM enrolment_move m WHERE m.person_id = p.id AND m.stage = 'announced')
    FROM people_person p LEFT JOIN enrolment_enrolment e ON e.person_id = p.id AND e.stage <> 'ended'
    WHERE p.id = given_person
$$;
REVOKE ALL ON FUNCTION security.mover_now(uuid) FROM PUBLIC;
-- The same for who keeps the file, and for who is to take it over while the move waits for them.
CREATE OR REPLACE FUNCTION security.mover(given_person uuid)
RETURNS TABLE (enrolment_id uuid, application_stage text, clinic_id uuid, ending text, moving boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT n.* FROM security.mover_now(given_person) n, security.within('move.write') reach
    WHERE EXISTS (SELECT 1 FROM people_person p WHERE p.id = given_person AND p.keeper_id = ANY (reach))
        OR EXISTS (SELECT 1 FROM enrolment_move m WHERE m.person_id = given_person
            AND m.stage = 'announced' AND m.to_keeper_id = ANY (reach))
$$;
-- Whom they are to expect and how to get in touch, sealed: while the move waits for them and no longer (7.2.d).
CREATE OR REPLACE FUNCTION security.announced_to_us() RETURNS TABLE (move_id uuid, person_id uuid, sex text, born date,
    field text, table_name text, column_name text, row_id uuid, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    WITH coming AS (SELECT m.id, m.person_id FROM enrolment_move m, security.within('move.write') reach
        WHERE m.stage = 'announced' AND m.to_keeper_id = ANY (reach))
    SELECT c.id, c.person_id, i.sex::text, i.born, s.part, 'people_identity', s.part, c.person_id, s.blob
    FROM coming c JOIN people_identity i ON i.person_id = c.person_id CROSS JOIN LATERAL
        (VALUES ('name', i.name), ('identity_number', i.identity_number), ('phone', i.phone)) s (part, blob)
    UNION ALL
    SELECT c.id, c.person_id, NULL, NULL, 'guardian.' || s.part, 'people_guardian', s.part, g.id, s.blob
    FROM coming c JOIN people_guardian g ON g.person_id = c.person_id AND g.until IS NULL CROSS JOIN LATERAL
        (VALUES ('name', g.name), ('phone', g.phone)) s (part, blob)
$$;
-- In the written order (decision 0005): whatever of the person the taking over touches.
CREATE OR REPLACE FUNCTION security.lock_for_taking_over(given_move uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE mover uuid := (SELECT m.person_id FROM enrolment_move m WHERE m.id = given_move
    AND m.to_keeper_id = ANY (security.within('move.write')));
BEGIN
    PERFORM 1 FROM enrolment_application WHERE person_id = mover ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM enrolment_move WHERE person_id = mover ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM enrolment_endreport WHERE person_id = mover ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM enrolment_enrolment WHERE person_id = mover ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM enrolment_annualreview WHERE person_id = mover ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM enrolment_card WHERE person_id = mover ORDER BY id FOR NO KEY UPDATE;
END $$;

-- Somebody whose end is under way, or who has nothing that could go along, is not handed over.
CREATE OR REPLACE FUNCTION security.mover_stands(given_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE found record;
BEGIN
    SELECT * INTO found FROM security.mover_now(given_person);
    IF found.enrolment_id IS NULL AND found.application_stage IS NULL
        OR found.application_stage NOT IN ('approved', 'waiting') OR found.ending <> '' THEN
        RAISE EXCEPTION 'nothing to hand over, or an end under way'
            USING ERRCODE = '23514', CONSTRAINT = 'a_move_is_of_a_right_that_lasts';
    END IF;
END $$;
REVOKE ALL ON FUNCTION security.mover_stands(uuid) FROM PUBLIC;
-- Announced by who keeps the file, to who keeps the files of the town and village moved to.
CREATE OR REPLACE FUNCTION security.move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.merged_into_id IS NULL
            AND p.keeper_id = NEW.from_keeper_id AND p.keeper_id = security.organisation())
        OR NOT EXISTS (SELECT 1 FROM organisations_village v
            JOIN organisations_organisationtown t ON t.town_id = v.town_id
            JOIN organisations_organisation o ON o.id = t.organisation_id AND o.kind = 'township_centre'
            WHERE v.id = NEW.to_village_id AND v.town_id = NEW.to_town_id AND o.id = NEW.to_keeper_id) THEN
        RAISE EXCEPTION 'a move leads from the keeper to the keeper of a town'
            USING ERRCODE = '23514', CONSTRAINT = 'a_move_leads_from_keeper_to_keeper';
    END IF;
    PERFORM 1 FROM enrolment_enrolment e WHERE e.person_id = NEW.person_id ORDER BY e.id FOR NO KEY UPDATE;
    PERFORM security.mover_stands(NEW.person_id);
    RETURN NEW;
END $$;
-- Taken over or declined by who receives, withdrawn by who announced; or by the end of what would move.
CREATE OR REPLACE FUNCTION security.move_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE m enrolment_move; found record;
BEGIN
    SELECT * INTO STRICT m FROM enrolment_move WHERE id = NEW.moving_id;
    SELECT * INTO found FROM security.mover_now(m.person_id);
    IF NEW.move = 'withdraw' AND found.enrolment_id IS NULL AND found.application_stage IS NULL THEN RETURN NEW; END IF;
    IF NOT security.may('move.write') OR security.organisation() IS DISTINCT FROM
        (CASE NEW.move WHEN 'withdraw' THEN m.from_keeper_id ELSE m.to_keeper_id END) THEN
        RAISE EXCEPTION 'the move % is not this organisation''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    IF NEW.move = 'take_over' THEN PERFORM security.mover_stands(m.person_id); END IF;
    RETURN NEW;
END $$;
-- Taken over, the person belongs to the new keeper at once: reach, lists and places follow from the row.
CREATE OR REPLACE FUNCTION security.mover_arrives() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.move = 'take_over' THEN
        UPDATE people_person p SET keeper_id = m.to_keeper_id, town_id = m.to_town_id, village_id = m.to_village_id
        FROM enrolment_move m WHERE m.id = NEW.moving_id AND p.id = m.person_id;
    END IF;
    RETURN NULL;
END $$;
-- Nobody arrives by half: with the change that tells it, a card of the new town, and no other card.
CREATE OR REPLACE FUNCTION security.move_is_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mover uuid := (SELECT m.person_id FROM enrolment_move m WHERE m.id = NEW.moving_id);
BEGIN
    IF NEW.move = 'take_over' AND (
        NOT EXISTS (SELECT 1 FROM enrolment_change c WHERE c.act_id = NEW.act_id AND c.person_id = mover AND c.kind = 'moved')
        OR EXISTS (SELECT 1 FROM enrolment_card c WHERE c.person_id = mover AND c.stage IN ('issued', 'lost')
            AND c.recorded_at < NEW.recorded_at)
        OR EXISTS (SELECT 1 FROM enrolment_enrolment e WHERE e.person_id = mover AND e.stage <> 'ended'
            AND e.recorded_at < NEW.recorded_at
            AND NOT EXISTS (SELECT 1 FROM enrolment_card c WHERE c.enrolment_id = e.id AND c.act_id = NEW.act_id))) THEN
        RAISE EXCEPTION 'a move brings its change and a new card'
            USING ERRCODE = '23514', CONSTRAINT = 'a_move_is_whole';
    END IF;
    RETURN NULL;
END $$;
-- That somebody moved is told by the taking over alone; only an end is undone by a later change.
CREATE OR REPLACE FUNCTION security.change_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.kind = 'moved' AND NOT EXISTS (SELECT 1 FROM enrolment_moveevent v JOIN enrolment_move m ON m.id = v.moving_id
        WHERE v.act_id = NEW.act_id AND v.move = 'take_over' AND m.person_id = NEW.person_id) THEN
        RAISE EXCEPTION 'nobody moved' USING ERRCODE = '23514', CONSTRAINT = 'a_move_is_told_by_its_taking_over';
    END IF;
    IF NEW.kind = 'undone' AND NOT EXISTS (SELECT 1 FROM enrolment_change c WHERE c.id = NEW.undoes_id
        AND c.person_id = NEW.person_id AND c.kind IN ('died', 'left_district', 'not_eligible', 'refused')) THEN
        RAISE EXCEPTION 'only an end is undone' USING ERRCODE = '23514', CONSTRAINT = 'only_an_end_is_undone';
    END IF;
    RETURN NEW;
END $$;

-- Reported of a right that lasts and does not move; ended and returned by the office, withdrawn by a township.
CREATE OR REPLACE FUNCTION security.end_report_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM enrolment_enrolment e WHERE e.id = NEW.enrolment_id AND e.person_id = NEW.person_id
        AND e.stage <> 'ended' AND e.since <= NEW.occurred_on FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (SELECT 1 FROM enrolment_move m WHERE m.person_id = NEW.person_id AND m.stage = 'announced') THEN
        RAISE EXCEPTION 'no right that lasts and stays' USING ERRCODE = '23514', CONSTRAINT = 'a_report_is_of_a_right_that_lasts';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.end_report_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE r enrolment_endreport; ended boolean;
BEGIN
    SELECT * INTO STRICT r FROM enrolment_endreport WHERE id = NEW.report_id;
    ended := EXISTS (SELECT 1 FROM enrolment_enrolment e WHERE e.id = r.enrolment_id AND e.stage = 'ended');
    IF NOT security.may(CASE NEW.move WHEN 'withdraw' THEN 'change.report' ELSE 'application.decide' END)
        AND NOT (NEW.move = 'withdraw' AND ended) THEN
        RAISE EXCEPTION 'the move % of a report is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    IF NEW.move = 'end' AND NOT (ended AND EXISTS (SELECT 1 FROM enrolment_change c WHERE c.act_id = NEW.act_id
        AND c.enrolment_id = r.enrolment_id AND c.kind = r.cause AND c.occurred_on = r.occurred_on)) THEN
        RAISE EXCEPTION 'the right has not ended by its cause'
            USING ERRCODE = '23514', CONSTRAINT = 'a_report_that_ends_ends_the_right';
    END IF;
    RETURN NEW;
END $$;

-- What waits for an answer waits no longer once the right has ended, or the application with it.
CREATE OR REPLACE FUNCTION security.end_closes_what_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE mover uuid; why text := '免费服药资格已终止'; found record;
BEGIN
    IF TG_TABLE_NAME = 'enrolment_enrolmentevent' THEN
        IF NEW.move <> 'end' THEN RETURN NULL; END IF;
        SELECT e.person_id INTO STRICT mover FROM enrolment_enrolment e WHERE e.id = NEW.enrolment_id;
        INSERT INTO enrolment_endreportevent (id, report_id, move, because, clause, occurred_on, act_id)
        SELECT gen_random_uuid(), r.id, 'withdraw', why, NEW.clause, NEW.occurred_on, NEW.act_id
        FROM enrolment_endreport r WHERE r.enrolment_id = NEW.enrolment_id AND r.stage IN ('reported', 'returned')
            AND NOT EXISTS (SELECT 1 FROM enrolment_change c
                WHERE c.act_id = NEW.act_id AND c.details->>'report' = r.id::text) ORDER BY r.id;
    ELSE
        IF NEW.to_stage NOT IN ('refused', 'withdrawn') THEN RETURN NULL; END IF;
        SELECT a.person_id INTO STRICT mover FROM enrolment_application a WHERE a.id = NEW.application_id;
        why := '申请已终结';
    END IF;
    SELECT * INTO found FROM security.mover_now(mover);
    IF found.enrolment_id IS NULL AND found.application_stage IS NULL THEN
        INSERT INTO enrolment_moveevent (id, moving_id, move, because, clause, occurred_on, act_id)
        SELECT gen_random_uuid(), m.id, 'withdraw', why, NEW.clause, NEW.occurred_on, NEW.act_id
        FROM enrolment_move m WHERE m.person_id = mover AND m.stage IN ('announced', 'declined') ORDER BY m.id;
    END IF;
    RETURN NULL;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_fits ON enrolment_move;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_move
    FOR EACH ROW EXECUTE FUNCTION security.move_fits();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_moveevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_moveevent
    FOR EACH ROW EXECUTE FUNCTION security.move_move_fits();
DROP TRIGGER IF EXISTS d_arrives ON enrolment_moveevent;
CREATE TRIGGER d_arrives AFTER INSERT ON enrolment_moveevent
    FOR EACH ROW EXECUTE FUNCTION security.mover_arrives();
DROP TRIGGER IF EXISTS e_whole ON enrolment_moveevent;
CREATE CONSTRAINT TRIGGER e_whole AFTER INSERT ON enrolment_moveevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION security.move_is_whole();
DROP TRIGGER IF EXISTS c_fits ON enrolment_change;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_change
    FOR EACH ROW EXECUTE FUNCTION security.change_fits();
DROP TRIGGER IF EXISTS c_fits ON enrolment_endreport;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_endreport
    FOR EACH ROW EXECUTE FUNCTION security.end_report_fits();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_endreportevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_endreportevent
    FOR EACH ROW EXECUTE FUNCTION security.end_report_move_fits();
DROP TRIGGER IF EXISTS h_waits ON enrolment_enrolmentevent;
CREATE TRIGGER h_waits AFTER INSERT ON enrolment_enrolmentevent
    FOR EACH ROW EXECUTE FUNCTION security.end_closes_what_waits();
DROP TRIGGER IF EXISTS h_waits ON enrolment_applicationevent;
CREATE TRIGGER h_waits AFTER INSERT ON enrolment_applicationevent
    FOR EACH ROW EXECUTE FUNCTION security.end_closes_what_waits();

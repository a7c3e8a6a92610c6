-- Admission, places, clinics, cards and stays: what no path around the services may break.
SET ROLE anxin_security;

-- Village, township and office: each opinion by its own duty, by three people of three organisations (A4, T4).
CREATE OR REPLACE FUNCTION security.opinions_differ() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE needed text := CASE NEW.level WHEN 'village' THEN 'application.confirm'
    WHEN 'township' THEN 'application.review' WHEN 'office' THEN 'application.decide' END;
BEGIN
    IF needed IS NULL OR NOT security.may(needed) THEN
        RAISE EXCEPTION 'an opinion of % is not this duty''s to give', NEW.level USING ERRCODE = '42501';
    END IF;
    NEW.organisation_id := security.organisation();
    PERFORM 1 FROM enrolment_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM enrolment_opinion o
               WHERE o.application_id = NEW.application_id AND o.level <> NEW.level
                 AND (o.recorded_by_id = NEW.recorded_by_id OR o.organisation_id = NEW.organisation_id)) THEN
        RAISE EXCEPTION 'village, township and office are three different people'
            USING ERRCODE = '23514', CONSTRAINT = 'three_opinions_by_three_people';
    END IF;
    RETURN NEW;
END $$;

-- Each move by the duty it belongs to; a decision's move only beside its decision (5.1.2 to 5.1.4).
CREATE OR REPLACE FUNCTION security.application_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE
    needed text := CASE NEW.move WHEN 'submit' THEN 'application.register' WHEN 'withdraw' THEN 'application.register'
        WHEN 'confirm' THEN 'application.confirm' WHEN 'pass' THEN 'application.review'
        WHEN 'return' THEN CASE NEW.from_stage WHEN 'submitted' THEN 'application.confirm'
            WHEN 'village_confirmed' THEN 'application.review' ELSE 'application.decide' END
        ELSE 'application.decide' END;
    decided text := CASE NEW.move WHEN 'approve' THEN 'approved' WHEN 'put_on_waiting_list' THEN 'waiting'
        WHEN 'refuse' THEN 'refused' END;
BEGIN
    IF NOT security.may(needed) THEN
        RAISE EXCEPTION 'the move % is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    IF decided IS NOT NULL AND NOT EXISTS (SELECT 1 FROM enrolment_decision d
        WHERE d.application_id = NEW.application_id AND d.outcome = decided
          AND d.recorded_xid = pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'no decision stands beside the move %', NEW.move
            USING ERRCODE = '23514', CONSTRAINT = 'a_move_follows_its_decision';
    END IF;
    IF NEW.move IN ('approve', 'put_on_waiting_list') AND (SELECT count(DISTINCT o.level) FROM enrolment_opinion o
        WHERE o.application_id = NEW.application_id AND o.agrees) < 3 THEN
        RAISE EXCEPTION 'an approval needs three opinions that agree'
            USING ERRCODE = '23514', CONSTRAINT = 'an_approval_has_three_opinions';
    END IF;
    IF NEW.from_stage = 'approved' AND EXISTS (SELECT 1 FROM enrolment_enrolment e
        WHERE e.application_id = NEW.application_id) THEN
        RAISE EXCEPTION 'who is enrolled has nothing to withdraw'
            USING ERRCODE = '23514', CONSTRAINT = 'an_enrolment_is_ended_not_withdrawn';
    END IF;
    RETURN NEW;
END $$;

-- An approval takes a place, its withdrawal gives it back; the CHECK of the row is the limit (5.1.4, 5.1.6.2).
CREATE OR REPLACE FUNCTION security.count_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE taken int := CASE WHEN TG_TABLE_NAME = 'enrolment_applicationevent'
    THEN (NEW.to_stage = 'approved')::int - (NEW.from_stage = 'approved')::int
    ELSE -(NEW.to_stage = 'ended')::int END;
BEGIN
    IF taken = 0 THEN RETURN NULL; END IF;
    UPDATE enrolment_placecount SET used = used + taken WHERE name = 'district';
    IF NOT FOUND THEN RAISE EXCEPTION 'the count of places was never set up'; END IF;
    RETURN NULL;
END $$;

-- Nobody is enrolled but by an approval of their own.
CREATE OR REPLACE FUNCTION security.enrolment_follows_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM enrolment_application a
        WHERE a.id = NEW.application_id AND a.person_id = NEW.person_id AND a.stage = 'approved' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an enrolment follows an approval' USING ERRCODE = '23514', CONSTRAINT = 'enrolment_follows_an_approval';
    END IF;
    RETURN NEW;
END $$;

-- The registry row names the designated hospital, so that its people come into reach (5.1.5.b).
CREATE OR REPLACE FUNCTION security.keep_clinic() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM organisations_clinicpoint p WHERE p.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'not a point of pick-up' USING ERRCODE = '23514', CONSTRAINT = 'designated_hospital_is_a_point';
    END IF;
    IF NEW.until IS NULL THEN
        UPDATE people_person SET clinic_id = NEW.organisation_id WHERE id = NEW.person_id;
    END IF;
    RETURN NULL;
END $$;

-- Admission suspends and discharge restores, in the same transaction, whoever wrote it down (5.1.6.1, 6.3.b).
CREATE OR REPLACE FUNCTION security.stay_moves_enrolment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    admitted boolean := TG_OP = 'INSERT' AND NEW.until IS NULL;
    discharged boolean := TG_OP = 'UPDATE' AND NEW.until IS NOT NULL;
BEGIN
    IF admitted THEN
        INSERT INTO enrolment_enrolmentevent (id, enrolment_id, move, because, clause, occurred_on, act_id)
        SELECT gen_random_uuid(), e.id, 'suspend', '住院，暂停领药', '5.1.6.1', NEW.since, NEW.act_id
        FROM enrolment_enrolment e WHERE e.person_id = NEW.person_id AND e.stage = 'active';
    ELSIF discharged THEN
        INSERT INTO enrolment_enrolmentevent (id, enrolment_id, move, because, clause, occurred_on, act_id)
        SELECT gen_random_uuid(), e.id, 'restore', '出院，恢复领药', '5.1.6.1', NEW.until, NEW.discharge_act_id
        FROM enrolment_enrolment e WHERE e.person_id = NEW.person_id AND e.stage = 'suspended';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION security.ends_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.until IS NOT NULL THEN
        RAISE EXCEPTION '% ended once and stays so', TG_TABLE_NAME USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

-- A right is suspended by a stay that lasts, restored when none does, and ended by the office alone.
CREATE OR REPLACE FUNCTION security.enrolment_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE in_hospital boolean := EXISTS (SELECT 1 FROM enrolment_hospitalstay h
    JOIN enrolment_enrolment e ON e.person_id = h.person_id WHERE e.id = NEW.enrolment_id AND h.until IS NULL);
BEGIN
    IF NEW.move = 'end' AND NOT security.may('application.decide') THEN
        RAISE EXCEPTION 'the end of a right is not this duty''s to write' USING ERRCODE = '42501';
    END IF;
    IF (NEW.move = 'suspend' AND NOT in_hospital) OR (NEW.move = 'restore' AND in_hospital) THEN
        RAISE EXCEPTION 'a right follows the stays in hospital'
            USING ERRCODE = '23514', CONSTRAINT = 'a_right_follows_the_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.card_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may(CASE NEW.move WHEN 'replace' THEN 'card.issue'
        WHEN 'cancel' THEN 'application.decide' ELSE 'card.report_loss' END) THEN
        RAISE EXCEPTION 'the move % of a card is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

-- Serials of cards run by town and year, across what any one duty can see.
CREATE TABLE IF NOT EXISTS security.card_serial (
    town text NOT NULL, year int NOT NULL, last int NOT NULL, PRIMARY KEY (town, year)
);
CREATE OR REPLACE FUNCTION security.next_card_serial(given_town text, given_year int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE found int;
BEGIN
    IF NOT security.may('card.issue') THEN
        RAISE EXCEPTION 'cards are not this duty''s to issue' USING ERRCODE = '42501';
    END IF;
    INSERT INTO security.card_serial AS c (town, year, last) VALUES (given_town, given_year, 1)
    ON CONFLICT (town, year) DO UPDATE SET last = c.last + 1 RETURNING c.last INTO found;
    RETURN found;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_opinions_differ ON enrolment_opinion;
CREATE TRIGGER c_opinions_differ BEFORE INSERT ON enrolment_opinion
    FOR EACH ROW EXECUTE FUNCTION security.opinions_differ();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_applicationevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_applicationevent
    FOR EACH ROW EXECUTE FUNCTION security.application_move_fits();
DROP TRIGGER IF EXISTS d_places ON enrolment_applicationevent;
CREATE TRIGGER d_places AFTER INSERT ON enrolment_applicationevent
    FOR EACH ROW EXECUTE FUNCTION security.count_places();
DROP TRIGGER IF EXISTS d_places ON enrolment_enrolmentevent;
CREATE TRIGGER d_places AFTER INSERT ON enrolment_enrolmentevent
    FOR EACH ROW EXECUTE FUNCTION security.count_places();
DROP TRIGGER IF EXISTS c_follows_approval ON enrolment_enrolment;
CREATE TRIGGER c_follows_approval BEFORE INSERT ON enrolment_enrolment
    FOR EACH ROW EXECUTE FUNCTION security.enrolment_follows_approval();
DROP TRIGGER IF EXISTS d_clinic ON enrolment_clinicchoice;
CREATE TRIGGER d_clinic AFTER INSERT OR UPDATE ON enrolment_clinicchoice
    FOR EACH ROW EXECUTE FUNCTION security.keep_clinic();
DROP TRIGGER IF EXISTS c_ends_once ON enrolment_clinicchoice;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON enrolment_clinicchoice
    FOR EACH ROW EXECUTE FUNCTION security.ends_once();
DROP TRIGGER IF EXISTS c_ends_once ON enrolment_hospitalstay;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON enrolment_hospitalstay
    FOR EACH ROW EXECUTE FUNCTION security.ends_once();
DROP TRIGGER IF EXISTS d_moves_enrolment ON enrolment_hospitalstay;
CREATE TRIGGER d_moves_enrolment AFTER INSERT OR UPDATE ON enrolment_hospitalstay
    FOR EACH ROW EXECUTE FUNCTION security.stay_moves_enrolment();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_enrolmentevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_enrolmentevent
    FOR EACH ROW EXECUTE FUNCTION security.enrolment_move_fits();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_cardevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_cardevent
    FOR EACH ROW EXECUTE FUNCTION security.card_move_fits();

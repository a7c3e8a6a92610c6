-- A guardian's row ends once; security.ends_once is made by enrolment/guards.sql, which runs before.
DROP TRIGGER IF EXISTS c_ends_once ON people_guardian;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON people_guardian
    FOR EACH ROW EXECUTE FUNCTION security.ends_once();

-- ---- Households and merges (3.1.c, security T52) ----
DROP TRIGGER IF EXISTS c_ends_once ON people_householdmember;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON people_householdmember
    FOR EACH ROW EXECUTE FUNCTION security.ends_once();

SET ROLE anxin_security;
-- How many registered patients live in a household on a day, whoever keeps their files: the number and
-- no more. Two records of one person are one.
CREATE OR REPLACE FUNCTION security.patients_at_home(given_household uuid, given_day date) RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('guardian.read') THEN RETURN 0; END IF;
    RETURN (SELECT count(DISTINCT coalesce(p.merged_into_id, p.id)) FROM people_householdmember m
        JOIN people_person p ON p.id = m.person_id
        WHERE m.household_id = given_household AND m.since <= given_day
          AND (m.until IS NULL OR m.until > given_day));
END $$;

-- What of a person is under way or valid, and so would be left behind by a merge; NULL where nothing is.
CREATE OR REPLACE FUNCTION security.what_lives(given_person uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM enrolment_enrolment WHERE person_id = given_person AND stage <> 'ended') THEN 'enrolment'
        WHEN EXISTS (SELECT 1 FROM enrolment_card WHERE person_id = given_person AND stage IN ('issued', 'lost')) THEN 'card'
        WHEN EXISTS (SELECT 1 FROM enrolment_application a WHERE a.person_id = given_person
            AND a.stage NOT IN ('refused', 'withdrawn') AND NOT (a.stage = 'approved' AND EXISTS (
                SELECT 1 FROM enrolment_enrolment e WHERE e.application_id = a.id))) THEN 'application'
        WHEN EXISTS (SELECT 1 FROM enrolment_hospitalstay WHERE person_id = given_person AND until IS NULL) THEN 'stay'
        WHEN EXISTS (SELECT 1 FROM dispensing_pickup WHERE person_id = given_person AND stage = 'prepared') THEN 'pickup'
        WHEN EXISTS (SELECT 1 FROM clinics_prescription WHERE person_id = given_person
            AND stage IN ('signed', 'reviewed', 'returned', 'partly_dispensed')) THEN 'prescription'
        WHEN EXISTS (SELECT 1 FROM people_householdmember WHERE person_id = given_person AND until IS NULL) THEN 'household'
    END
$$;
REVOKE ALL ON FUNCTION security.what_lives(uuid) FROM PUBLIC;
CREATE OR REPLACE FUNCTION security.left_behind(given_person uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('person.merge') THEN RETURN NULL; END IF;
    RETURN security.what_lives(given_person);
END $$;

-- The merge takes both people FOR UPDATE, whatever is added to a person takes its row FOR KEY SHARE:
-- of a merge and an application at the same moment the second sees the first.
CREATE OR REPLACE FUNCTION security.merge_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM 1 FROM people_person WHERE id IN (NEW.kept_id, NEW.gone_id) ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM people_person WHERE id IN (NEW.kept_id, NEW.gone_id) AND merged_into_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM people_person WHERE merged_into_id = NEW.gone_id) OR NEW.kept_id = NEW.gone_id THEN
        RAISE EXCEPTION 'both records must stand' USING ERRCODE = '23514', CONSTRAINT = 'a_merge_is_between_two_that_stand';
    END IF;
    IF security.what_lives(NEW.gone_id) IS NOT NULL THEN
        RAISE EXCEPTION 'something of the record still lives'
            USING ERRCODE = '23514', CONSTRAINT = 'a_merge_leaves_no_right_behind';
    END IF;
    UPDATE people_person SET merged_into_id = NEW.kept_id WHERE id = NEW.gone_id;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.split_merge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    UPDATE people_person p SET merged_into_id = NULL FROM people_personmerge m
        WHERE m.id = NEW.merge_id AND p.id = m.gone_id AND p.merged_into_id = m.kept_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION security.person_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE kept uuid;
BEGIN
    SELECT merged_into_id INTO kept FROM people_person WHERE id = NEW.person_id FOR KEY SHARE;
    IF kept IS NOT NULL THEN
        RAISE EXCEPTION 'the record was merged' USING ERRCODE = '23514', CONSTRAINT = 'merged_away';
    END IF;
    RETURN NEW;
END $$;
-- A person's record and those merged into it: one body, one cap.
CREATE OR REPLACE FUNCTION security.same_person(given_person uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT array_agg(id) FROM people_person WHERE id = given_person OR merged_into_id = given_person
$$;
REVOKE ALL ON FUNCTION security.same_person(uuid) FROM PUBLIC;
-- What was given under a record that was merged away is at home all the same (5.3.2.d, T2). The merge waits
-- for the row that this takes, so of a merge and a pick-up at the same moment the later sees the earlier.
CREATE OR REPLACE FUNCTION security.supply_of_one_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE kept uuid;
BEGIN
    SELECT merged_into_id INTO kept FROM people_person WHERE id = NEW.person_id FOR KEY SHARE;
    IF kept IS NOT NULL THEN
        RAISE EXCEPTION 'the record was merged' USING ERRCODE = '23514', CONSTRAINT = 'merged_away';
    END IF;
    IF EXISTS (SELECT 1 FROM clinics_supply s JOIN people_person p ON p.id = s.person_id
               WHERE p.merged_into_id = NEW.person_id AND s.substance = NEW.substance AND s.ended_by_id IS NULL
                 AND s.since < NEW.until AND s.until > NEW.since) THEN
        RAISE EXCEPTION 'supplied under the merged record' USING ERRCODE = '23P01',
            CONSTRAINT = 'no_substance_supplied_twice_for_a_day';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS d_one_person ON clinics_supply;
CREATE TRIGGER d_one_person BEFORE INSERT ON clinics_supply
    FOR EACH ROW EXECUTE FUNCTION security.supply_of_one_person();
DROP TRIGGER IF EXISTS c_person_stands ON clinics_prescription;
CREATE TRIGGER c_person_stands BEFORE INSERT ON clinics_prescription
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_fits ON people_personmerge;
CREATE TRIGGER c_fits BEFORE INSERT ON people_personmerge
    FOR EACH ROW EXECUTE FUNCTION security.merge_fits();
DROP TRIGGER IF EXISTS d_splits ON people_personsplit;
CREATE TRIGGER d_splits AFTER INSERT ON people_personsplit
    FOR EACH ROW EXECUTE FUNCTION security.split_merge();
DROP TRIGGER IF EXISTS c_person_stands ON enrolment_application;
CREATE TRIGGER c_person_stands BEFORE INSERT ON enrolment_application
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON enrolment_enrolment;
CREATE TRIGGER c_person_stands BEFORE INSERT ON enrolment_enrolment
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON enrolment_card;
CREATE TRIGGER c_person_stands BEFORE INSERT ON enrolment_card
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON enrolment_hospitalstay;
CREATE TRIGGER c_person_stands BEFORE INSERT ON enrolment_hospitalstay
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON clinics_booking;
CREATE TRIGGER c_person_stands BEFORE INSERT ON clinics_booking
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON clinics_attendance;
CREATE TRIGGER c_person_stands BEFORE INSERT ON clinics_attendance
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON dispensing_pickup;
CREATE TRIGGER c_person_stands BEFORE INSERT ON dispensing_pickup
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();
DROP TRIGGER IF EXISTS c_person_stands ON people_householdmember;
CREATE TRIGGER c_person_stands BEFORE INSERT ON people_householdmember
    FOR EACH ROW EXECUTE FUNCTION security.person_stands();

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
        WHEN 'appeal' THEN 'application.register'
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
    IF NEW.move = 'appeal' AND EXISTS (SELECT 1 FROM enrolment_applicationevent e
        WHERE e.application_id = NEW.application_id AND e.move = 'appeal') THEN
        RAISE EXCEPTION 'an application is appealed once'
            USING ERRCODE = '23514', CONSTRAINT = 'one_appeal_an_application';
    END IF;
    IF NEW.from_stage = 'approved' AND EXISTS (SELECT 1 FROM enrolment_enrolment e
        WHERE e.application_id = NEW.application_id) THEN
        RAISE EXCEPTION 'who is enrolled has nothing to withdraw'
            USING ERRCODE = '23514', CONSTRAINT = 'an_enrolment_is_ended_not_withdrawn';
    END IF;
    RETURN NEW;
END $$;

-- ---- Places (5.1.4, 5.1.6.2): who holds one, and where it counts ----
-- Holders are kept apart from the counts: what somebody holds is what is given back, wherever they are
-- by then. `used` never exceeds `places` (CHECK no_place_is_given_twice); who comes back or moves in
-- beyond the number stands in place_over, and is the first that a place given back makes up for.
CREATE TABLE IF NOT EXISTS security.place_rule (suspended int NOT NULL CHECK (suspended BETWEEN 1 AND 3));
CREATE TABLE IF NOT EXISTS security.place_holder (
    application_id uuid PRIMARY KEY,
    manner text NOT NULL CHECK (manner IN ('taken', 'held', 'lent')),
    counts uuid[] NOT NULL
);
CREATE INDEX IF NOT EXISTS place_holder_away ON security.place_holder (manner) WHERE manner <> 'taken';
CREATE TABLE IF NOT EXISTS security.place_over (count_id uuid PRIMARY KEY, over int NOT NULL CHECK (over > 0));

-- 1 kept, 2 lent, 3 released (working-rules:suspended-place).
CREATE OR REPLACE FUNCTION security.suspended_place() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT coalesce((SELECT suspended FROM security.place_rule), 1)
$$;
-- The counts that a town, a keeper of files and a designated hospital belong to: the district's always.
CREATE OR REPLACE FUNCTION security.counts_at(town uuid, keeper uuid, clinic uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH point AS (
        SELECT p.organisation_id, p.guided_by_id FROM organisations_clinicpoint p
        WHERE p.organisation_id = coalesce(clinic,
            (SELECT k.organisation_id FROM organisations_clinicpoint k WHERE k.organisation_id = keeper),
            (SELECT k.organisation_id FROM organisations_coverage v JOIN organisations_clinicpoint k ON k.id = v.point_id
             WHERE v.town_id = town)))
    SELECT coalesce(array_agg(c.id ORDER BY c.town_id IS NOT NULL, c.organisation_id IS NOT NULL, c.id), '{}')
    FROM enrolment_placecount c LEFT JOIN point ON true
    WHERE (c.town_id IS NULL AND c.organisation_id IS NULL) OR c.town_id = town
       OR c.organisation_id IN (point.organisation_id, point.guided_by_id)
$$;
-- One count: so many more in use and so many beyond the number; a forced taking may go beyond it.
CREATE OR REPLACE FUNCTION security.count_place(given_count uuid, more int, forced boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE row_now enrolment_placecount; suspended int;
BEGIN
    SELECT * INTO row_now FROM enrolment_placecount WHERE id = given_count FOR NO KEY UPDATE;
    SELECT count(*) INTO suspended FROM security.place_holder h WHERE h.manner = 'held' AND given_count = ANY (h.counts);
    IF more > 0 AND forced AND row_now.used >= row_now.places THEN
        INSERT INTO security.place_over AS o (count_id, over) VALUES (given_count, 1)
            ON CONFLICT (count_id) DO UPDATE SET over = o.over + 1;
        more := 0;
    ELSIF more < 0 AND EXISTS (SELECT 1 FROM security.place_over WHERE count_id = given_count) THEN
        DELETE FROM security.place_over WHERE count_id = given_count AND over = 1;
        UPDATE security.place_over SET over = over - 1 WHERE count_id = given_count;
        more := 0;
    END IF;
    UPDATE enrolment_placecount SET used = used + more, held = least(suspended, used + more) WHERE id = given_count;
END $$;
-- Bring what an application holds to what its facts say; the counts follow, in the order of their ids.
CREATE OR REPLACE FUNCTION security.settle_place(given_application uuid, forced boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE
    was security.place_holder; a record; manner_now text; counts_now uuid[] := '{}'; one uuid; more int;
BEGIN
    SELECT x.stage, e.stage AS right_stage, p.town_id, p.keeper_id, p.clinic_id,
        x.stage = 'waiting' AND EXISTS (SELECT 1 FROM enrolment_offer o WHERE o.application_id = x.id
            AND o.stage IN ('open', 'accepted') AND o.recorded_at > (SELECT max(v.recorded_at)
                FROM enrolment_applicationevent v WHERE v.application_id = x.id AND v.move = 'put_on_waiting_list')) AS offered
    INTO STRICT a FROM enrolment_application x JOIN people_person p ON p.id = x.person_id
    LEFT JOIN enrolment_enrolment e ON e.application_id = x.id WHERE x.id = given_application;
    manner_now := CASE WHEN a.right_stage = 'active' OR a.offered
            OR (a.stage = 'approved' AND a.right_stage IS NULL) THEN 'taken'
        WHEN a.right_stage = 'suspended' THEN CASE security.suspended_place() WHEN 1 THEN 'held' ELSE 'lent' END END;
    SELECT * INTO was FROM security.place_holder WHERE application_id = given_application FOR UPDATE;
    IF manner_now IS NULL THEN
        IF was.application_id IS NULL THEN RETURN; END IF;
        DELETE FROM security.place_holder WHERE application_id = given_application;
    ELSE
        counts_now := security.counts_at(a.town_id, a.keeper_id, a.clinic_id);
        IF cardinality(counts_now) = 0 THEN RAISE EXCEPTION 'the count of places was never set up'; END IF;
        IF (was.manner, was.counts) IS NOT DISTINCT FROM (manner_now, counts_now) THEN RETURN; END IF;
        INSERT INTO security.place_holder VALUES (given_application, manner_now, counts_now)
            ON CONFLICT (application_id) DO UPDATE SET manner = EXCLUDED.manner, counts = EXCLUDED.counts;
    END IF;
    FOR one IN SELECT DISTINCT unnest(coalesce(was.counts, '{}') || counts_now) AS id ORDER BY id LOOP
        more := (coalesce(manner_now, 'lent') <> 'lent' AND one = ANY (counts_now))::int
            - (coalesce(was.manner, 'lent') <> 'lent' AND one = ANY (coalesce(was.counts, '{}')))::int;
        IF more <> 0 OR 'held' IN (was.manner, manner_now) THEN
            PERFORM security.count_place(one, more, forced);
        END IF;
    END LOOP;
END $$;
-- What gives or takes a place. Who comes back from hospital, or moves, is never without one by it.
CREATE OR REPLACE FUNCTION security.count_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE holder uuid;
BEGIN
    IF TG_TABLE_NAME = 'enrolment_enrolmentevent' THEN
        SELECT application_id INTO STRICT holder FROM enrolment_enrolment WHERE id = NEW.enrolment_id;
        PERFORM security.settle_place(holder, NEW.move = 'restore' AND security.suspended_place() <> 3);
    ELSIF TG_TABLE_NAME = 'enrolment_offerevent' THEN
        SELECT application_id INTO STRICT holder FROM enrolment_offer WHERE id = NEW.offer_id;
        PERFORM security.settle_place(holder, false);
    ELSIF TG_TABLE_NAME = 'enrolment_offer' THEN
        PERFORM security.settle_place(NEW.application_id, false);
    ELSIF NEW.to_stage = 'approved' OR NEW.from_stage IN ('approved', 'waiting') THEN
        PERFORM security.settle_place(NEW.application_id, false);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION security.places_move_along() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE holder uuid;
BEGIN
    IF (OLD.town_id, OLD.keeper_id, OLD.clinic_id) IS NOT DISTINCT FROM (NEW.town_id, NEW.keeper_id, NEW.clinic_id) THEN
        RETURN NULL;
    END IF;
    FOR holder IN SELECT h.application_id FROM enrolment_application x
        JOIN security.place_holder h ON h.application_id = x.id WHERE x.person_id = NEW.id LOOP
        PERFORM security.settle_place(holder, true);
    END LOOP;
    RETURN NULL;
END $$;
-- A count begins empty and takes in who belongs to it; a number that rises makes up for who stands beyond it.
CREATE OR REPLACE FUNCTION security.place_count_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE beyond int; absorbed int;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.used := 0; NEW.held := 0;
        RETURN NEW;
    END IF;
    IF NEW.places IS NOT DISTINCT FROM OLD.places THEN RETURN NEW; END IF;
    SELECT coalesce(max(over), 0) INTO beyond FROM security.place_over WHERE count_id = NEW.id;
    absorbed := least(beyond, coalesce(NEW.places - NEW.used, beyond));
    IF absorbed > 0 THEN
        DELETE FROM security.place_over WHERE count_id = NEW.id AND over = absorbed;
        UPDATE security.place_over SET over = over - absorbed WHERE count_id = NEW.id;
        NEW.used := NEW.used + absorbed;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.place_count_fills() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE holder uuid;
BEGIN
    FOR holder IN SELECT application_id FROM security.place_holder ORDER BY application_id LOOP
        PERFORM security.settle_place(holder, true);
    END LOOP;
    RETURN NULL;
END $$;
-- The rule of the day for suspended places, followed by whoever next handles places.
CREATE OR REPLACE FUNCTION security.follow_place_rule(given_rule int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE holder uuid;
BEGIN
    IF NOT security.may('places.write') THEN
        RAISE EXCEPTION 'places are not this duty''s to handle' USING ERRCODE = '42501';
    END IF;
    IF security.suspended_place() = given_rule THEN RETURN; END IF;
    DELETE FROM security.place_rule;
    INSERT INTO security.place_rule VALUES (given_rule);
    FOR holder IN SELECT application_id FROM security.place_holder WHERE manner <> 'taken' ORDER BY application_id LOOP
        PERFORM security.settle_place(holder, true);
    END LOOP;
END $$;
-- Where places are released, who comes back waits until one is free in each of their counts.
CREATE OR REPLACE FUNCTION security.may_return(given_enrolment uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT security.suspended_place() <> 3 OR NOT EXISTS (
        SELECT 1 FROM enrolment_enrolment e JOIN security.place_holder h ON h.application_id = e.application_id
        JOIN enrolment_placecount c ON c.id = ANY (h.counts)
        WHERE e.id = given_enrolment AND h.manner = 'lent' AND c.used >= c.places)
$$;
-- How many stand beyond the number, and how many places are lent, of each count.
CREATE OR REPLACE FUNCTION security.places_beyond() RETURNS TABLE (count_id uuid, over int, lent bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT c.id, coalesce(o.over, 0), (SELECT count(*) FROM security.place_holder h WHERE h.manner = 'lent' AND c.id = ANY (h.counts))
    FROM enrolment_placecount c LEFT JOIN security.place_over o ON o.count_id = c.id
    WHERE security.may('reference.read')
$$;
-- Who holds a place as the counts believe it: for `verify`.
CREATE OR REPLACE FUNCTION security.place_holders() RETURNS TABLE (application_id uuid, manner text, counts uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT h.application_id, h.manner, h.counts FROM security.place_holder h WHERE security.may('verify.run')
$$;
-- Counts of a version that kept no holders: everybody who holds a place then, without counting them again.
CREATE OR REPLACE FUNCTION security.adopt_place_holders() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    INSERT INTO security.place_holder
    SELECT a.id, CASE WHEN e.stage = 'suspended' THEN 'held' ELSE 'taken' END, ARRAY[d.id]
    FROM enrolment_application a JOIN enrolment_placecount d ON d.town_id IS NULL AND d.organisation_id IS NULL
    LEFT JOIN enrolment_enrolment e ON e.application_id = a.id
    WHERE a.stage = 'approved' AND e.stage IS DISTINCT FROM 'ended'
    ON CONFLICT DO NOTHING;
    UPDATE enrolment_placecount c SET held = (SELECT count(*) FROM security.place_holder h
        WHERE h.manner = 'held' AND c.id = ANY (h.counts))
    WHERE c.town_id IS NULL AND c.organisation_id IS NULL AND c.held = 0;
$$;
REVOKE ALL ON FUNCTION security.count_place(uuid, int, boolean), security.settle_place(uuid, boolean),
    security.adopt_place_holders() FROM PUBLIC;
SELECT security.adopt_place_holders();

-- An offer is made to who waits; answered while it is good, lapsed when it is not (5.1.6.2).
CREATE OR REPLACE FUNCTION security.offer_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM enrolment_application a WHERE a.id = NEW.application_id AND a.stage = 'waiting' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a place is offered to who waits' USING ERRCODE = '23514', CONSTRAINT = 'an_offer_is_for_who_waits';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.offer_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE good_until date := (SELECT o.lapses_on FROM enrolment_offer o WHERE o.id = NEW.offer_id);
BEGIN
    IF NOT security.may(CASE NEW.move WHEN 'lapse' THEN 'places.write' ELSE 'agreement.sign' END) THEN
        RAISE EXCEPTION 'the move % of an offer is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    IF (NEW.move = 'lapse') <> (NEW.occurred_on >= good_until) THEN
        RAISE EXCEPTION 'an offer is answered before its day and lapses from it on'
            USING ERRCODE = '23514', CONSTRAINT = 'an_offer_keeps_its_days';
    END IF;
    RETURN NEW;
END $$;

-- ---- The yearly review (A5.n3): proposed by one, decided by another, each beside what was found ----
CREATE OR REPLACE FUNCTION security.annual_review_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM enrolment_enrolment e WHERE e.id = NEW.enrolment_id AND e.person_id = NEW.person_id
        AND e.stage <> 'ended' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only a right that lasts is reviewed' USING ERRCODE = '23514', CONSTRAINT = 'a_review_is_of_a_right_that_lasts';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.review_assessment_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may(CASE NEW.level WHEN 'township' THEN 'review.propose' ELSE 'review.decide' END) THEN
        RAISE EXCEPTION 'an assessment of % is not this duty''s to give', NEW.level USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.annual_review_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE
    own_level text := CASE NEW.move WHEN 'propose' THEN 'township' ELSE 'office' END;
BEGIN
    IF NOT security.may(CASE NEW.move WHEN 'propose' THEN 'review.propose' ELSE 'review.decide' END) THEN
        RAISE EXCEPTION 'the move % of a review is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    IF NEW.move <> 'return' AND NOT EXISTS (SELECT 1 FROM enrolment_reviewassessment s WHERE s.review_id = NEW.review_id
        AND s.level = own_level AND s.act_id = NEW.act_id AND (NEW.move = 'propose' OR s.keeps = (NEW.move = 'keep'))) THEN
        RAISE EXCEPTION 'no assessment stands beside the move %', NEW.move
            USING ERRCODE = '23514', CONSTRAINT = 'a_review_moves_with_its_assessment';
    END IF;
    IF NEW.move <> 'propose' AND EXISTS (SELECT 1 FROM enrolment_annualreviewevent v WHERE v.review_id = NEW.review_id
        AND v.move = 'propose' AND v.recorded_by_id = NEW.recorded_by_id) THEN
        RAISE EXCEPTION 'who proposed does not decide' USING ERRCODE = '23514', CONSTRAINT = 'another_decides_the_review';
    END IF;
    IF NEW.move = 'end' AND NOT EXISTS (SELECT 1 FROM enrolment_annualreview r JOIN enrolment_enrolment e
        ON e.id = r.enrolment_id WHERE r.id = NEW.review_id AND e.stage = 'ended') THEN
        RAISE EXCEPTION 'the right has not ended' USING ERRCODE = '23514', CONSTRAINT = 'a_review_that_ends_ends_the_right';
    END IF;
    RETURN NEW;
END $$;
-- The first agreement follows the approval; every later one a review that kept the right (5.1.5.a, A5.n3).
CREATE OR REPLACE FUNCTION security.agreement_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM enrolment_enrolment e WHERE e.id = NEW.enrolment_id AND e.person_id = NEW.person_id
        AND e.stage <> 'ended' FOR NO KEY UPDATE;
    IF NOT FOUND OR (NEW.review_id IS NULL AND EXISTS (SELECT 1 FROM enrolment_agreement g WHERE g.enrolment_id = NEW.enrolment_id))
        OR (NEW.review_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM enrolment_annualreview r
            WHERE r.id = NEW.review_id AND r.enrolment_id = NEW.enrolment_id AND r.stage = 'kept')) THEN
        RAISE EXCEPTION 'a renewal follows a review that kept the right'
            USING ERRCODE = '23514', CONSTRAINT = 'a_renewal_follows_its_review';
    END IF;
    RETURN NEW;
END $$;

-- A guardian signs for the change that made them one, on the agreement of that right (5.1.5.a, A7).
CREATE OR REPLACE FUNCTION security.guardian_signature_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM enrolment_change c
        JOIN enrolment_agreement g ON g.id = NEW.agreement_id AND g.enrolment_id = c.enrolment_id
        JOIN people_guardian n ON n.id = NEW.guardian_id AND n.person_id = c.person_id AND n.until IS NULL
        WHERE c.id = NEW.change_id AND c.kind = 'guardian' AND c.person_id = NEW.person_id
          AND c.details ->> 'to' = NEW.guardian_id::text AND NEW.signed_on >= c.occurred_on) THEN
        RAISE EXCEPTION 'a guardian signs for the change that made them one'
            USING ERRCODE = '23514', CONSTRAINT = 'a_guardian_signs_for_their_change';
    END IF;
    RETURN NEW;
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
        FROM enrolment_enrolment e WHERE e.person_id = NEW.person_id AND e.stage = 'suspended' AND security.may_return(e.id);
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
    IF (NEW.move IN ('end', 'reinstate') AND NOT security.may('application.decide')
        AND NOT (NEW.move = 'end' AND security.may('change.write') AND EXISTS (SELECT 1 FROM enrolment_change c
            WHERE c.act_id = NEW.act_id AND c.enrolment_id = NEW.enrolment_id AND c.kind = 'died'))) THEN
        RAISE EXCEPTION 'the end of a right is not this duty''s to write' USING ERRCODE = '42501';
    END IF;
    IF NEW.move IN ('end', 'reinstate') AND NOT EXISTS (SELECT 1 FROM enrolment_change c
        WHERE c.act_id = NEW.act_id AND c.enrolment_id = NEW.enrolment_id
          AND c.kind = ANY (CASE NEW.move WHEN 'reinstate' THEN ARRAY['undone']
              ELSE ARRAY['died', 'left_district', 'not_eligible', 'refused'] END)) THEN
        RAISE EXCEPTION 'the move % has no cause beside it', NEW.move
            USING ERRCODE = '23514', CONSTRAINT = 'an_end_has_its_cause';
    END IF;
    IF (NEW.move = 'suspend' AND NOT in_hospital) OR (NEW.move IN ('restore', 'reinstate') AND in_hospital) THEN
        RAISE EXCEPTION 'a right follows the stays in hospital'
            USING ERRCODE = '23514', CONSTRAINT = 'a_right_follows_the_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.card_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may(CASE NEW.move WHEN 'replace' THEN 'card.issue'
        WHEN 'cancel' THEN 'application.decide' ELSE 'card.report_loss' END)
        AND NOT (NEW.move = 'cancel' AND EXISTS (SELECT 1 FROM enrolment_card c
            JOIN enrolment_enrolment e ON e.id = c.enrolment_id WHERE c.id = NEW.card_id AND e.stage = 'ended')) THEN
        RAISE EXCEPTION 'the move % of a card is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
-- The end of a right: its cards are dead with it, and none is issued to it (A5.n3).
CREATE OR REPLACE FUNCTION security.end_cancels_cards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.move <> 'end' THEN RETURN NULL; END IF;
    INSERT INTO enrolment_cardevent (id, card_id, move, because, clause, occurred_on, act_id)
    SELECT gen_random_uuid(), c.id, 'cancel', NEW.because, NEW.clause, NEW.occurred_on, NEW.act_id
    FROM enrolment_card c WHERE c.enrolment_id = NEW.enrolment_id AND c.stage IN ('issued', 'lost') ORDER BY c.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION security.card_of_a_right_that_lasts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM 1 FROM enrolment_enrolment e WHERE e.id = NEW.enrolment_id AND e.stage <> 'ended' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the right has ended' USING ERRCODE = '23514', CONSTRAINT = 'a_card_is_of_a_right_that_lasts';
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
-- An appeal is decided by somebody who did not decide before (working-rules:appeal).
CREATE OR REPLACE FUNCTION security.another_decides_the_appeal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE stands text;
BEGIN
    SELECT a.stage INTO stands FROM enrolment_application a WHERE a.id = NEW.application_id FOR NO KEY UPDATE;
    IF stands = 'township_passed'
        AND EXISTS (SELECT 1 FROM enrolment_applicationevent e
                    WHERE e.application_id = NEW.application_id AND e.move = 'appeal')
        AND EXISTS (SELECT 1 FROM enrolment_decision d
                    WHERE d.application_id = NEW.application_id AND d.recorded_by_id = NEW.recorded_by_id) THEN
        RAISE EXCEPTION 'an appeal is decided by another person'
            USING ERRCODE = '23514', CONSTRAINT = 'another_decides_the_appeal';
    END IF;
    RETURN NEW;
END $$;
-- Copies: the township files, sends and gives back; the office receives what is on the way (5.1.2.c, 5.1.3.c).
CREATE OR REPLACE FUNCTION security.copy_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE stands text;
BEGIN
    PERFORM 1 FROM enrolment_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
    IF NOT security.may(CASE NEW.place WHEN 'office' THEN 'application.decide' ELSE 'application.review' END) THEN
        RAISE EXCEPTION 'that a copy is at % is not this duty''s to write', NEW.place USING ERRCODE = '42501';
    END IF;
    SELECT c.place INTO stands FROM enrolment_materialcopy c
        WHERE c.application_id = NEW.application_id AND c.item = NEW.item AND c.copy = NEW.copy
        ORDER BY c.recorded_at DESC LIMIT 1;
    IF NOT (CASE WHEN stands IS NULL THEN NEW.place IN ('centre_file', 'on_the_way')
                WHEN stands = 'on_the_way' THEN NEW.place IN ('office', 'given_back')
                WHEN stands IN ('centre_file', 'handed_over') AND NEW.place = 'handed_over' THEN true
                ELSE stands <> 'given_back' AND NEW.place = 'given_back' END) THEN
        RAISE EXCEPTION 'a copy at % does not go to %', coalesce(stands, 'nowhere'), NEW.place
            USING ERRCODE = '23514', CONSTRAINT = 'a_copy_goes_its_way';
    END IF;
    RETURN NEW;
END $$;
-- The days of an application under way follow the calendar in force: the system account's daily work (7.4).
CREATE OR REPLACE FUNCTION security.follow_calendar(given_application uuid, intake date, review_due date,
    forward date, provisional boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('policy.seed') THEN
        RAISE EXCEPTION 'the days of an application are not this duty''s to write' USING ERRCODE = '42501';
    END IF;
    UPDATE enrolment_application SET intake_on = intake, first_review_due_on = review_due,
        forward_by = forward, dates_provisional = provisional
    WHERE id = given_application AND stage IN ('submitted', 'returned', 'village_confirmed', 'township_passed');
END $$;
-- Which drafts hold something, without what they hold: for `verify`.
CREATE OR REPLACE FUNCTION security.drafts_held() RETURNS TABLE (draft_id uuid, closed_on date, held int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT d.id, d.closed_on, length(d.content) FROM enrolment_draft d WHERE security.may('verify.run')
$$;
-- Drafts: closed once, and what is closed holds nothing (A4, 7.2.d).
CREATE OR REPLACE FUNCTION security.draft_closes_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.closed_on IS NOT NULL OR (OLD.application_id IS NOT NULL AND NEW.application_id IS DISTINCT FROM OLD.application_id) THEN
        RAISE EXCEPTION 'a draft is closed once' USING ERRCODE = '23514', CONSTRAINT = 'a_draft_is_closed_once';
    END IF;
    IF NEW.closed_on IS NOT NULL THEN NEW.content := ''::bytea; END IF;
    RETURN NEW;
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
-- places, offers, yearly review
DROP TRIGGER IF EXISTS d_places ON enrolment_offer;
CREATE TRIGGER d_places AFTER INSERT ON enrolment_offer
    FOR EACH ROW EXECUTE FUNCTION security.count_places();
DROP TRIGGER IF EXISTS d_places ON enrolment_offerevent;
CREATE TRIGGER d_places AFTER INSERT ON enrolment_offerevent
    FOR EACH ROW EXECUTE FUNCTION security.count_places();
DROP TRIGGER IF EXISTS d_places ON people_person;
CREATE TRIGGER d_places AFTER UPDATE ON people_person
    FOR EACH ROW EXECUTE FUNCTION security.places_move_along();
DROP TRIGGER IF EXISTS c_fits ON enrolment_placecount;
CREATE TRIGGER c_fits BEFORE INSERT OR UPDATE ON enrolment_placecount
    FOR EACH ROW EXECUTE FUNCTION security.place_count_fits();
DROP TRIGGER IF EXISTS d_fills ON enrolment_placecount;
CREATE TRIGGER d_fills AFTER INSERT ON enrolment_placecount
    FOR EACH ROW EXECUTE FUNCTION security.place_count_fills();
DROP TRIGGER IF EXISTS c_fits ON enrolment_offer;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_offer
    FOR EACH ROW EXECUTE FUNCTION security.offer_fits();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_offerevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_offerevent
    FOR EACH ROW EXECUTE FUNCTION security.offer_move_fits();
DROP TRIGGER IF EXISTS c_fits ON enrolment_annualreview;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_annualreview
    FOR EACH ROW EXECUTE FUNCTION security.annual_review_fits();
DROP TRIGGER IF EXISTS c_fits ON enrolment_reviewassessment;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_reviewassessment
    FOR EACH ROW EXECUTE FUNCTION security.review_assessment_fits();
DROP TRIGGER IF EXISTS c_move_fits ON enrolment_annualreviewevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON enrolment_annualreviewevent
    FOR EACH ROW EXECUTE FUNCTION security.annual_review_move_fits();
DROP TRIGGER IF EXISTS c_fits ON enrolment_agreement;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_agreement
    FOR EACH ROW EXECUTE FUNCTION security.agreement_fits();
DROP TRIGGER IF EXISTS c_fits ON enrolment_guardiansignature;
CREATE TRIGGER c_fits BEFORE INSERT ON enrolment_guardiansignature
    FOR EACH ROW EXECUTE FUNCTION security.guardian_signature_fits();
-- Drafts.
DROP TRIGGER IF EXISTS c_closes_once ON enrolment_draft;
CREATE TRIGGER c_closes_once BEFORE UPDATE ON enrolment_draft
    FOR EACH ROW EXECUTE FUNCTION security.draft_closes_once();
-- Appeals.
DROP TRIGGER IF EXISTS c_another_decides ON enrolment_decision;
CREATE TRIGGER c_another_decides BEFORE INSERT ON enrolment_decision
    FOR EACH ROW EXECUTE FUNCTION security.another_decides_the_appeal();
-- The end of a right.
DROP TRIGGER IF EXISTS e_cards ON enrolment_enrolmentevent;
CREATE TRIGGER e_cards AFTER INSERT ON enrolment_enrolmentevent
    FOR EACH ROW EXECUTE FUNCTION security.end_cancels_cards();
DROP TRIGGER IF EXISTS c_right_lasts ON enrolment_card;
CREATE TRIGGER c_right_lasts BEFORE INSERT ON enrolment_card
    FOR EACH ROW EXECUTE FUNCTION security.card_of_a_right_that_lasts();
-- Copies of materials.
DROP TRIGGER IF EXISTS c_copy_fits ON enrolment_materialcopy;
CREATE TRIGGER c_copy_fits BEFORE INSERT ON enrolment_materialcopy
    FOR EACH ROW EXECUTE FUNCTION security.copy_fits();

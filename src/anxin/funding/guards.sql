-- What a payer with a limit has borne follows the month shares of pick-ups; its CHECK holds the
-- limit when two pick-ups meet on the month's last fen (5.1.5.e, T9). A share is taken while a
-- pick-up is being completed, and given back while it is being reversed.
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.keep_use() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE back record;
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN dispensing_pickup p ON p.id = a.pickup_id
               WHERE a.person_id <> p.person_id
                  OR p.stage <> CASE WHEN a.amount > 0 THEN 'prepared' ELSE 'completed' END) THEN
        PERFORM security.refuse('month_share_goes_with_its_pickup');
    END IF;
    -- A month is taken above the cap under a confirmed consultation of this person alone, for its months
    -- alone, and up to its amount (4.2).
    IF EXISTS (SELECT 1 FROM added a LEFT JOIN funding_consultation c
                   ON c.id = a.consultation_id AND c.stage = 'confirmed' AND c.person_id = ANY (security.same_person(a.person_id))
               LEFT JOIN funding_consultationmonth m ON m.consultation_id = c.id AND m.month = a.period
               WHERE a.consultation_id IS NOT NULL AND (a.payer <> 'programme' OR a."limit" IS NULL
                   OR m.amount IS NULL OR a."limit" > m.amount)) THEN
        PERFORM security.refuse('month_is_raised_by_its_consultation');
    END IF;
    -- In one order, so that two transactions meet on the same row and wait, not deadlock (decision 0005).
    INSERT INTO funding_use AS u (id, person_id, payer, period, used, "limit")
    SELECT gen_random_uuid(), a.person_id, a.payer, a.period, sum(a.amount), min(a."limit")
    FROM added a WHERE a.amount > 0 GROUP BY a.person_id, a.payer, a.period ORDER BY a.person_id, a.payer, a.period
    ON CONFLICT (person_id, payer, period) DO UPDATE SET used = u.used + excluded.used, "limit" = excluded."limit";
    -- The use of a record merged into the person's counts for the person (T52); a merge waits for this row.
    PERFORM 1 FROM people_person WHERE id IN (SELECT a.person_id FROM added a WHERE a.amount > 0) ORDER BY id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM added a JOIN people_person p ON p.merged_into_id = a.person_id
               JOIN funding_use g ON g.person_id = p.id AND g.payer = a.payer AND g.period = a.period
               WHERE a.amount > 0 AND a."limit" IS NOT NULL AND g.used > 0
                 AND (SELECT sum(o.used) FROM funding_use o JOIN people_person q ON q.id = o.person_id
                      WHERE a.person_id IN (q.id, q.merged_into_id) AND o.payer = a.payer AND o.period = a.period) > a."limit") THEN
        PERFORM security.refuse('no_payer_bears_more_than_its_limit');
    END IF;
    -- What is given back keeps the limit it was taken under, even where the limit fell meanwhile.
    FOR back IN SELECT a.person_id, a.payer, a.period, sum(a.amount) AS fen
        FROM added a WHERE a.amount < 0 GROUP BY a.person_id, a.payer, a.period ORDER BY a.person_id, a.payer, a.period
    LOOP
        UPDATE funding_use SET used = used + back.fen
        WHERE person_id = back.person_id AND payer = back.payer AND period = back.period;
    END LOOP;
    RETURN NULL;
END $$;

-- A question is asked at an arrival of the person, and is whole when it is asked.
CREATE OR REPLACE FUNCTION security.consultation_of_who_arrived() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM clinics_attendance a WHERE a.id = NEW.attendance_id
                   AND a.person_id = NEW.person_id AND a.organisation_id = NEW.organisation_id) THEN
        PERFORM security.refuse('consultation_of_who_arrived');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.consultation_is_asked_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN funding_consultation c ON c.id = a.consultation_id
               WHERE c.recorded_xid <> pg_current_xact_id()::text::bigint) THEN
        PERFORM security.refuse('consultation_is_asked_once');
    END IF;
    RETURN NULL;
END $$;
-- A word is of a published expert who is not the doctor that asked, and written down by another hand.
CREATE OR REPLACE FUNCTION security.expert_is_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM funding_consultation c JOIN organisations_staff d ON d.id = c.recorded_by_id
                   JOIN organisations_groupmember g ON g.id = NEW.expert_id AND g."group" = 'expert'
                   WHERE c.id = NEW.consultation_id AND g.name <> d.name AND d.id <> security.actor()
                     AND c.stage = 'asked') THEN
        PERFORM security.refuse('expert_is_another');
    END IF;
    RETURN NEW;
END $$;
-- Each move by the hand it belongs to: the word's with the word itself, the confirmation by a third person.
CREATE OR REPLACE FUNCTION security.consultation_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE c funding_consultation; w funding_expertword; holds boolean;
BEGIN
    SELECT * INTO c FROM funding_consultation WHERE id = NEW.consultation_id;
    SELECT * INTO w FROM funding_expertword WHERE consultation_id = c.id;
    holds := CASE
        WHEN NEW.move IN ('agree', 'oppose') THEN security.may('consultation.record') AND w.act_id = NEW.act_id
            AND w.recorded_by_id = security.actor() AND w.agrees = (NEW.move = 'agree')
        WHEN NEW.move IN ('confirm', 'decline') THEN security.may('consultation.confirm') AND w.agrees
            AND security.actor() NOT IN (c.recorded_by_id, w.recorded_by_id)
        WHEN NEW.move = 'withdraw' THEN security.may('consultation.ask') AND security.actor() = c.recorded_by_id
        ELSE false END;
    IF NOT coalesce(holds, false) THEN PERFORM security.refuse('consultation_move_by_its_hand'); END IF;
    RETURN NEW;
END $$;
RESET ROLE;
DROP TRIGGER IF EXISTS c_of_who_arrived ON funding_consultation;
CREATE TRIGGER c_of_who_arrived BEFORE INSERT ON funding_consultation
    FOR EACH ROW EXECUTE FUNCTION security.consultation_of_who_arrived();
DROP TRIGGER IF EXISTS c_once ON funding_consultationline;
CREATE TRIGGER c_once AFTER INSERT ON funding_consultationline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.consultation_is_asked_once();
DROP TRIGGER IF EXISTS c_once ON funding_consultationmonth;
CREATE TRIGGER c_once AFTER INSERT ON funding_consultationmonth REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.consultation_is_asked_once();
DROP TRIGGER IF EXISTS c_another ON funding_expertword;
CREATE TRIGGER c_another BEFORE INSERT ON funding_expertword
    FOR EACH ROW EXECUTE FUNCTION security.expert_is_another();
DROP TRIGGER IF EXISTS c_moves ON funding_consultationevent;
CREATE TRIGGER c_moves BEFORE INSERT ON funding_consultationevent
    FOR EACH ROW EXECUTE FUNCTION security.consultation_moves();
DROP TRIGGER IF EXISTS b_use ON dispensing_monthshare;
CREATE TRIGGER b_use AFTER INSERT ON dispensing_monthshare REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.keep_use();

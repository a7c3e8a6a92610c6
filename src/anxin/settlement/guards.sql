-- The quarter's claim, its check, and the fund's floor (5.4, 5.5, 7.1.c). Whole sets, never line by line.
SET ROLE anxin_security;

CREATE OR REPLACE FUNCTION security.quarter_start(quarter text) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT make_date(left(quarter, 4)::int, 3 * right(quarter, 1)::int - 2, 1)
$$;
CREATE OR REPLACE FUNCTION security.quarter_end(quarter text) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT (make_date(left(quarter, 4)::int, 3 * right(quarter, 1)::int - 2, 1) + interval '3 months')::date - 1
$$;

-- What a hospital has not claimed yet of the pick-ups completed until a day, and what it has to take back of
-- accepted claims because the pick-up was reversed since: the preview and the claim ask the same question.
-- A paper slip whose scan is owed is told, and can't be claimed (design 6); nor can what was collected with a
-- card that was lost, unless the office set it aside (A5.n4).
DROP FUNCTION IF EXISTS security.claimable(uuid, date);
CREATE FUNCTION security.claimable(given_hospital uuid, last_day date)
RETURNS TABLE (pickup_id uuid, completed_on date, amount bigint, signed boolean, slip_owed boolean, lost boolean,
    takes_back uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT p.id, p.prepared_on, p.programme, count(DISTINCT g.role) = 3, coalesce(bool_or(g.way = 'paper'), false)
        AND NOT EXISTS (SELECT 1 FROM dispensing_slipscan s WHERE s.pickup_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM dispensing_slipscan z WHERE z.pickup_id = p.id),
        EXISTS (SELECT 1 FROM settlement_losscharge h WHERE h.pickup_id = p.id AND h.stage <> 'set_aside'), NULL::uuid
    FROM dispensing_pickup p LEFT JOIN dispensing_signature g ON g.pickup_id = p.id
    WHERE p.hospital_id = given_hospital AND p.prepared_on <= last_day AND p.stage = 'completed'
      AND given_hospital = ANY ((SELECT security.within('claim.file'))::uuid[])
      AND NOT EXISTS (SELECT 1 FROM settlement_claimline l WHERE l.pickup_id = p.id)
    GROUP BY p.id
    UNION ALL
    SELECT l.pickup_id, v.occurred_on, -l.amount, true, false, false, l.id
    FROM settlement_claim c JOIN settlement_claimline l ON l.claim_id = c.id AND l.takes_back_id IS NULL
    JOIN dispensing_pickup p ON p.id = l.pickup_id AND p.stage = 'reversed'
    JOIN dispensing_pickupevent v ON v.pickup_id = p.id AND v.move = 'reverse'
    WHERE c.hospital_id = given_hospital AND c.stage = 'accepted' AND v.occurred_on <= last_day
      AND given_hospital = ANY ((SELECT security.within('claim.file'))::uuid[])
      AND NOT EXISTS (SELECT 1 FROM settlement_claimline b WHERE b.takes_back_id = l.id)
$$;

-- The only way a line comes to be: all of the hospital's at once, in the transaction that opened the claim.
-- It meets a reversal on the pick-up's row: who comes second sees what the first did.
CREATE OR REPLACE FUNCTION security.gather_claim(given_claim uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE c settlement_claim; gathered bigint;
BEGIN
    SELECT * INTO c FROM settlement_claim WHERE id = given_claim AND stage = 'draft'
        AND recorded_by_id = security.actor() AND recorded_xid = pg_current_xact_id()::text::bigint;
    IF NOT FOUND THEN PERFORM security.refuse('claim_is_gathered_once'); END IF;
    WITH due AS (
        SELECT p.id, f.completed_on, f.amount, f.takes_back
        FROM security.claimable(c.hospital_id, security.quarter_end(c.quarter)) f
        JOIN dispensing_pickup p ON p.id = f.pickup_id
        WHERE f.signed AND NOT f.slip_owed AND NOT f.lost
          AND p.stage = CASE WHEN f.takes_back IS NULL THEN 'completed' ELSE 'reversed' END ORDER BY p.id FOR SHARE OF p)
    INSERT INTO settlement_claimline (id, claim_id, pickup_id, completed_on, amount, takes_back_id)
        SELECT gen_random_uuid(), c.id, d.id, d.completed_on, d.amount, d.takes_back FROM due d;
    GET DIAGNOSTICS gathered = ROW_COUNT;
    RETURN gathered;
END $$;

-- The newest word on a line; an answer puts it back.
CREATE OR REPLACE FUNCTION security.newest_verdict(line uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT y.verdict::text FROM settlement_linecheck y WHERE y.line_id = newest_verdict.line ORDER BY y.recorded_at DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION security.newest_verdict(uuid) FROM PUBLIC;

-- What the records say of each line (7.1.c). Answers yes or no, so that the office learns of a stay in
-- hospital without reading it, and a hospital sees its line after the person moved away. The card's
-- number stands for the person.
-- A pick-up that was reversed after its claim stands in it as it was; what takes it back follows it.
DROP FUNCTION IF EXISTS security.claim_lines(uuid, uuid[]);
CREATE FUNCTION security.claim_lines(given_claim uuid, only_lines uuid[] DEFAULT NULL)
RETURNS TABLE (line_id uuid, pickup_id uuid, person_id uuid, completed_on date, late boolean,
    organisation_id uuid, card_number text, amount bigint, policy_version text, signed boolean,
    prescribed boolean, left_the_store boolean, stands boolean, card_valid boolean, at_home boolean,
    verdict text, reason text, takes_back boolean, reversed boolean, first_verdict text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    WITH line AS MATERIALIZED (
        SELECT l.id, l.pickup_id, l.completed_on, l.amount, l.completed_on < security.quarter_start(c.quarter) AS late,
            p.person_id, p.card_id, p.organisation_id, p.prescription_id, p.prescriber_id, p.policy_version,
            l.takes_back_id, p.stage = 'reversed' AS reversed,
            CASE WHEN l.takes_back_id IS NULL THEN p.programme = l.amount AND p.prepared_on = l.completed_on
                AND (p.stage = 'completed' OR p.stage = 'reversed' AND EXISTS (SELECT 1 FROM dispensing_pickupevent v
                    WHERE v.pickup_id = p.id AND v.move = 'reverse' AND v.recorded_at > c.recorded_at))
            ELSE p.programme = -l.amount AND p.stage = 'reversed' END AS stands
        FROM settlement_claim c JOIN settlement_claimline l ON l.claim_id = c.id
        JOIN dispensing_pickup p ON p.id = l.pickup_id
        WHERE c.id = given_claim AND (only_lines IS NULL OR l.id = ANY (only_lines))
          AND c.hospital_id = ANY ((SELECT security.within('claim.lines'))::uuid[])),
    signature AS (
        SELECT n.id, count(DISTINCT g.role) = 3 AND bool_or(g.role = 'doctor' AND g.staff_id = n.prescriber_id
            AND g.content_hash = r.content_hash) AND bool_or(g.role = 'dispenser' AND g.staff_id IS NOT NULL) AS complete
        FROM line n JOIN dispensing_signature g ON g.pickup_id = n.pickup_id
        JOIN clinics_prescription r ON r.id = n.prescription_id GROUP BY n.id),
    given AS (
        SELECT n.id, count(*) > 0 AND bool_and(q.prescription_id = n.prescription_id AND i.quantity <= q.quantity) AS as_written
        FROM line n JOIN dispensing_pickupline i ON i.pickup_id = n.pickup_id
        JOIN clinics_prescriptionline q ON q.id = i.prescription_line_id GROUP BY n.id),
    allocated AS (
        SELECT n.id, a.lot_id, sum(a.quantity) AS units FROM line n
        JOIN dispensing_allocation a ON a.pickup_id = n.pickup_id GROUP BY n.id, a.lot_id),
    moved AS (
        SELECT n.id, o.lot_id, -sum(o.amount) AS units FROM line n
        JOIN ledger_entry e ON e.document_id = n.pickup_id AND e.reverses_id IS NULL
        JOIN ledger_posting o ON o.entry_id = e.id AND o.lot_id IS NOT NULL
        JOIN ledger_account a ON a.id = o.account_id AND a.kind = 'store' AND a.organisation_id = n.organisation_id
        GROUP BY n.id, o.lot_id),
    stock AS (
        SELECT id, bool_and(allocated.units IS NOT DISTINCT FROM moved.units) AS agrees
        FROM allocated FULL JOIN moved USING (id, lot_id) GROUP BY id)
    SELECT n.id, n.pickup_id, n.person_id, n.completed_on, n.late, n.organisation_id, k.number::text, n.amount,
        n.policy_version::text, coalesce(s.complete, false),
        coalesce(v.as_written, false) AND r.person_id = n.person_id
            AND EXISTS (SELECT 1 FROM clinics_pharmacistreview w WHERE w.prescription_id = r.id AND w.passed),
        coalesce(t.agrees, false), n.stands,
        n.takes_back_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM settlement_losscharge h
            WHERE h.pickup_id = n.pickup_id AND h.stage <> 'set_aside')
        AND NOT EXISTS (SELECT 1 FROM enrolment_cardevent x WHERE x.card_id = n.card_id AND x.move = 'report_loss'
            AND x.recorded_at < (SELECT max(d.recorded_at) FROM dispensing_pickupevent d
                WHERE d.pickup_id = n.pickup_id AND d.move = 'complete')),
        n.takes_back_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = n.person_id
            AND h.since <= n.completed_on AND (h.until IS NULL OR h.until > n.completed_on)),
        c.verdict::text, c.reason, n.takes_back_id IS NOT NULL, n.reversed, security.newest_verdict(n.takes_back_id)
    FROM line n JOIN clinics_prescription r ON r.id = n.prescription_id JOIN enrolment_card k ON k.id = n.card_id
    LEFT JOIN signature s ON s.id = n.id LEFT JOIN given v ON v.id = n.id LEFT JOIN stock t ON t.id = n.id
    LEFT JOIN LATERAL (SELECT y.verdict, y.reason FROM settlement_linecheck y WHERE y.line_id = n.id
        ORDER BY y.recorded_at DESC LIMIT 1) c ON true
$$;

-- Sums of claims, for those who may not see a line (finance).
DROP FUNCTION IF EXISTS security.claim_totals(uuid[]);
CREATE FUNCTION security.claim_totals(claims uuid[])
RETURNS TABLE (claim_id uuid, lines bigint, late bigint, claimed bigint, accepted_lines bigint, accepted bigint,
    rejected_lines bigint, rejected bigint, queried bigint, undecided bigint, taken_back_lines bigint, taken_back bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT c.id, count(l.id), count(l.id) FILTER (WHERE l.completed_on < security.quarter_start(c.quarter)),
        coalesce(sum(l.amount), 0)::bigint,
        count(l.id) FILTER (WHERE k.verdict = 'accepted'),
        coalesce(sum(l.amount) FILTER (WHERE k.verdict = 'accepted'), 0)::bigint,
        count(l.id) FILTER (WHERE k.verdict = 'rejected'),
        coalesce(sum(l.amount) FILTER (WHERE k.verdict = 'rejected'), 0)::bigint,
        count(l.id) FILTER (WHERE k.verdict = 'queried'),
        count(l.id) FILTER (WHERE k.verdict IS NULL OR k.verdict = 'answered'),
        count(l.takes_back_id), coalesce(sum(l.amount) FILTER (WHERE l.takes_back_id IS NOT NULL), 0)::bigint
    FROM settlement_claim c LEFT JOIN settlement_claimline l ON l.claim_id = c.id
    LEFT JOIN LATERAL (SELECT y.verdict FROM settlement_linecheck y WHERE y.line_id = l.id
        ORDER BY y.recorded_at DESC LIMIT 1) k ON true
    WHERE c.id = ANY (claims) AND c.hospital_id = ANY ((SELECT security.within('claim.read'))::uuid[])
    GROUP BY c.id
$$;

-- Words on lines: while the claim is under check, along the table of moves, by who had no part in it.
CREATE OR REPLACE FUNCTION security.checks_fit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM 1 FROM settlement_claim c WHERE c.id IN (SELECT a.claim_id FROM added a) ORDER BY c.id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM added a LEFT JOIN settlement_claimline l ON l.id = a.line_id AND l.claim_id = a.claim_id
               WHERE l.id IS NULL) OR (SELECT count(*) <> count(DISTINCT a.line_id) FROM added a) THEN
        PERFORM security.refuse('check_is_of_a_line_of_the_claim');
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN settlement_claim c ON c.id = a.claim_id WHERE c.stage <> 'filed') THEN
        PERFORM security.refuse('lines_are_checked_while_filed');
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN settlement_claim c ON c.id = a.claim_id
               WHERE a.verdict <> 'answered' AND a.recorded_by_id = c.recorded_by_id) THEN
        PERFORM security.refuse('another_than_the_filer_checks');
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN settlement_claimline l ON l.id = a.line_id
               JOIN dispensing_pickup p ON p.id = l.pickup_id
               LEFT JOIN dispensing_signature g ON g.pickup_id = p.id AND g.staff_id = a.recorded_by_id
               WHERE a.verdict <> 'answered' AND (g.id IS NOT NULL
                   OR a.recorded_by_id IN (p.recorded_by_id, p.prescriber_id, p.reviewer_id))) THEN
        PERFORM security.refuse('checker_had_no_part_in_the_pickup');
    END IF;
    IF EXISTS (SELECT 1 FROM added a
               LEFT JOIN LATERAL (SELECT y.verdict FROM settlement_linecheck y WHERE y.line_id = a.line_id
                   AND y.id <> a.id ORDER BY y.recorded_at DESC LIMIT 1) k ON true
               WHERE NOT EXISTS (SELECT 1 FROM security.move m WHERE m.noun = 'claim_line'
                   AND m.from_stage = CASE WHEN k.verdict IS NULL OR k.verdict = 'answered' THEN 'claimed' ELSE k.verdict END
                   AND m.move = CASE a.verdict WHEN 'accepted' THEN 'accept' WHEN 'queried' THEN 'query'
                       WHEN 'rejected' THEN 'reject' WHEN 'answered' THEN 'answer' END)) THEN
        PERFORM security.refuse('line_moves_along_its_table');
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN settlement_claimline l ON l.id = a.line_id AND l.takes_back_id IS NOT NULL
               WHERE a.verdict IN ('accepted', 'rejected')
                 AND a.verdict IS DISTINCT FROM security.newest_verdict(l.takes_back_id)) THEN
        PERFORM security.refuse('taking_back_follows_its_line');
    END IF;
    RETURN NULL;
END $$;

-- Moves of a claim: filed by its own hand and not empty, checked and accepted by another.
CREATE OR REPLACE FUNCTION security.claim_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE filer uuid;
BEGIN
    SELECT c.recorded_by_id INTO filer FROM settlement_claim c WHERE c.id = NEW.claim_id;
    IF NEW.move = 'file' THEN
        IF filer <> NEW.recorded_by_id OR NOT EXISTS (SELECT 1 FROM settlement_claimline l WHERE l.claim_id = NEW.claim_id) THEN
            PERFORM security.refuse('claim_is_filed_with_its_lines');
        END IF;
        RETURN NEW;
    END IF;
    IF filer = NEW.recorded_by_id THEN PERFORM security.refuse('another_than_the_filer_checks'); END IF;
    IF NEW.move IN ('finish_check', 'accept') AND EXISTS (
        SELECT 1 FROM settlement_claimline l
        LEFT JOIN LATERAL (SELECT y.verdict FROM settlement_linecheck y WHERE y.line_id = l.id
            ORDER BY y.recorded_at DESC LIMIT 1) k ON true
        WHERE l.claim_id = NEW.claim_id AND (k.verdict IS NULL OR k.verdict NOT IN ('accepted', 'rejected'))) THEN
        PERFORM security.refuse('every_line_is_decided');
    END IF;
    RETURN NEW;
END $$;

-- Who asks for an advance does not approve it (5.5.a).
CREATE OR REPLACE FUNCTION security.another_approves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM funding_advance a WHERE a.id = NEW.advance_id AND a.recorded_by_id = NEW.recorded_by_id) THEN
        PERFORM security.refuse('another_than_the_asker_approves');
    END IF;
    RETURN NEW;
END $$;

-- Dedicated use (7.1.c): the fund is filled by finance and drawn on by an approved advance alone, an
-- advance is drawn on by an accepted claim alone. The fund never falls below zero (5.4): two who draw
-- on it meet on its account.
CREATE OR REPLACE FUNCTION security.fund_holds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE kinds text[]; fund uuid;
BEGIN
    SELECT array_agg(DISTINCT a.kind) INTO kinds FROM added n JOIN ledger_account a ON a.id = n.account_id
        WHERE a.kind IN ('source', 'fund', 'advance', 'disallowed');
    IF kinds IS NULL THEN RETURN NULL; END IF;
    IF NOT ('source' = ANY (kinds) AND security.may('budget.write') AND NOT kinds && '{advance,disallowed}'
            OR kinds <@ '{fund,advance}' AND security.may('advance.approve')
            OR kinds <@ '{advance,disallowed}' AND security.may('claim.check')) THEN
        PERFORM security.refuse('money_moves_for_its_purpose');
    END IF;
    SELECT a.id INTO fund FROM added n JOIN ledger_account a ON a.id = n.account_id
        WHERE a.kind = 'fund' AND n.amount < 0 LIMIT 1;
    IF fund IS NULL THEN RETURN NULL; END IF;
    PERFORM 1 FROM ledger_account a WHERE a.id = fund FOR NO KEY UPDATE;
    IF (SELECT sum(p.amount) FROM ledger_posting p WHERE p.account_id = fund) < 0 THEN
        PERFORM security.refuse('fund_is_never_negative');
    END IF;
    RETURN NULL;
END $$;

-- ---- What ran up with a card while it was lost (A5.n4) ----

-- The report kills the card under the lock that a completion takes too, so none comes after it.
CREATE OR REPLACE FUNCTION security.pickups_while_lost(lost_card uuid, since date) RETURNS SETOF dispensing_pickup
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.* FROM dispensing_pickup p
    WHERE p.card_id = lost_card AND p.stage = 'completed' AND p.prepared_on >= since AND p.total > 0
$$;
REVOKE ALL ON FUNCTION security.pickups_while_lost(uuid, date) FROM PUBLIC;
-- How many and how much, for whoever is about to report a loss; nobody else is told anything.
CREATE OR REPLACE FUNCTION security.run_up_with(lost_card uuid, since date)
RETURNS TABLE (pickups bigint, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT count(p.id), coalesce(sum(p.total), 0)::bigint
    FROM enrolment_card c JOIN people_person s ON s.id = c.person_id
    JOIN LATERAL security.pickups_while_lost(c.id, since) p ON true
    WHERE c.id = lost_card AND (s.keeper_id = ANY ((SELECT security.within('card.report_loss'))::uuid[])
        OR s.clinic_id = ANY ((SELECT security.within('card.report_loss'))::uuid[]))
$$;
CREATE OR REPLACE FUNCTION security.loss_runs_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.move <> 'report_loss' THEN RETURN NULL; END IF;
    INSERT INTO settlement_losscharge (id, person_id, card_id, pickup_id, lost_on, reported_on, amount, act_id)
    SELECT gen_random_uuid(), p.person_id, p.card_id, p.id, NEW.occurred_on,
        (a.occurred_at AT TIME ZONE 'Asia/Shanghai')::date, p.total, NEW.act_id
    FROM security.pickups_while_lost(NEW.card_id, NEW.occurred_on) p JOIN acts_act a ON a.id = NEW.act_id
    ORDER BY p.id;
    RETURN NULL;
END $$;

-- Who came for a pick-up that was charged and which cards they showed: what the office decides by. It reads
-- no visit; to everybody else there is nothing.
CREATE OR REPLACE FUNCTION security.who_came(charge uuid) RETURNS TABLE (came text, shown text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT a.came::text, a.shown::text[]
    FROM settlement_losscharge c JOIN dispensing_pickup p ON p.id = c.pickup_id
    JOIN clinics_attendance a ON a.id = p.attendance_id JOIN people_person s ON s.id = c.person_id
    WHERE c.id = charge AND (s.keeper_id = ANY ((SELECT security.within('loss.read'))::uuid[])
        OR s.clinic_id = ANY ((SELECT security.within('loss.read'))::uuid[]))
$$;

-- Where the programme's share of a pick-up lies, or will: the last word on its line is never changed.
CREATE OR REPLACE FUNCTION security.programme_share_lies_on(pickup uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN l.id IS NULL THEN 'payable' ELSE (SELECT CASE k.verdict WHEN 'accepted' THEN 'advance'
        WHEN 'rejected' THEN 'disallowed' END FROM settlement_linecheck k WHERE k.line_id = l.id
        ORDER BY k.recorded_at DESC LIMIT 1) END
    FROM (VALUES (pickup)) asked (id) LEFT JOIN settlement_claimline l ON l.pickup_id = asked.id AND l.takes_back_id IS NULL
$$;
REVOKE ALL ON FUNCTION security.programme_share_lies_on(uuid) FROM PUBLIC;
-- One entry takes every payer's share back, puts the whole on the person, and the months are free again.
CREATE OR REPLACE FUNCTION security.charge_is_booked(c public.settlement_losscharge) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE p dispensing_pickup; lies_on text := security.programme_share_lies_on(c.pickup_id);
BEGIN
    SELECT * INTO p FROM dispensing_pickup WHERE id = c.pickup_id;
    RETURN lies_on IS NOT NULL
        AND (SELECT count(*) FROM ledger_entry e WHERE e.document_id = c.id) = 1
        AND NOT EXISTS (
            SELECT 1 FROM (
                SELECT k.kind, k.payer, sum(k.fen) AS fen FROM (
                    SELECT w.kind, s.payer, w.sign * s.fen AS fen
                    FROM (VALUES ('basic_insurance', p.basic_insurance), ('special_disease', p.special_disease),
                        ('civil_assistance', p.civil_assistance), ('federation', p.federation),
                        ('disorder_project', p.disorder_project), ('programme', p.programme)) s (payer, fen)
                    CROSS JOIN (VALUES ('cost', -1), ('payable', 1)) w (kind, sign)
                    WHERE NOT (w.kind = 'payable' AND s.payer = 'programme')
                    UNION ALL SELECT lies_on, CASE lies_on WHEN 'payable' THEN 'programme' ELSE '' END, p.programme
                    UNION ALL VALUES ('receivable', 'person', c.amount), ('payable', 'person', -c.amount)) k
                WHERE k.fen <> 0 GROUP BY k.kind, k.payer) owed
            FULL JOIN (SELECT a.kind, a.payer, sum(g.amount) AS fen FROM ledger_entry e
                       JOIN ledger_posting g ON g.entry_id = e.id JOIN ledger_account a ON a.id = g.account_id
                       WHERE e.document_id = c.id AND a.organisation_id = p.hospital_id GROUP BY a.kind, a.payer) booked
                USING (kind, payer)
            WHERE owed.fen IS DISTINCT FROM booked.fen)
        AND NOT EXISTS (SELECT 1 FROM dispensing_monthshare m WHERE m.pickup_id = p.id
                        GROUP BY m.payer, m.period HAVING sum(m.amount) <> 0);
END $$;
REVOKE ALL ON FUNCTION security.charge_is_booked(public.settlement_losscharge) FROM PUBLIC;
CREATE OR REPLACE FUNCTION security.loss_charge_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE c settlement_losscharge;
BEGIN
    SELECT * INTO c FROM settlement_losscharge WHERE id = NEW.charge_id;
    IF NEW.move <> 'pay_back' AND NEW.recorded_by_id = c.recorded_by_id THEN
        PERFORM security.refuse('another_than_the_reporter_decides');
    END IF;
    IF NEW.move = 'set_aside' AND btrim(NEW.because) = '' THEN
        PERFORM security.refuse('setting_aside_has_its_reason');
    END IF;
    IF NEW.move = 'fall_on_person' AND NOT security.charge_is_booked(c) THEN
        PERFORM security.refuse('a_charge_falls_with_its_entry');
    END IF;
    IF NEW.move = 'pay_back' AND (
        NOT EXISTS (SELECT 1 FROM settlement_losspayment y WHERE y.charge_id = c.id AND y.amount = c.amount)
        OR EXISTS (SELECT 1 FROM ledger_entry e JOIN ledger_posting g ON g.entry_id = e.id
                   JOIN ledger_account a ON a.id = g.account_id WHERE e.document_id = c.id AND a.payer = 'person'
                   GROUP BY a.id HAVING sum(g.amount) <> 0)) THEN
        PERFORM security.refuse('a_charge_is_closed_by_its_payment');
    END IF;
    RETURN NEW;
END $$;
-- What the person has to bear, or may have to, is not taken back behind the office's back.
CREATE OR REPLACE FUNCTION security.charged_pickup_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.move = 'reverse' AND EXISTS (SELECT 1 FROM settlement_losscharge c
        WHERE c.pickup_id = NEW.pickup_id AND c.stage <> 'set_aside') THEN
        PERFORM security.refuse('charged_pickup_stands');
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS h_runs_up ON enrolment_cardevent;
CREATE TRIGGER h_runs_up AFTER INSERT ON enrolment_cardevent
    FOR EACH ROW EXECUTE FUNCTION security.loss_runs_up();
DROP TRIGGER IF EXISTS c_moves ON settlement_losschargeevent;
CREATE TRIGGER c_moves BEFORE INSERT ON settlement_losschargeevent
    FOR EACH ROW EXECUTE FUNCTION security.loss_charge_moves();
DROP TRIGGER IF EXISTS c_charged ON dispensing_pickupevent;
CREATE TRIGGER c_charged BEFORE INSERT ON dispensing_pickupevent
    FOR EACH ROW EXECUTE FUNCTION security.charged_pickup_stands();
DROP TRIGGER IF EXISTS b_checks ON settlement_linecheck;
CREATE TRIGGER b_checks AFTER INSERT ON settlement_linecheck REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.checks_fit();
DROP TRIGGER IF EXISTS c_moves ON settlement_claimevent;
CREATE TRIGGER c_moves BEFORE INSERT ON settlement_claimevent
    FOR EACH ROW EXECUTE FUNCTION security.claim_moves();
DROP TRIGGER IF EXISTS c_another ON funding_advanceevent;
CREATE TRIGGER c_another BEFORE INSERT ON funding_advanceevent
    FOR EACH ROW EXECUTE FUNCTION security.another_approves();
DROP TRIGGER IF EXISTS d_fund ON ledger_posting;
CREATE TRIGGER d_fund AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.fund_holds();

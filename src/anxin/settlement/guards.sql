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

-- What a hospital has not claimed yet of the pick-ups completed until a day: the preview and the claim
-- ask the same question. A paper slip whose scan is owed is told, and can't be claimed (design 6).
CREATE OR REPLACE FUNCTION security.claimable(given_hospital uuid, last_day date)
RETURNS TABLE (pickup_id uuid, completed_on date, amount bigint, signed boolean, slip_owed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT p.id, p.prepared_on, p.programme, count(DISTINCT g.role) = 3, coalesce(bool_or(g.way = 'paper'), false)
        AND NOT EXISTS (SELECT 1 FROM dispensing_slipscan s WHERE s.pickup_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM dispensing_slipscan z WHERE z.pickup_id = p.id)
    FROM dispensing_pickup p LEFT JOIN dispensing_signature g ON g.pickup_id = p.id
    WHERE p.hospital_id = given_hospital AND p.prepared_on <= last_day AND p.stage = 'completed'
      AND given_hospital = ANY ((SELECT security.within('claim.file'))::uuid[])
      AND NOT EXISTS (SELECT 1 FROM settlement_claimline l WHERE l.pickup_id = p.id)
    GROUP BY p.id
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
        SELECT p.id, p.prepared_on, p.programme
        FROM security.claimable(c.hospital_id, security.quarter_end(c.quarter)) f
        JOIN dispensing_pickup p ON p.id = f.pickup_id
        WHERE f.signed AND NOT f.slip_owed AND p.stage = 'completed' ORDER BY p.id FOR SHARE OF p)
    INSERT INTO settlement_claimline (id, claim_id, pickup_id, completed_on, amount)
        SELECT gen_random_uuid(), c.id, d.id, d.prepared_on, d.programme FROM due d;
    GET DIAGNOSTICS gathered = ROW_COUNT;
    RETURN gathered;
END $$;

-- What the records say of each line (7.1.c). Answers yes or no, so that the office learns of a stay in
-- hospital without reading it, and a hospital sees its line after the person moved away. The card's
-- number stands for the person.
CREATE OR REPLACE FUNCTION security.claim_lines(given_claim uuid, only_lines uuid[] DEFAULT NULL)
RETURNS TABLE (line_id uuid, pickup_id uuid, person_id uuid, completed_on date, late boolean,
    organisation_id uuid, card_number text, amount bigint, policy_version text, signed boolean,
    prescribed boolean, left_the_store boolean, stands boolean, card_valid boolean, at_home boolean,
    verdict text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    WITH line AS MATERIALIZED (
        SELECT l.id, l.pickup_id, l.completed_on, l.amount, l.completed_on < security.quarter_start(c.quarter) AS late,
            p.person_id, p.card_id, p.organisation_id, p.prescription_id, p.prescriber_id, p.policy_version,
            p.stage = 'completed' AND p.programme = l.amount AND p.prepared_on = l.completed_on AS stands
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
        JOIN ledger_entry e ON e.document_id = n.pickup_id
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
        NOT EXISTS (SELECT 1 FROM enrolment_cardevent x WHERE x.card_id = n.card_id AND x.move = 'report_loss'
            AND (x.occurred_on < n.completed_on OR x.occurred_on = n.completed_on AND x.recorded_at < (
                SELECT max(d.recorded_at) FROM dispensing_pickupevent d WHERE d.pickup_id = n.pickup_id AND d.move = 'complete'))),
        NOT EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = n.person_id
            AND h.since <= n.completed_on AND (h.until IS NULL OR h.until > n.completed_on)),
        c.verdict::text, c.reason
    FROM line n JOIN clinics_prescription r ON r.id = n.prescription_id JOIN enrolment_card k ON k.id = n.card_id
    LEFT JOIN signature s ON s.id = n.id LEFT JOIN given v ON v.id = n.id LEFT JOIN stock t ON t.id = n.id
    LEFT JOIN LATERAL (SELECT y.verdict, y.reason FROM settlement_linecheck y WHERE y.line_id = n.id
        ORDER BY y.recorded_at DESC LIMIT 1) c ON true
$$;

-- Sums of claims, for those who may not see a line (finance).
CREATE OR REPLACE FUNCTION security.claim_totals(claims uuid[])
RETURNS TABLE (claim_id uuid, lines bigint, late bigint, claimed bigint, accepted_lines bigint, accepted bigint,
    rejected_lines bigint, rejected bigint, queried bigint, undecided bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT c.id, count(l.id), count(l.id) FILTER (WHERE l.completed_on < security.quarter_start(c.quarter)),
        coalesce(sum(l.amount), 0)::bigint,
        count(l.id) FILTER (WHERE k.verdict = 'accepted'),
        coalesce(sum(l.amount) FILTER (WHERE k.verdict = 'accepted'), 0)::bigint,
        count(l.id) FILTER (WHERE k.verdict = 'rejected'),
        coalesce(sum(l.amount) FILTER (WHERE k.verdict = 'rejected'), 0)::bigint,
        count(l.id) FILTER (WHERE k.verdict = 'queried'),
        count(l.id) FILTER (WHERE k.verdict IS NULL OR k.verdict = 'answered')
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
RESET ROLE;

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

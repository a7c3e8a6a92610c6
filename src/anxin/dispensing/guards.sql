-- The counter's guards (5.3.2, 5.1.5.e, 5.1.6.1). What the service decides in words, the database
-- holds again in numbers: nothing counts as handed over without its signatures, books and stock.
SET ROLE anxin_security;

-- Units of each lot that pick-ups prepared at a store on a day have set aside; they lapse with the day.
CREATE OR REPLACE FUNCTION security.reserved(organisation uuid, day date)
RETURNS TABLE (lot_id uuid, quantity bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.lot_id, sum(a.quantity)::bigint
    FROM public.dispensing_pickup p JOIN public.dispensing_allocation a ON a.pickup_id = p.id
    WHERE p.organisation_id = reserved.organisation AND p.prepared_on = reserved.day AND p.stage = 'prepared'
    GROUP BY a.lot_id
$$;

-- Locks in the one written order (decision 0005): enrolment, card, prescription, pick-up, stock.
CREATE OR REPLACE FUNCTION security.lock_person_and_prescription(person uuid, prescription uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM enrolment_enrolment e WHERE e.person_id = person ORDER BY e.id FOR NO KEY UPDATE;
    PERFORM 1 FROM enrolment_card c WHERE c.person_id = person ORDER BY c.id FOR NO KEY UPDATE;
    PERFORM 1 FROM clinics_prescription r WHERE r.id = prescription FOR NO KEY UPDATE;
END $$;
REVOKE ALL ON FUNCTION security.lock_person_and_prescription(uuid, uuid) FROM PUBLIC;
-- Before preparing: with the store's balances of every product that the prescription names.
CREATE OR REPLACE FUNCTION security.lock_for_preparing(prescription uuid, store uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM security.lock_person_and_prescription(
        (SELECT r.person_id FROM clinics_prescription r WHERE r.id = prescription), prescription);
    PERFORM 1 FROM pharmacy_stockbalance b JOIN pharmacy_lot l ON l.id = b.lot_id
        JOIN clinics_prescriptionline n ON n.product_id = l.product_id AND n.prescription_id = prescription
        WHERE b.organisation_id = store AND b.on_hand > 0 ORDER BY b.id FOR NO KEY UPDATE OF b;
END $$;
-- Before completing or reversing: with the pick-up and the balances of its lots.
CREATE OR REPLACE FUNCTION security.lock_pickup(pickup uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE p dispensing_pickup;
BEGIN
    SELECT * INTO p FROM dispensing_pickup WHERE id = pickup;
    PERFORM security.lock_person_and_prescription(p.person_id, p.prescription_id);
    PERFORM 1 FROM dispensing_pickup WHERE id = pickup FOR NO KEY UPDATE;
    PERFORM 1 FROM pharmacy_stockbalance b WHERE b.organisation_id = p.organisation_id
        AND b.lot_id IN (SELECT a.lot_id FROM dispensing_allocation a WHERE a.pickup_id = pickup)
        ORDER BY b.id FOR NO KEY UPDATE;
END $$;

-- What a pick-up turns on, for who may hand over and has the person in reach; nobody else gets a row.
-- One definer's plan in place of twelve tables' policies: the counter asks it twice for every pick-up.
CREATE OR REPLACE FUNCTION security.at_the_counter(person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT security.may('pickup.write') AND EXISTS (SELECT 1 FROM people_person p, security.within('registry.read') reach
        WHERE p.id = person AND (p.keeper_id = ANY (reach) OR p.clinic_id = ANY (reach)))
$$;
REVOKE ALL ON FUNCTION security.at_the_counter(uuid) FROM PUBLIC;
DROP FUNCTION IF EXISTS security.counter_case(uuid, uuid, uuid, date);
CREATE FUNCTION security.counter_case(prescription uuid, store uuid, scanned uuid, day date)
RETURNS TABLE (prescription_id uuid, person_id uuid, written_at uuid, prescriber_id uuid, written_on date,
    prescription_stage text, doctor_hash bytea, reviewer_id uuid, enrolment_stage text, agreed_on date,
    agreed_until date, card_id uuid, card_stage text, card_person_id uuid, clinic_id uuid, in_hospital boolean,
    insurance_kind text, special_disease boolean, disability_level smallint, exhausted boolean, reimbursed bigint,
    attendance_id uuid, shown text[], hospital_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT r.id, r.person_id, r.organisation_id, r.prescriber_id, r.written_on, r.stage::text, r.content_hash,
        (SELECT v.recorded_by_id FROM clinics_pharmacistreview v
         WHERE v.prescription_id = r.id AND v.passed ORDER BY v.recorded_at DESC LIMIT 1),
        e.stage::text, g.signed_on, g.until, c.id, c.stage::text, c.person_id, p.clinic_id,
        EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = p.id
                AND h.since <= day AND (h.until IS NULL OR h.until > day)),
        w.insurance_kind::text, w.special_disease, w.disability_level,
        s.exhausted, s.reimbursed - (SELECT coalesce(sum(y.special_disease), 0)::bigint FROM dispensing_pickup y
            WHERE y.prescription_id = r.id AND y.stage = 'completed'), a.id, a.shown::text[], k.guided_by_id
    FROM clinics_prescription r
    JOIN people_person p ON p.id = r.person_id
    LEFT JOIN people_welfare w ON w.person_id = p.id
    LEFT JOIN LATERAL (SELECT x.id, x.stage FROM enrolment_enrolment x WHERE x.person_id = p.id
        ORDER BY x.stage = 'ended', x.recorded_at DESC LIMIT 1) e ON true
    LEFT JOIN LATERAL (SELECT x.signed_on, x.until FROM enrolment_agreement x WHERE x.enrolment_id = e.id
        AND x.signed_on <= day ORDER BY x.signed_on DESC LIMIT 1) g ON true
    LEFT JOIN LATERAL (SELECT x.id, x.stage, x.person_id FROM enrolment_card x
        WHERE (scanned IS NULL AND x.person_id = p.id) OR (x.id = scanned AND security.at_the_counter(x.person_id))
        ORDER BY x.stage <> 'issued', x.recorded_at DESC LIMIT 1) c ON true
    LEFT JOIN dispensing_settlement s ON s.prescription_id = r.id
    LEFT JOIN LATERAL (SELECT x.id, x.shown FROM clinics_attendance x WHERE x.person_id = p.id
        AND x.day = counter_case.day AND x.organisation_id = store ORDER BY x.recorded_at DESC LIMIT 1) a ON true
    LEFT JOIN organisations_clinicpoint k ON k.organisation_id = store
    WHERE r.id = prescription AND security.at_the_counter(r.person_id);
END $$;
-- What of a prescription's line was not handed over yet (working-rules:owed).
CREATE OR REPLACE FUNCTION security.left_of_line(line public.clinics_prescriptionline)
RETURNS TABLE (quantity_left integer, days_left integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT line.quantity - coalesce(sum(n.quantity), 0)::integer, line.days - coalesce(sum(n.days), 0)::integer
    FROM dispensing_pickup p JOIN dispensing_pickupline n ON n.pickup_id = p.id
    WHERE p.prescription_id = line.prescription_id AND p.stage = 'completed' AND n.prescription_line_id = line.id
$$;
REVOKE ALL ON FUNCTION security.left_of_line(public.clinics_prescriptionline) FROM PUBLIC;
DROP FUNCTION IF EXISTS security.counter_lines(uuid, date);
CREATE FUNCTION security.counter_lines(prescription uuid, day date)
RETURNS TABLE (line_id uuid, product_id uuid, drug text, form text, specification text, unit_name text,
    pack_units smallint, substance text, days integer, quantity integer, directions text, reason text, supplied_until date,
    units_per_day smallint, morning smallint, noon smallint, evening smallint, night smallint, every_days smallint,
    injected smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT l.id, l.product_id, t.drug::text, t.form::text, t.specification::text, t.unit_name::text,
        t.pack_units, t.substance::text, g.days_left, g.quantity_left, l.directions::text, l.reason,
        (SELECT max(s.until) FROM clinics_supply s WHERE s.person_id = ANY (security.same_person(r.person_id))
         AND s.substance = t.substance AND s.ended_by_id IS NULL AND s.until > day),
        l.units_per_day, l.morning, l.noon, l.evening, l.night, l.every_days, l.injected
    FROM clinics_prescription r JOIN clinics_prescriptionline l ON l.prescription_id = r.id
    JOIN pharmacy_product t ON t.id = l.product_id
    CROSS JOIN LATERAL security.left_of_line(l) g
    WHERE r.id = prescription AND g.quantity_left > 0 AND security.at_the_counter(r.person_id) ORDER BY l.position;
END $$;

-- The quarter in whose claim a pick-up stands, for who may take it back; NULL where it was not claimed.
DROP FUNCTION IF EXISTS security.pickup_is_claimed(uuid);
CREATE OR REPLACE FUNCTION security.claimed_in(pickup uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT c.quarter::text FROM settlement_claimline l JOIN settlement_claim c ON c.id = l.claim_id
    JOIN dispensing_pickup p ON p.id = l.pickup_id
    WHERE l.pickup_id = claimed_in.pickup AND l.takes_back_id IS NULL AND security.at_the_counter(p.person_id)
$$;

-- A refusal in a trigger, under a name that the pages know.
CREATE OR REPLACE FUNCTION security.refuse(guard text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by %', guard USING ERRCODE = '23514', CONSTRAINT = guard;
END $$;

-- The entry that names the pick-up moves exactly its lots and its shares, and was not reversed.
CREATE OR REPLACE FUNCTION security.pickup_is_booked(p public.dispensing_pickup) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(DISTINCT e.id) = 1
        AND NOT EXISTS (
            SELECT 1 FROM (SELECT a.lot_id, sum(a.quantity) AS units FROM dispensing_allocation a
                           WHERE a.pickup_id = p.id GROUP BY a.lot_id) given
            FULL JOIN (SELECT g.lot_id, -sum(g.amount) AS units FROM ledger_posting g
                       JOIN ledger_entry x ON x.id = g.entry_id JOIN ledger_account c ON c.id = g.account_id
                       WHERE x.document_id = p.id AND x.reverses_id IS NULL AND c.kind = 'store'
                         AND c.organisation_id = p.organisation_id GROUP BY g.lot_id) moved USING (lot_id)
            WHERE given.units IS DISTINCT FROM moved.units)
        AND NOT EXISTS (
            SELECT 1 FROM (VALUES ('basic_insurance', p.basic_insurance), ('special_disease', p.special_disease),
                ('civil_assistance', p.civil_assistance), ('federation', p.federation),
                ('disorder_project', p.disorder_project), ('programme', p.programme)) share (payer, fen)
            FULL JOIN (SELECT c.payer, -sum(g.amount) AS fen FROM ledger_posting g
                       JOIN ledger_entry x ON x.id = g.entry_id JOIN ledger_account c ON c.id = g.account_id
                       WHERE x.document_id = p.id AND x.reverses_id IS NULL AND c.kind = 'payable'
                         AND c.organisation_id = p.hospital_id GROUP BY c.payer) owed USING (payer)
            WHERE coalesce(share.fen, 0) <> coalesce(owed.fen, 0))
    FROM ledger_entry e WHERE e.document_id = p.id AND e.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)
$$;
REVOKE ALL ON FUNCTION security.pickup_is_booked(public.dispensing_pickup) FROM PUBLIC;

-- Doctor: the hash of the prescription that was signed. Guardian or patient. Dispenser: who completes.
CREATE OR REPLACE FUNCTION security.pickup_is_signed(p public.dispensing_pickup) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT count(*) = 3
        AND count(*) FILTER (WHERE s.role = 'doctor' AND s.staff_id = p.prescriber_id AND s.content_hash
            = (SELECT r.content_hash FROM clinics_prescription r WHERE r.id = p.prescription_id)) = 1
        AND count(*) FILTER (WHERE s.role = 'guardian' AND s.way IN ('pad', 'paper')) = 1
        AND count(*) FILTER (WHERE s.role = 'dispenser' AND s.way = 'signed_in' AND s.staff_id = security.actor()) = 1
        AND security.actor() NOT IN (p.prescriber_id, p.reviewer_id)
    FROM dispensing_signature s WHERE s.pickup_id = p.id
$$;
REVOKE ALL ON FUNCTION security.pickup_is_signed(public.dispensing_pickup) FROM PUBLIC;

-- What is handed over, was handed over before and is owed make up each line of the prescription.
CREATE OR REPLACE FUNCTION security.pickup_tells_what_is_owed(p public.dispensing_pickup) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM clinics_prescriptionline l
        LEFT JOIN LATERAL (SELECT sum(n.quantity) AS units, sum(n.days) AS days FROM dispensing_pickupline n
            JOIN dispensing_pickup x ON x.id = n.pickup_id
            WHERE n.prescription_line_id = l.id AND x.prescription_id = p.prescription_id
              AND (x.id = p.id OR x.stage = 'completed')) given ON true
        LEFT JOIN clinics_owed o ON o.line_id = l.id AND o.ended_by_id IS NULL
        WHERE l.prescription_id = p.prescription_id
          AND (coalesce(given.units, 0) + coalesce(o.quantity, 0) <> l.quantity
            OR coalesce(given.days, 0) + coalesce(o.days, 0) <> l.days))
$$;
REVOKE ALL ON FUNCTION security.pickup_tells_what_is_owed(public.dispensing_pickup) FROM PUBLIC;

CREATE OR REPLACE FUNCTION security.pickup_completes(p public.dispensing_pickup, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE enrolment_stage text; card_stage text;
BEGIN
    -- The enrolment's row is what an admission takes too, so the two cannot pass each other (T56).
    SELECT e.stage INTO enrolment_stage FROM enrolment_enrolment e
        WHERE e.person_id = p.person_id AND e.stage <> 'ended' FOR NO KEY UPDATE;
    IF enrolment_stage IS DISTINCT FROM 'active' THEN PERFORM security.refuse('pickup_needs_an_active_enrolment'); END IF;
    IF EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = p.person_id
               AND h.since <= day AND (h.until IS NULL OR h.until > day)) THEN
        PERFORM security.refuse('no_pickup_in_hospital');
    END IF;
    SELECT c.stage INTO card_stage FROM enrolment_card c WHERE c.id = p.card_id FOR NO KEY UPDATE;
    IF card_stage IS DISTINCT FROM 'issued' THEN PERFORM security.refuse('pickup_needs_a_valid_card'); END IF;
    IF day <> p.prepared_on THEN PERFORM security.refuse('pickup_is_completed_on_its_day'); END IF;
    IF NOT security.pickup_is_signed(p) THEN PERFORM security.refuse('pickup_needs_three_signatures'); END IF;
    IF NOT security.pickup_is_booked(p) THEN PERFORM security.refuse('pickup_needs_its_entry'); END IF;
    IF p.programme <> (SELECT coalesce(sum(m.amount), 0) FROM dispensing_monthshare m
                       WHERE m.pickup_id = p.id AND m.payer = 'programme') THEN
        PERFORM security.refuse('pickup_needs_its_month_shares');
    END IF;
    IF NOT security.pickup_tells_what_is_owed(p) THEN PERFORM security.refuse('pickup_needs_what_is_owed'); END IF;
    IF EXISTS (SELECT 1 FROM dispensing_pickupline n JOIN clinics_prescriptionline l ON l.id = n.prescription_line_id
               JOIN pharmacy_product t ON t.id = l.product_id WHERE n.pickup_id = p.id AND NOT EXISTS (
                   SELECT 1 FROM clinics_supply s WHERE s.pickup_id = p.id AND s.substance = t.substance)) THEN
        PERFORM security.refuse('pickup_needs_its_supply');
    END IF;
    -- Every line injected at the clinic has its injection, of as many units; nothing taken home has one.
    IF EXISTS (SELECT 1 FROM (SELECT n.prescription_line_id AS line, n.quantity AS units FROM dispensing_pickupline n
                   JOIN clinics_prescriptionline l ON l.id = n.prescription_line_id
                   WHERE n.pickup_id = p.id AND l.injected > 0) asked
               FULL JOIN (SELECT i.prescription_line_id AS line, i.units FROM clinics_injection i
                          WHERE i.pickup_id = p.id) told USING (line)
               WHERE asked.units IS DISTINCT FROM told.units) THEN
        PERFORM security.refuse('pickup_needs_its_injections');
    END IF;
END $$;
REVOKE ALL ON FUNCTION security.pickup_completes(public.dispensing_pickup, date) FROM PUBLIC;

CREATE OR REPLACE FUNCTION security.pickup_reverses(p public.dispensing_pickup) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_entry e WHERE e.document_id = p.id AND e.reverses_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)) THEN
        PERFORM security.refuse('reversal_needs_its_entry');
    END IF;
    IF EXISTS (SELECT 1 FROM dispensing_pickup later JOIN dispensing_pickupevent v ON v.pickup_id = later.id
               JOIN dispensing_pickupevent w ON w.pickup_id = p.id AND w.move = 'complete'
               WHERE later.prescription_id = p.prescription_id AND later.id <> p.id AND later.stage = 'completed'
                 AND v.move = 'complete' AND v.recorded_at > w.recorded_at) THEN
        PERFORM security.refuse('latest_part_is_reversed_first');
    END IF;
    IF EXISTS (SELECT 1 FROM dispensing_monthshare m WHERE m.pickup_id = p.id
               GROUP BY m.payer, m.period HAVING sum(m.amount) <> 0)
        OR EXISTS (SELECT 1 FROM clinics_supply s WHERE s.pickup_id = p.id AND s.ended_by_id IS NULL)
        OR EXISTS (SELECT 1 FROM clinics_injection i WHERE i.pickup_id = p.id AND i.ended_by_id IS NULL) THEN
        PERFORM security.refuse('reversal_takes_everything_back');
    END IF;
END $$;
REVOKE ALL ON FUNCTION security.pickup_reverses(public.dispensing_pickup) FROM PUBLIC;

CREATE OR REPLACE FUNCTION security.pickup_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE p dispensing_pickup;
BEGIN
    SELECT * INTO p FROM dispensing_pickup WHERE id = NEW.pickup_id;
    IF NEW.move = 'complete' THEN PERFORM security.pickup_completes(p, NEW.occurred_on); END IF;
    IF NEW.move = 'reverse' THEN PERFORM security.pickup_reverses(p); END IF;
    RETURN NEW;
END $$;

-- Lines and lots belong to the transaction that prepared; signatures to a pick-up still prepared.
CREATE OR REPLACE FUNCTION security.prepared_in_its_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN dispensing_pickup p ON p.id = a.pickup_id
               WHERE p.recorded_xid <> pg_current_xact_id()::text::bigint) THEN
        PERFORM security.refuse('pickup_is_prepared_once');
    END IF;
    RETURN NULL;
END $$;
-- Never more than was prescribed in sum: what is set aside counts with what was handed over. Two who
-- set aside at the same moment meet on the prescription's row.
CREATE OR REPLACE FUNCTION security.within_what_was_prescribed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM 1 FROM clinics_prescription r WHERE r.id IN (SELECT p.prescription_id FROM added a
        JOIN dispensing_pickup p ON p.id = a.pickup_id) ORDER BY r.id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM added a JOIN dispensing_pickup p ON p.id = a.pickup_id
               LEFT JOIN clinics_prescriptionline l ON l.id = a.prescription_line_id AND l.prescription_id = p.prescription_id
               CROSS JOIN LATERAL (SELECT sum(n.quantity) AS units, sum(n.days) AS days FROM dispensing_pickupline n
                   JOIN dispensing_pickup x ON x.id = n.pickup_id WHERE n.prescription_line_id = a.prescription_line_id
                     AND x.prescription_id = p.prescription_id AND x.stage IN ('prepared', 'completed')) given
               WHERE l.id IS NULL OR given.units > l.quantity OR given.days > l.days) THEN
        PERFORM security.refuse('never_more_than_prescribed');
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION security.signed_while_prepared() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN dispensing_pickup p ON p.id = a.pickup_id WHERE p.stage <> 'prepared') THEN
        PERFORM security.refuse('pickup_is_signed_once');
    END IF;
    RETURN NULL;
END $$;

-- An injection is of the person, the point, the day and a line of a pick-up still prepared, by who hands it
-- over, with the product's strength: what is written with the completion, and never later.
CREATE OR REPLACE FUNCTION security.injection_of_its_pickup() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM dispensing_pickup p JOIN dispensing_pickupline n ON n.pickup_id = p.id
        JOIN clinics_prescriptionline l ON l.id = n.prescription_line_id JOIN pharmacy_product t ON t.id = l.product_id
        WHERE p.id = NEW.pickup_id AND p.stage = 'prepared' AND p.person_id = NEW.person_id
          AND p.organisation_id = NEW.organisation_id AND p.prepared_on = NEW.given_on
          AND l.id = NEW.prescription_line_id AND l.injected > 0 AND t.id = NEW.product_id
          AND NEW.micrograms = NEW.units * t.strength_ug AND NEW.ended_by_id IS NULL
          AND (NEW.injected_at AT TIME ZONE 'Asia/Shanghai')::date = NEW.given_on) THEN
        PERFORM security.refuse('injection_of_its_pickup');
    END IF;
    RETURN NEW;
END $$;

-- Medicine set aside goes back to the shelf at once where the right ends (A5.n3) or the person is
-- admitted to hospital (5.1.6.1).
CREATE OR REPLACE FUNCTION security.end_releases_pickups() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.move NOT IN ('end', 'suspend') THEN RETURN NULL; END IF;
    INSERT INTO dispensing_pickupevent (id, pickup_id, move, because, clause, occurred_on, act_id)
    SELECT gen_random_uuid(), p.id, 'lapse', CASE NEW.move WHEN 'end' THEN '免费服药资格已终止'
        ELSE '登记住院，暂停领药，备好的药已退回' END, NEW.clause, NEW.occurred_on, NEW.act_id
    FROM dispensing_pickup p JOIN enrolment_enrolment e ON e.person_id = p.person_id
    WHERE e.id = NEW.enrolment_id AND p.stage = 'prepared' ORDER BY p.id;
    RETURN NULL;
END $$;
-- Nor does it lie ready at a hospital that is no longer the designated one (5.1.5.b).
CREATE OR REPLACE FUNCTION security.choice_releases_pickups() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    INSERT INTO dispensing_pickupevent (id, pickup_id, move, because, clause, occurred_on, act_id)
    SELECT gen_random_uuid(), p.id, 'lapse', '就诊定点医院已变更，备好的药已退回', '5.1.5.b', NEW.since, NEW.act_id
    FROM dispensing_pickup p
    WHERE p.person_id = NEW.person_id AND p.organisation_id <> NEW.organisation_id AND p.stage = 'prepared'
    ORDER BY p.id;
    RETURN NULL;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_moves ON dispensing_pickupevent;
CREATE TRIGGER c_moves BEFORE INSERT ON dispensing_pickupevent
    FOR EACH ROW EXECUTE FUNCTION security.pickup_moves();
DROP TRIGGER IF EXISTS b_prepared ON dispensing_pickupline;
CREATE TRIGGER b_prepared AFTER INSERT ON dispensing_pickupline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.prepared_in_its_transaction();
DROP TRIGGER IF EXISTS c_within ON dispensing_pickupline;
CREATE TRIGGER c_within AFTER INSERT ON dispensing_pickupline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.within_what_was_prescribed();
DROP TRIGGER IF EXISTS b_prepared ON dispensing_allocation;
CREATE TRIGGER b_prepared AFTER INSERT ON dispensing_allocation REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.prepared_in_its_transaction();
DROP TRIGGER IF EXISTS b_prepared ON dispensing_signature;
CREATE TRIGGER b_prepared AFTER INSERT ON dispensing_signature REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.signed_while_prepared();
DROP TRIGGER IF EXISTS c_of_its_pickup ON clinics_injection;
CREATE TRIGGER c_of_its_pickup BEFORE INSERT ON clinics_injection
    FOR EACH ROW EXECUTE FUNCTION security.injection_of_its_pickup();
DROP TRIGGER IF EXISTS g_pickups ON enrolment_enrolmentevent;
CREATE TRIGGER g_pickups AFTER INSERT ON enrolment_enrolmentevent
    FOR EACH ROW EXECUTE FUNCTION security.end_releases_pickups();
DROP TRIGGER IF EXISTS g_pickups ON enrolment_clinicchoice;
CREATE TRIGGER g_pickups AFTER INSERT ON enrolment_clinicchoice
    FOR EACH ROW EXECUTE FUNCTION security.choice_releases_pickups();

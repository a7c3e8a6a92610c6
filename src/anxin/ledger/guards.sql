-- The journal (decision 0006). Every INSERT statement leaves its entries balanced in each commodity
-- (fen, or units of a lot), so there is no moment, not even inside a transaction, at which they are not.
-- The functions belong to anxin_security, whom row security lets see every row: as anybody else they
-- would sum over the rows of one duty only.
SET ROLE anxin_security;

CREATE OR REPLACE FUNCTION security.posting_in_its_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN public.ledger_entry e ON e.id = a.entry_id
               WHERE e.recorded_xid <> pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'an entry is closed when its transaction ends' USING ERRCODE = '23514', CONSTRAINT = 'entry_is_closed';
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN public.ledger_account c ON c.id = a.account_id
               WHERE (a.lot_id IS NOT NULL) <> (c.kind IN ('supplier', 'store', 'patient', 'waste'))) THEN
        RAISE EXCEPTION 'money and medicine have accounts of their own' USING ERRCODE = '23514', CONSTRAINT = 'posting_fits_its_account';
    END IF;
    IF EXISTS (SELECT 1 FROM public.ledger_posting p WHERE p.entry_id IN (SELECT entry_id FROM added)
               GROUP BY p.entry_id, p.lot_id HAVING sum(p.amount) <> 0) THEN
        RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = '23514', CONSTRAINT = 'entry_balances';
    END IF;
    -- One that undoes another is its mirror, leg by leg; checked here, where SET CONSTRAINTS can't reach.
    IF EXISTS (SELECT 1 FROM public.ledger_entry e
               JOIN public.ledger_posting p ON p.entry_id IN (e.id, e.reverses_id)
               WHERE e.id IN (SELECT entry_id FROM added) AND e.reverses_id IS NOT NULL
               GROUP BY e.id, p.account_id, p.lot_id HAVING sum(p.amount) <> 0) THEN
        RAISE EXCEPTION 'a reversal is the mirror of its entry' USING ERRCODE = '23514', CONSTRAINT = 'reversal_mirrors';
    END IF;
    RETURN NULL;
END $$;

-- At commit: an entry has two legs or more. Legs are only ever added, so looking early opens no hole.
CREATE OR REPLACE FUNCTION security.entry_has_legs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF (SELECT count(*) FROM public.ledger_posting WHERE entry_id = NEW.id) < 2 THEN
        RAISE EXCEPTION 'an entry has at least two legs' USING ERRCODE = '23514', CONSTRAINT = 'entry_has_legs';
    END IF;
    RETURN NULL;
END $$;

-- Stock on hand follows the postings of store accounts; its CHECK keeps it from falling below zero.
-- Rows are locked in id order first, as everywhere, so that two transactions wait and do not
-- deadlock (decision 0005).
CREATE OR REPLACE FUNCTION security.move_stock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE wanted integer; moved integer;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM added WHERE lot_id IS NOT NULL) THEN RETURN NULL; END IF;
    INSERT INTO public.pharmacy_stockbalance (id, organisation_id, lot_id, on_hand)
    SELECT gen_random_uuid(), a.organisation_id, p.lot_id, 0
    FROM added p JOIN public.ledger_account a ON a.id = p.account_id
    WHERE p.lot_id IS NOT NULL AND a.kind = 'store' AND p.amount > 0
      AND NOT EXISTS (SELECT 1 FROM public.pharmacy_stockbalance b
                      WHERE b.organisation_id = a.organisation_id AND b.lot_id = p.lot_id)
    ORDER BY a.organisation_id, p.lot_id
    ON CONFLICT (organisation_id, lot_id) DO NOTHING;
    PERFORM 1 FROM public.pharmacy_stockbalance WHERE id IN (
        SELECT b.id FROM added p JOIN public.ledger_account a ON a.id = p.account_id AND a.kind = 'store'
        JOIN public.pharmacy_stockbalance b ON b.organisation_id = a.organisation_id AND b.lot_id = p.lot_id)
    ORDER BY id FOR NO KEY UPDATE;
    SELECT count(DISTINCT (a.organisation_id, p.lot_id)) INTO wanted
        FROM added p JOIN public.ledger_account a ON a.id = p.account_id
        WHERE p.lot_id IS NOT NULL AND a.kind = 'store';
    UPDATE public.pharmacy_stockbalance b SET on_hand = b.on_hand + m.amount
    FROM (SELECT a.organisation_id, p.lot_id, sum(p.amount) AS amount
          FROM added p JOIN public.ledger_account a ON a.id = p.account_id
          WHERE p.lot_id IS NOT NULL AND a.kind = 'store'
          GROUP BY a.organisation_id, p.lot_id) m
    WHERE b.organisation_id = m.organisation_id AND b.lot_id = m.lot_id;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> wanted THEN
        RAISE EXCEPTION 'nothing of this lot is in the store' USING ERRCODE = '23514', CONSTRAINT = 'stock_is_never_negative';
    END IF;
    RETURN NULL;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS b_balance ON ledger_posting;
CREATE TRIGGER b_balance AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.posting_in_its_transaction();
DROP TRIGGER IF EXISTS b_legs ON ledger_entry;
CREATE CONSTRAINT TRIGGER b_legs AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION security.entry_has_legs();
DROP TRIGGER IF EXISTS c_stock ON ledger_posting;
CREATE TRIGGER c_stock AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.move_stock();

-- The journal (decision 0006). Every INSERT statement leaves its entries balanced in each commodity
-- (fen, or units of a lot), so there is no moment, not even inside a transaction, at which they are not.
CREATE OR REPLACE FUNCTION security.posting_in_its_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN ledger_entry e ON e.id = a.entry_id
               WHERE e.recorded_xid <> pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'an entry is closed when its transaction ends' USING ERRCODE = '23514', CONSTRAINT = 'entry_is_closed';
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_posting p WHERE p.entry_id IN (SELECT entry_id FROM added)
               GROUP BY p.entry_id, p.lot_id HAVING sum(p.amount) <> 0) THEN
        RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = '23514', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS b_balance ON ledger_posting;
CREATE TRIGGER b_balance AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.posting_in_its_transaction();

CREATE OR REPLACE FUNCTION security.entry_has_legs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2 THEN
        RAISE EXCEPTION 'an entry has at least two legs' USING ERRCODE = '23514', CONSTRAINT = 'entry_has_legs';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS b_legs ON ledger_entry;
CREATE CONSTRAINT TRIGGER b_legs AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION security.entry_has_legs();

-- Stock on hand follows the postings of store accounts; its CHECK keeps it from falling below zero.
CREATE OR REPLACE FUNCTION security.move_stock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- In lot order, so that two transactions meet on the same row and wait, not deadlock (decision 0005).
    INSERT INTO pharmacy_stockbalance (id, organisation_id, lot_id, on_hand)
    SELECT gen_random_uuid(), a.organisation_id, p.lot_id, 0
    FROM added p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.lot_id IS NOT NULL AND a.kind = 'store' AND p.amount > 0
    ON CONFLICT (organisation_id, lot_id) DO NOTHING;
    UPDATE pharmacy_stockbalance b SET on_hand = b.on_hand + m.amount
    FROM (SELECT a.organisation_id, p.lot_id, sum(p.amount) AS amount
          FROM added p JOIN ledger_account a ON a.id = p.account_id
          WHERE p.lot_id IS NOT NULL AND a.kind = 'store'
          GROUP BY a.organisation_id, p.lot_id) m
    WHERE b.organisation_id = m.organisation_id AND b.lot_id = m.lot_id;
    IF (SELECT count(*) FROM added p JOIN ledger_account a ON a.id = p.account_id
            LEFT JOIN pharmacy_stockbalance b ON b.organisation_id = a.organisation_id AND b.lot_id = p.lot_id
        WHERE p.lot_id IS NOT NULL AND a.kind = 'store' AND b.id IS NULL) > 0 THEN
        RAISE EXCEPTION 'nothing of this lot is in the store' USING ERRCODE = '23514', CONSTRAINT = 'stock_is_never_negative';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS c_stock ON ledger_posting;
CREATE TRIGGER c_stock AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.move_stock();

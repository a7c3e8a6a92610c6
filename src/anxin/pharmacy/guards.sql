-- Medicine comes in as it was ordered and goes where it may (5.3.1), whatever program writes it.
SET ROLE anxin_security;

CREATE OR REPLACE FUNCTION security.lots_are_as_ordered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM 1 FROM public.pharmacy_purchaseline WHERE id IN (SELECT line_id FROM added)
        ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM added a JOIN public.pharmacy_purchaseline n ON n.id = a.line_id
               JOIN public.pharmacy_purchaseorder o ON o.id = n.order_id
               JOIN public.pharmacy_receipt r ON r.id = a.receipt_id
               WHERE a.product_id <> n.product_id OR a.unit_price <> n.unit_price OR r.order_id <> o.id
                  OR a.hospital_id <> o.hospital_id OR r.hospital_id <> o.hospital_id
                  OR r.recorded_xid <> pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'a lot is not as it was ordered' USING ERRCODE = '23514', CONSTRAINT = 'lot_is_as_ordered';
    END IF;
    IF EXISTS (SELECT 1 FROM public.pharmacy_lot l JOIN public.pharmacy_purchaseline n ON n.id = l.line_id
               WHERE n.id IN (SELECT line_id FROM added) GROUP BY n.id HAVING sum(l.quantity) > n.quantity) THEN
        RAISE EXCEPTION 'more came than was ordered' USING ERRCODE = '23514', CONSTRAINT = 'lots_stay_within_the_order';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION security.hospital_purchases() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.organisations_organisation o
                   WHERE o.id = NEW.hospital_id AND o.kind = 'specialist_hospital') THEN
        RAISE EXCEPTION 'only a specialist hospital purchases' USING ERRCODE = '23514', CONSTRAINT = 'only_hospitals_purchase';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION security.transfer_goes_to_guided_point() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.organisations_clinicpoint p
                   WHERE p.organisation_id = NEW.target_id AND p.guided_by_id = NEW.source_id) THEN
        RAISE EXCEPTION 'medicine moves to a guided clinic only' USING ERRCODE = '23514', CONSTRAINT = 'transfer_goes_to_a_guided_point';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS b_ordered ON pharmacy_lot;
CREATE TRIGGER b_ordered AFTER INSERT ON pharmacy_lot REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.lots_are_as_ordered();
DROP TRIGGER IF EXISTS b_hospital ON pharmacy_purchaseorder;
CREATE TRIGGER b_hospital BEFORE INSERT ON pharmacy_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION security.hospital_purchases();
DROP TRIGGER IF EXISTS b_guided ON pharmacy_transfer;
CREATE TRIGGER b_guided BEFORE INSERT ON pharmacy_transfer
    FOR EACH ROW EXECUTE FUNCTION security.transfer_goes_to_guided_point();

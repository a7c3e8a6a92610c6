-- One number, one question. rows_… gives the rows behind a number and count_… counts them: both run with
-- the rights of who asks, so row security bounds the number and its rows alike. told_… counts the same rows
-- for those who may know how the programme goes and nobody in it (design 8, 7.2.d): counts and sums alone.
-- Whole years are counted here: a plan made for the very days is twice as fast as a generic one.
SET ROLE anxin_security;

-- ---- People served, by town (enrolments that are not ended) ----
CREATE FUNCTION security.rows_served()
RETURNS TABLE (person_id uuid, town_id uuid, stage text, since date)
LANGUAGE sql STABLE AS $$
    SELECT e.person_id, p.town_id, e.stage::text, e.since
    FROM public.enrolment_enrolment e JOIN public.people_person p ON p.id = e.person_id
    WHERE e.stage <> 'ended'
$$;
CREATE FUNCTION security.count_served()
RETURNS TABLE (town_id uuid, active bigint, suspended bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.town_id, count(*) FILTER (WHERE r.stage = 'active'), count(*) FILTER (WHERE r.stage = 'suspended')
    FROM security.rows_served() r GROUP BY r.town_id
$$;
CREATE FUNCTION security.told_served()
RETURNS TABLE (town_id uuid, active bigint, suspended bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF security.may('totals.read') THEN RETURN QUERY SELECT * FROM security.count_served(); END IF;
END $$;

-- ---- People admitted, by month (first day of the enrolment, whatever became of it) ----
CREATE FUNCTION security.rows_admitted(first_day date, before_day date)
RETURNS TABLE (person_id uuid, town_id uuid, stage text, since date)
LANGUAGE sql STABLE AS $$
    SELECT e.person_id, p.town_id, e.stage::text, e.since
    FROM public.enrolment_enrolment e JOIN public.people_person p ON p.id = e.person_id
    WHERE e.since >= first_day AND e.since < before_day
$$;
CREATE FUNCTION security.count_admitted(first_day date, before_day date)
RETURNS TABLE (month date, admitted bigint)
LANGUAGE sql STABLE AS $$
    SELECT date_trunc('month', r.since::timestamp)::date, count(*)
    FROM security.rows_admitted(first_day, before_day) r GROUP BY 1
$$;
CREATE FUNCTION security.told_admitted(first_day date, before_day date)
RETURNS TABLE (month date, admitted bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF security.may('totals.read') THEN
        RETURN QUERY SELECT * FROM security.count_admitted(first_day, before_day);
    END IF;
END $$;

-- ---- Refills on time: each day of pick-up whose regular medicine ended, and the next pick-up after it ----
-- Who was in hospital when it ended, or whose right had ended, owed no refill. No supply reaches a year.
CREATE FUNCTION security.rows_refills(first_day date, before_day date, grace int, regular uuid[])
RETURNS TABLE (person_id uuid, town_id uuid, given_on date, ends date, next_on date, in_time boolean)
LANGUAGE sql STABLE AS $$
    SELECT f.person_id, (SELECT p.town_id FROM public.people_person p WHERE p.id = f.person_id), f.given_on, f.ends,
           f.next_on, coalesce(f.next_on <= f.ends + grace, false)
    FROM (
        SELECT s.person_id, s.given_on, min(s.until) AS ends,
               lead(s.given_on) OVER (PARTITION BY s.person_id ORDER BY s.given_on) AS next_on
        FROM public.clinics_supply s
        WHERE s.ended_by_id IS NULL AND s.product_id = ANY (regular) AND s.given_on > first_day - 366
        GROUP BY s.person_id, s.given_on
    ) f
    WHERE f.ends >= first_day AND f.ends < before_day
      AND NOT EXISTS (SELECT 1 FROM public.enrolment_hospitalstay h WHERE h.person_id = f.person_id
          AND h.since <= f.ends + grace AND (h.until IS NULL OR h.until > f.ends))
      AND NOT EXISTS (SELECT 1 FROM (
          SELECT e.person_id, e.since, max(v.occurred_on) AS ended_on
          FROM public.enrolment_enrolment e JOIN public.enrolment_enrolmentevent v ON v.enrolment_id = e.id
          WHERE e.stage = 'ended' AND NOT EXISTS (
              SELECT 1 FROM public.enrolment_enrolment o WHERE o.person_id = e.person_id AND o.stage <> 'ended')
          GROUP BY e.id, e.person_id, e.since
      ) gone WHERE gone.person_id = f.person_id AND gone.since <= f.given_on AND gone.ended_on <= f.ends + grace)
$$;
CREATE FUNCTION security.count_refills(first_day date, before_day date, grace int, regular uuid[])
RETURNS TABLE (month date, in_time bigint, late bigint)
LANGUAGE sql STABLE AS $$
    SELECT date_trunc('month', r.ends::timestamp)::date, count(*) FILTER (WHERE r.in_time),
           count(*) FILTER (WHERE NOT r.in_time)
    FROM security.rows_refills(first_day, before_day, grace, regular) r GROUP BY 1
$$;
CREATE FUNCTION security.told_refills(first_day date, before_day date, grace int, regular uuid[])
RETURNS TABLE (month date, in_time bigint, late bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF security.may('totals.read') THEN
        RETURN QUERY SELECT * FROM security.count_refills(first_day, before_day, grace, regular);
    END IF;
END $$;

-- ---- What people have left at home: the day on which the first of their regular medicines ends (7.3.c) ----
-- The same day as clinics.queries.last_ends: of the substances that ran on at the last pick-up the first to end.
CREATE FUNCTION security.rows_holding(today date, soon int, regular uuid[])
RETURNS TABLE (person_id uuid, town_id uuid, clinic_id uuid, ends date, holds text)
LANGUAGE sql STABLE AS $$
    SELECT h.person_id, h.town_id, h.clinic_id, h.ends,
           CASE WHEN h.ends IS NULL THEN 'none' WHEN h.ends <= today THEN 'out'
                WHEN h.ends <= today + soon THEN 'soon' ELSE 'covered' END
    FROM (
        SELECT e.person_id, p.town_id, p.clinic_id, min(t.ends) FILTER (WHERE t.ends > t.last_given) AS ends
        FROM public.enrolment_enrolment e JOIN public.people_person p ON p.id = e.person_id
        LEFT JOIN (
            SELECT s.person_id, s.substance, max(s.until) AS ends,
                   max(max(s.given_on)) OVER (PARTITION BY s.person_id) AS last_given
            FROM public.clinics_supply s WHERE s.ended_by_id IS NULL AND s.product_id = ANY (regular)
            GROUP BY s.person_id, s.substance
        ) t ON t.person_id = e.person_id
        WHERE e.stage = 'active' GROUP BY e.person_id, p.town_id, p.clinic_id
    ) h
$$;
CREATE FUNCTION security.count_holding(today date, soon int, regular uuid[])
RETURNS TABLE (holds text, people bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.holds, count(*) FROM security.rows_holding(today, soon, regular) r GROUP BY r.holds
$$;
CREATE FUNCTION security.told_holding(today date, soon int, regular uuid[])
RETURNS TABLE (holds text, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF security.may('totals.read') THEN RETURN QUERY SELECT * FROM security.count_holding(today, soon, regular); END IF;
END $$;

-- ---- Money by payer, from the journal: what pick-ups cost, less reversals and what falls on the person (A5.n4) ----
CREATE FUNCTION security.rows_money(first_day date, before_day date, reach uuid[])
RETURNS TABLE (posting_id bigint, pickup_id uuid, business_on date, hospital_id uuid, payer text, amount bigint, reversal boolean)
LANGUAGE sql STABLE AS $$
    SELECT g.id, coalesce(h.pickup_id, e.document_id), e.business_on, a.organisation_id, a.payer::text, g.amount,
        e.reverses_id IS NOT NULL OR e.kind = 'loss_charge'
    FROM public.ledger_entry e JOIN public.ledger_posting g ON g.entry_id = e.id
    JOIN public.ledger_account a ON a.id = g.account_id
    LEFT JOIN public.settlement_losscharge h ON e.kind = 'loss_charge' AND h.id = e.document_id
    WHERE e.kind IN ('pickup', 'loss_charge') AND a.kind = 'cost' AND e.business_on >= first_day AND e.business_on < before_day
      AND (reach IS NULL OR a.organisation_id = ANY (reach))
$$;
CREATE FUNCTION security.count_money(first_day date, before_day date, reach uuid[])
RETURNS TABLE (month date, payer text, amount bigint, people bigint)
LANGUAGE sql STABLE AS $$
    SELECT date_trunc('month', r.business_on::timestamp)::date, r.payer, sum(r.amount)::bigint, NULL::bigint
    FROM security.rows_money(first_day, before_day, reach) r GROUP BY 1, 2
$$;
CREATE FUNCTION security.told_money(first_day date, before_day date)
RETURNS TABLE (month date, payer text, amount bigint, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    IF security.may('totals.read') THEN
        RETURN QUERY SELECT o.month, o.payer, sum(o.amount)::bigint, count(*)
        FROM (SELECT date_trunc('month', r.business_on::timestamp)::date AS month, r.payer, sum(r.amount) AS amount
              FROM security.rows_money(first_day, before_day, NULL) r
              JOIN public.dispensing_pickup k ON k.id = r.pickup_id GROUP BY 1, 2, k.person_id) o
        GROUP BY o.month, o.payer;
    END IF;
END $$;

-- ---- What a person-month of medicine costs: amount and person-days of completed pick-ups ----
CREATE FUNCTION security.rows_costs(first_day date, before_day date)
RETURNS TABLE (pickup_id uuid, person_id uuid, organisation_id uuid, prepared_on date, amount bigint, days int)
LANGUAGE sql STABLE AS $$
    SELECT k.id, k.person_id, k.organisation_id, k.prepared_on, k.total, k.until - k.starts_on
    FROM public.dispensing_pickup k
    WHERE k.stage = 'completed' AND k.prepared_on >= first_day AND k.prepared_on < before_day
$$;
CREATE FUNCTION security.count_costs(first_day date, before_day date)
RETURNS TABLE (organisation_id uuid, amount bigint, days bigint, people bigint, pickups bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.organisation_id, sum(r.amount)::bigint, sum(r.days)::bigint, count(DISTINCT r.person_id), count(*)
    FROM security.rows_costs(first_day, before_day) r GROUP BY r.organisation_id
$$;
-- By payer, for those alone who may look behind it: the shares of the same pick-ups, in the payers' order.
CREATE FUNCTION security.count_shares(first_day date, before_day date)
RETURNS TABLE (payer text, amount bigint)
LANGUAGE sql STABLE AS $$
    SELECT x.payer, sum(x.amount)::bigint
    FROM public.dispensing_pickup k CROSS JOIN LATERAL (VALUES ('basic_insurance', k.basic_insurance),
        ('special_disease', k.special_disease), ('civil_assistance', k.civil_assistance), ('federation', k.federation),
        ('disorder_project', k.disorder_project), ('programme', k.programme), ('person', k.person_share)) x (payer, amount)
    WHERE k.stage = 'completed' AND k.prepared_on >= first_day AND k.prepared_on < before_day GROUP BY x.payer
$$;
CREATE FUNCTION security.told_costs(first_day date, before_day date)
RETURNS TABLE (organisation_id uuid, amount bigint, days bigint, people bigint, pickups bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF security.may('totals.read') THEN RETURN QUERY SELECT * FROM security.count_costs(first_day, before_day); END IF;
END $$;
CREATE FUNCTION security.rows_drug_costs(first_day date, before_day date)
RETURNS TABLE (pickup_id uuid, person_id uuid, organisation_id uuid, prepared_on date, drug text, amount bigint, days int)
LANGUAGE sql STABLE AS $$
    SELECT s.pickup_id, s.person_id, s.organisation_id, s.given_on, t.drug || t.form,
        (SELECT sum(a.quantity * a.unit_price)::bigint FROM public.dispensing_allocation a JOIN public.pharmacy_lot l
         ON l.id = a.lot_id WHERE a.pickup_id = s.pickup_id AND l.product_id = s.product_id), s.until - s.since
    FROM public.clinics_supply s JOIN public.pharmacy_product t ON t.id = s.product_id
    WHERE s.given_on >= first_day AND s.given_on < before_day AND s.ended_by_id IS NULL
$$;
CREATE FUNCTION security.count_drug_costs(first_day date, before_day date)
RETURNS TABLE (drug text, amount bigint, days bigint, people bigint, pickups bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.drug, sum(r.amount)::bigint, sum(r.days)::bigint, count(DISTINCT r.person_id), count(*)
    FROM security.rows_drug_costs(first_day, before_day) r GROUP BY r.drug
$$;
CREATE FUNCTION security.told_drug_costs(first_day date, before_day date)
RETURNS TABLE (drug text, amount bigint, days bigint, people bigint, pickups bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF security.may('totals.read') THEN RETURN QUERY SELECT * FROM security.count_drug_costs(first_day, before_day); END IF;
END $$;

-- ---- How long each store's medicine lasts, from the prescriptions of who is served there ----
-- Millionths of a unit a day, so that an injection every few weeks counts in whole numbers.
CREATE FUNCTION security.rows_taking(today date, grace int, regular uuid[])
RETURNS TABLE (person_id uuid, town_id uuid, clinic_id uuid, product_id uuid, until date, a_day bigint)
LANGUAGE sql STABLE AS $$
    SELECT t.person_id, p.town_id, p.clinic_id, t.product_id, t.until, t.a_day
    FROM (
        SELECT s.person_id, s.product_id, max(s.until) AS until,
               max(s.quantity::bigint * 1000000 / (s.until - s.since)) AS a_day, s.given_on,
               max(s.given_on) OVER (PARTITION BY s.person_id, s.product_id) AS last_given
        FROM public.clinics_supply s
        WHERE s.ended_by_id IS NULL AND s.product_id = ANY (regular) AND s.until > today - grace
        GROUP BY s.person_id, s.product_id, s.given_on
    ) t JOIN public.people_person p ON p.id = t.person_id
    WHERE t.given_on = t.last_given AND EXISTS (
        SELECT 1 FROM public.enrolment_enrolment e WHERE e.person_id = t.person_id AND e.stage = 'active')
$$;
CREATE FUNCTION security.count_cover(today date, grace int, regular uuid[])
RETURNS TABLE (organisation_id uuid, product_id uuid, on_hand bigint, people bigint, a_day bigint)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(b.organisation_id, n.clinic_id), coalesce(b.product_id, n.product_id), coalesce(b.on_hand, 0),
           coalesce(n.people, 0), coalesce(n.a_day, 0)
    FROM (SELECT x.organisation_id, l.product_id, sum(x.on_hand)::bigint AS on_hand
          FROM public.pharmacy_stockbalance x JOIN public.pharmacy_lot l ON l.id = x.lot_id
          WHERE x.on_hand > 0 AND l.expires_on >= today GROUP BY 1, 2) b
    FULL JOIN (SELECT r.clinic_id, r.product_id, count(*) AS people, sum(r.a_day)::bigint AS a_day
               FROM security.rows_taking(today, grace, regular) r WHERE r.clinic_id IS NOT NULL GROUP BY 1, 2) n
      ON n.clinic_id = b.organisation_id AND n.product_id = b.product_id
$$;
RESET ROLE;

-- Totals for those who may know how the programme goes and nobody in it (design 8, 7.2.d): the only way
-- from these duties to the rows of people, and it gives counts and sums alone.
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.totals_by_town()
RETURNS TABLE (town text, active bigint, suspended bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('totals.read') THEN RETURN; END IF;
    RETURN QUERY
        SELECT t.name::text, count(e.id) FILTER (WHERE e.stage = 'active'),
               count(e.id) FILTER (WHERE e.stage = 'suspended')
        FROM organisations_town t
        LEFT JOIN people_person p ON p.town_id = t.id
        LEFT JOIN enrolment_enrolment e ON e.person_id = p.id
        GROUP BY t.id, t.name, t.position ORDER BY t.position;
END $$;
CREATE OR REPLACE FUNCTION security.totals_of_year(given_year int)
RETURNS TABLE (people bigint, pickups bigint, basic_insurance bigint, special_disease bigint,
    civil_assistance bigint, federation bigint, disorder_project bigint, programme bigint, person bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('totals.read') THEN RETURN; END IF;
    RETURN QUERY
        SELECT count(DISTINCT p.person_id), count(*),
               coalesce(sum(p.basic_insurance), 0)::bigint, coalesce(sum(p.special_disease), 0)::bigint,
               coalesce(sum(p.civil_assistance), 0)::bigint, coalesce(sum(p.federation), 0)::bigint,
               coalesce(sum(p.disorder_project), 0)::bigint, coalesce(sum(p.programme), 0)::bigint,
               coalesce(sum(p.person_share), 0)::bigint
        FROM dispensing_pickup p
        WHERE p.stage = 'completed'
          AND p.prepared_on >= make_date(given_year, 1, 1) AND p.prepared_on < make_date(given_year + 1, 1, 1);
END $$;
RESET ROLE;

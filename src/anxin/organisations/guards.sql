-- Signing in, accounts and duties: the only ways to what an account proves itself with (decision 0008).
-- What is asked before anybody is signed in needs a ticket; what is one's own asks security.actor();
-- what the security administrator does asks for the right and refuses one's own account.
SET ROLE anxin_security;

CREATE OR REPLACE FUNCTION security.account_mark(given_username text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT sha256(convert_to('account|' || lower(given_username), 'UTF8'))
$$;
-- Whether the actor may act on another's account; never on their own (two people, 7.1.c).
CREATE OR REPLACE FUNCTION security.administers(staff uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT security.may('staff.write') AND (staff <> security.actor() OR (security.context())[2] = 'system')
$$;

-- ---- Passwords ----
CREATE OR REPLACE FUNCTION security.credentials(given_username text, ticket bytea)
RETURNS TABLE (staff_id uuid, password text, is_active boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM security.admit('credentials|' || given_username, ticket);
    RETURN QUERY SELECT s.id, c.password, s.is_active FROM public.organisations_staff s
        JOIN security.credential c ON c.staff_id = s.id WHERE s.username = given_username;
END $$;
CREATE OR REPLACE FUNCTION security.password_of(staff uuid, ticket bytea) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('password|' || staff, ticket);
    RETURN (SELECT c.password FROM security.credential c WHERE c.staff_id = staff);
END $$;
CREATE OR REPLACE FUNCTION security.set_password(staff uuid, encoded text, change_next boolean, ticket bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('set-password|' || staff || '|' || encoded, ticket);
    IF NOT (staff = security.actor() AND NOT change_next) AND NOT security.administers(staff) THEN
        RAISE EXCEPTION 'not one''s own password' USING ERRCODE = '42501';
    END IF;
    INSERT INTO security.credential (staff_id, password, must_change) VALUES (staff, encoded, change_next)
    ON CONFLICT (staff_id) DO UPDATE SET password = excluded.password, must_change = excluded.must_change,
        changed_at = clock_timestamp();
END $$;

-- ---- Tries: counted in the database, so that they hold across processes (T30, T55) ----
-- What was tried lately. One try of an account at a time: the lock is held until the transaction ends.
CREATE OR REPLACE FUNCTION security.tally(given_username text, given_step text, given_address text)
RETURNS TABLE (pair bigint, pair_last timestamptz, spread bigint, spread_last timestamptz,
    of_address bigint, address_last timestamptz, known boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE mark bytea := security.account_mark(given_username); since timestamptz := clock_timestamp() - interval '24 hours';
BEGIN
    IF given_step = 'sign-in' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('try|' || encode(mark, 'hex'), 0));
        IF (SELECT count(*) FROM security.attempt a WHERE a.address = given_address AND a.outcome = 'failed' AND a.at > since) >= 5 THEN
            PERFORM pg_advisory_xact_lock(hashtextextended('address|' || given_address, 0));
        END IF;
    END IF;
    RETURN QUERY
    WITH live AS (
        SELECT a.account, a.step, a.address, a.at FROM security.attempt a
        WHERE a.outcome = 'failed' AND a.at > since AND (a.account = mark OR a.address = given_address)
          AND NOT EXISTS (SELECT 1 FROM security.attempt b WHERE b.account = a.account AND b.step = a.step AND b.id > a.id
              AND (b.outcome = 'cleared' OR (b.outcome = 'in' AND b.address = a.address)))),
    of_account AS (
        SELECT l.address, count(*) AS n, max(l.at) AS last FROM live l
        WHERE l.account = mark AND l.step = given_step GROUP BY l.address)
    SELECT coalesce((SELECT o.n FROM of_account o WHERE o.address = given_address), 0),
        (SELECT o.last FROM of_account o WHERE o.address = given_address),
        coalesce((SELECT sum(least(o.n, 5)) FROM of_account o), 0)::bigint,
        (SELECT max(o.last) FROM of_account o),
        (SELECT count(*) FROM live l WHERE l.address = given_address AND l.step = 'sign-in' AND given_address <> ''),
        (SELECT max(l.at) FROM live l WHERE l.address = given_address AND l.step = 'sign-in' AND given_address <> ''),
        given_address = '' OR EXISTS (SELECT 1 FROM security.attempt k WHERE k.account = mark AND k.step = given_step
            AND k.address = given_address AND k.outcome = 'in' AND k.at > clock_timestamp() - interval '30 days');
END $$;
CREATE OR REPLACE FUNCTION security.note_attempt(given_username text, given_step text, given_address text, given_outcome text, ticket bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM security.admit(concat_ws('|', 'attempt', given_username, given_step, given_address, given_outcome), ticket);
    INSERT INTO security.attempt (account, step, staff_id, address, outcome)
    VALUES (security.account_mark(given_username), given_step,
        (SELECT s.id FROM public.organisations_staff s WHERE lower(s.username) = lower(given_username) LIMIT 1),
        given_address, given_outcome);
END $$;

-- ---- Between password and second factor ----
CREATE OR REPLACE FUNCTION security.open_half(half_key text, staff uuid, until timestamptz, ticket bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('half|' || half_key || '|' || staff, ticket);
    DELETE FROM security.half_open WHERE expires_at < clock_timestamp() - interval '1 day';
    INSERT INTO security.half_open (key_hash, staff_id, expires_at)
    VALUES (sha256(convert_to(half_key, 'UTF8')), staff, until);
END $$;
CREATE OR REPLACE FUNCTION security.half(half_key text) RETURNS TABLE (staff_id uuid, username text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT s.id, s.username, s.name FROM security.half_open h JOIN public.organisations_staff s ON s.id = h.staff_id
    WHERE h.key_hash = sha256(convert_to(half_key, 'UTF8')) AND h.used_at IS NULL AND h.expires_at > clock_timestamp()
      AND s.is_active
$$;
-- True for one caller only: whoever waited for the row finds it used.
CREATE OR REPLACE FUNCTION security.use_half(half_key text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    UPDATE security.half_open SET used_at = clock_timestamp()
    WHERE key_hash = sha256(convert_to(half_key, 'UTF8')) AND used_at IS NULL AND expires_at > clock_timestamp();
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION security.put_challenge(bound_key text, given_challenge bytea, until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    DELETE FROM security.challenge WHERE expires_at < clock_timestamp() - interval '1 day';
    INSERT INTO security.challenge (bound_to, challenge, expires_at)
    VALUES (sha256(convert_to(bound_key, 'UTF8')), given_challenge, until)
    ON CONFLICT (bound_to) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at, taken_at = NULL
$$;
CREATE OR REPLACE FUNCTION security.take_challenge(bound_key text) RETURNS bytea
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    UPDATE security.challenge SET taken_at = clock_timestamp()
    WHERE bound_to = sha256(convert_to(bound_key, 'UTF8')) AND taken_at IS NULL AND expires_at > clock_timestamp()
    RETURNING challenge
$$;

-- ---- Second factors ----
CREATE OR REPLACE FUNCTION security.factors_of(staff uuid, ticket bytea)
RETURNS TABLE (kind text, id uuid, secret bytea, credential_id bytea, sign_count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('factors|' || staff, ticket);
    RETURN QUERY
        SELECT 'totp', t.id, t.sealed, NULL::bytea, NULL::bigint FROM security.totp t
            WHERE t.staff_id = staff AND t.confirmed_at IS NOT NULL
        UNION ALL SELECT 'passkey', p.id, p.public_key, p.credential_id, p.sign_count FROM security.passkey p
            WHERE p.staff_id = staff
        UNION ALL SELECT 'recovery', NULL, NULL, NULL, count(*) FROM security.recovery_code r
            WHERE r.staff_id = staff AND r.used_at IS NULL HAVING count(*) > 0;
END $$;
-- A code's time step is used once and never again, nor any before it: the row's lock decides a race.
CREATE OR REPLACE FUNCTION security.use_totp(given_id uuid, step bigint, ticket bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('totp|' || given_id || '|' || step, ticket);
    UPDATE security.totp SET last_step = step, used_at = clock_timestamp()
    WHERE id = given_id AND confirmed_at IS NOT NULL AND last_step < step;
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION security.use_passkey(given_id uuid, counted bigint, ticket bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('passkey|' || given_id || '|' || counted, ticket);
    UPDATE security.passkey SET sign_count = counted, used_at = clock_timestamp()
    WHERE id = given_id AND (sign_count < counted OR (sign_count = 0 AND counted = 0));
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION security.use_recovery_code(staff uuid, given_hash bytea, ticket bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('recovery|' || staff || '|' || encode(given_hash, 'hex'), ticket);
    UPDATE security.recovery_code SET used_at = clock_timestamp()
    WHERE staff_id = staff AND code_hash = given_hash AND used_at IS NULL;
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION security.add_totp(given_id uuid, given_name text, given_sealed bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    DELETE FROM security.totp WHERE staff_id = security.actor() AND confirmed_at IS NULL;
    INSERT INTO security.totp (id, staff_id, name, sealed) VALUES (given_id, security.actor(), given_name, given_sealed)
$$;
CREATE OR REPLACE FUNCTION security.pending_totp() RETURNS TABLE (id uuid, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT t.id, t.sealed FROM security.totp t
    WHERE t.staff_id = security.actor() AND t.confirmed_at IS NULL AND t.added_at > clock_timestamp() - interval '30 minutes'
$$;
CREATE OR REPLACE FUNCTION security.confirm_totp(given_id uuid, given_name text, step bigint, ticket bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('confirm-totp|' || given_id || '|' || step, ticket);
    UPDATE security.totp SET confirmed_at = clock_timestamp(), last_step = step, name = given_name
    WHERE id = given_id AND staff_id = security.actor() AND confirmed_at IS NULL;
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION security.add_passkey(given_id uuid, given_credential bytea, given_key bytea, counted bigint, given_name text, ticket bytea)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('add-passkey|' || given_id || '|' || security.actor(), ticket);
    INSERT INTO security.passkey (id, staff_id, credential_id, public_key, sign_count, name)
    VALUES (given_id, security.actor(), given_credential, given_key, counted, given_name) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION security.remove_factor(given_id uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    WITH totp AS (DELETE FROM security.totp WHERE id = given_id AND staff_id = security.actor() RETURNING 1),
    passkey AS (DELETE FROM security.passkey WHERE id = given_id AND staff_id = security.actor() RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM totp UNION ALL SELECT 1 FROM passkey)
$$;
-- Ten new ones in place of those there were.
CREATE OR REPLACE FUNCTION security.put_recovery_codes(hashes bytea[], ticket bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('recovery-codes|' || security.actor(), ticket);
    DELETE FROM security.recovery_code WHERE staff_id = security.actor();
    INSERT INTO security.recovery_code (staff_id, code_hash) SELECT security.actor(), h FROM unnest(hashes) h;
END $$;

-- ---- One's own account ----
CREATE OR REPLACE FUNCTION security.own_factors()
RETURNS TABLE (kind text, id uuid, name text, added_at timestamptz, used_at timestamptz, remaining bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT 'totp', t.id, t.name, t.added_at, t.used_at, 1::bigint FROM security.totp t
        WHERE t.staff_id = security.actor() AND t.confirmed_at IS NOT NULL
    UNION ALL SELECT 'passkey', p.id, p.name, p.added_at, p.used_at, 1 FROM security.passkey p WHERE p.staff_id = security.actor()
    UNION ALL SELECT 'recovery', NULL, '', min(r.made_at), max(r.used_at), count(*) FILTER (WHERE r.used_at IS NULL)
        FROM security.recovery_code r WHERE r.staff_id = security.actor() HAVING count(*) > 0
    ORDER BY 4
$$;
-- Sessions from the newest; one that goes on under another duty is no new sign-in.
CREATE OR REPLACE FUNCTION security.own_sessions(session_key text, idle interval)
RETURNS TABLE (id uuid, opened_at timestamptz, seen_at timestamptz, address text, agent text, factor text,
    is_live boolean, is_this boolean, was_changed boolean, end_reason text, duty text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT s.id, s.opened_at, s.seen_at, s.address, s.agent, s.factor,
        s.ended_at IS NULL AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - idle,
        s.key_hash = sha256(convert_to(session_key, 'UTF8')), s.changed_from IS NOT NULL,
        CASE WHEN s.ended_at IS NOT NULL THEN s.end_reason WHEN s.expires_at <= clock_timestamp() THEN 'expired'
            WHEN s.seen_at <= clock_timestamp() - idle THEN 'idle' ELSE '' END, coalesce(d.duty, '')
    FROM security.session s LEFT JOIN public.organisations_dutyassignment d ON d.id = s.assignment_id
    WHERE s.staff_id = security.actor() ORDER BY s.opened_at DESC LIMIT 30
$$;
CREATE OR REPLACE FUNCTION security.end_own_session(given_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    UPDATE security.session SET ended_at = clock_timestamp(), end_reason = 'elsewhere'
    WHERE id = given_id AND staff_id = security.actor() AND ended_at IS NULL;
    RETURN FOUND;
END $$;
-- All of mine but the one whose key is given; '' ends that one too.
CREATE OR REPLACE FUNCTION security.end_own_sessions(but_key text, because text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    WITH ended AS (UPDATE security.session SET ended_at = clock_timestamp(), end_reason = because
        WHERE staff_id = security.actor() AND ended_at IS NULL AND key_hash <> sha256(convert_to(but_key, 'UTF8')) RETURNING 1)
    SELECT count(*) FROM ended
$$;
-- The sign-in before the last one and what failed since: told to who has just proved who they are.
CREATE OR REPLACE FUNCTION security.last_sign_in(staff uuid, ticket bytea)
RETURNS TABLE (at timestamptz, address text, failed bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('last|' || staff, ticket);
    RETURN QUERY SELECT a.at, a.address, (SELECT count(*) FROM security.attempt f
            WHERE f.staff_id = staff AND f.outcome = 'failed' AND f.step = 'sign-in' AND f.id > a.id)
        FROM security.attempt a WHERE a.staff_id = staff AND a.outcome = 'in' ORDER BY a.id DESC LIMIT 1;
END $$;
CREATE OR REPLACE FUNCTION security.own_tries() RETURNS TABLE (at timestamptz, address text, outcome text, step text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT a.at, a.address, a.outcome, a.step FROM security.attempt a
    WHERE a.staff_id = security.actor() AND (a.step = 'sign-in' OR a.outcome = 'failed')
    ORDER BY a.id DESC LIMIT 10
$$;

-- ---- The security administrator ----
CREATE OR REPLACE FUNCTION security.account_states()
RETURNS TABLE (staff_id uuid, must_change boolean, changed_at timestamptz, totp bigint, passkeys bigint, codes bigint,
    live_sessions bigint, last_in timestamptz, failed bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('staff.write') THEN RETURN; END IF;
    RETURN QUERY
    SELECT s.id, coalesce(c.must_change, false), c.changed_at,
        (SELECT count(*) FROM security.totp t WHERE t.staff_id = s.id AND t.confirmed_at IS NOT NULL),
        (SELECT count(*) FROM security.passkey p WHERE p.staff_id = s.id),
        (SELECT count(*) FROM security.recovery_code r WHERE r.staff_id = s.id AND r.used_at IS NULL),
        (SELECT count(*) FROM security.session l WHERE l.staff_id = s.id AND l.ended_at IS NULL AND l.expires_at > clock_timestamp()),
        (SELECT max(a.at) FROM security.attempt a WHERE a.staff_id = s.id AND a.outcome = 'in'),
        (SELECT coalesce(max(w.n), 0) FROM (SELECT count(*) AS n FROM security.attempt f
            WHERE f.staff_id = s.id AND f.outcome = 'failed' AND f.at > clock_timestamp() - interval '24 hours'
              AND NOT EXISTS (SELECT 1 FROM security.attempt b WHERE b.staff_id = s.id AND b.step = f.step AND b.id > f.id
                  AND (b.outcome = 'cleared' OR (b.outcome = 'in' AND b.address = f.address)))
            GROUP BY f.address, f.step) w)
    FROM public.organisations_staff s LEFT JOIN security.credential c ON c.staff_id = s.id;
END $$;
CREATE OR REPLACE FUNCTION security.end_sessions_of(staff uuid, because text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE ended bigint;
BEGIN
    IF NOT security.administers(staff) THEN
        RAISE EXCEPTION 'not allowed to end sessions' USING ERRCODE = '42501';
    END IF;
    UPDATE security.session SET ended_at = clock_timestamp(), end_reason = because WHERE staff_id = staff AND ended_at IS NULL;
    GET DIAGNOSTICS ended = ROW_COUNT;
    UPDATE security.half_open SET used_at = clock_timestamp() WHERE staff_id = staff AND used_at IS NULL;
    RETURN ended;
END $$;
CREATE OR REPLACE FUNCTION security.reset_factors(staff uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.end_sessions_of(staff, 'reset');
    DELETE FROM security.totp WHERE staff_id = staff;
    DELETE FROM security.passkey WHERE staff_id = staff;
    DELETE FROM security.recovery_code WHERE staff_id = staff;
END $$;
CREATE OR REPLACE FUNCTION security.clear_tries(staff uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.administers(staff) THEN
        RAISE EXCEPTION 'not allowed to unlock' USING ERRCODE = '42501';
    END IF;
    INSERT INTO security.attempt (account, step, staff_id, address, outcome)
    SELECT security.account_mark(s.username), step, s.id, '', 'cleared' FROM public.organisations_staff s,
        unnest(ARRAY['sign-in', 'own']) step WHERE s.id = staff;
END $$;
-- Whether anybody holds a duty: for the command that makes the first security administrator.
CREATE OR REPLACE FUNCTION security.is_held(given_duty text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.organisations_dutyassignment d JOIN public.organisations_staff s ON s.id = d.staff_id
        WHERE d.duty = given_duty AND s.is_active AND (d.until IS NULL OR d.until > (now() AT TIME ZONE 'Asia/Shanghai')::date))
$$;
-- Nobody gives oneself a duty or changes one's own account: it takes two (7.1.c). Argument: the account's column.
CREATE OR REPLACE FUNCTION security.two_people() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    IF (to_jsonb(NEW) ->> TG_ARGV[0])::uuid = security.actor() AND (security.context())[2] <> 'system' THEN
        RAISE EXCEPTION 'nobody changes their own account' USING ERRCODE = '23514', CONSTRAINT = 'account_is_anothers';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_duties_fit ON organisations_dutyassignment;
CREATE TRIGGER c_duties_fit BEFORE INSERT OR UPDATE ON organisations_dutyassignment
    FOR EACH ROW EXECUTE FUNCTION security.duties_fit();
DROP TRIGGER IF EXISTS c_two_people ON organisations_dutyassignment;
CREATE TRIGGER c_two_people BEFORE INSERT OR UPDATE ON organisations_dutyassignment
    FOR EACH ROW EXECUTE FUNCTION security.two_people('staff_id');
DROP TRIGGER IF EXISTS c_two_people ON organisations_staff;
CREATE TRIGGER c_two_people BEFORE UPDATE ON organisations_staff
    FOR EACH ROW EXECUTE FUNCTION security.two_people('id');

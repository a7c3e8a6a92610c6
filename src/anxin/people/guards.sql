-- A guardian's row ends once; security.ends_once is made by enrolment/guards.sql, which runs before.
DROP TRIGGER IF EXISTS c_ends_once ON people_guardian;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON people_guardian
    FOR EACH ROW EXECUTE FUNCTION security.ends_once();

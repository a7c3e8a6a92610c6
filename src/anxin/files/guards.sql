-- A file that names an application is of the person who applies (5.1.3.b).
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.file_is_of_the_applicant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.application_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM enrolment_application a
            WHERE a.id = NEW.application_id AND a.person_id = NEW.person_id) THEN
        RAISE EXCEPTION 'a file of another person''s application'
            USING ERRCODE = '23514', CONSTRAINT = 'file_is_of_the_applicant';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;
DROP TRIGGER IF EXISTS c_applicant ON files_attachment;
CREATE TRIGGER c_applicant BEFORE INSERT ON files_attachment
    FOR EACH ROW EXECUTE FUNCTION security.file_is_of_the_applicant();

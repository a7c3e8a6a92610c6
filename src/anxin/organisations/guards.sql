DROP TRIGGER IF EXISTS c_duties_fit ON organisations_dutyassignment;
CREATE TRIGGER c_duties_fit BEFORE INSERT OR UPDATE ON organisations_dutyassignment
    FOR EACH ROW EXECUTE FUNCTION security.duties_fit();

DROP TRIGGER IF EXISTS c_bounded ON acts_act;
CREATE TRIGGER c_bounded BEFORE INSERT ON acts_act FOR EACH ROW EXECUTE FUNCTION security.bounded();

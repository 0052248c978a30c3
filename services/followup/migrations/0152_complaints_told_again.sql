-- A complaint that is described again with a later visit is the same one, with one line of scores.
create table complaint_visit (
    appointment_id text primary key,
    patient_id text not null constraint complaint_visit_patient references patient,
    complaint_id text not null constraint complaint_visit_complaint references complaint
);
create index complaint_visit_patient on complaint_visit (patient_id);
insert into complaint_visit (appointment_id, patient_id, complaint_id)
    select appointment_id, patient_id, complaint_id from complaint
    where appointment_id is not null
    on conflict do nothing;
alter table complaint drop column appointment_id;

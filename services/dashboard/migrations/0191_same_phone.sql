-- Each patient's page looks for other records with the same phone and birth date.
create index patient_phone on patient (phone, birth_date);

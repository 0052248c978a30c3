-- Others begin with the same column and find as few rows: each move of a text writes them all.
drop index text_open;  -- text_patient
drop index text_appointment;  -- text_once

-- The practice's own texts in other languages: {"es": {"Neck pain": "Dolor de cuello"}}.
alter table practice add column words jsonb not null default '{}';

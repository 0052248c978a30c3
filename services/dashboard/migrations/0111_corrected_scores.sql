-- A patient can take a score back and give another. The first stays in the story.
alter table score add column corrects text;

create view current_score as
    select * from score
    where not exists (select from score later where later.corrects = score.report_id);
create index score_corrects on score (corrects) where corrects is not null;

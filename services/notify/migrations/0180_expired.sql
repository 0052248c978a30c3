-- What came too late, latest first: for staff after an outage.
create index text_history_expired on text_history (at) where state = 'expired';

-- By its link a patient sees what they wait for, and leaves. Entries from before have none.
alter table waitlist_entry add column link_fingerprint bytea
    constraint waitlist_entry_link_unique unique;

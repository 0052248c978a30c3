"""A course of treatment, as patients, front desk and phone live it over four months of moved time."""

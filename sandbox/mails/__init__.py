"""A mail server that delivers nowhere: every e-mail to patients ends on its page."""

"""A stand-in for Twilio and the patients' phones: texts are kept here and shown in a browser."""

"""What a person reads when everything is ready."""

from sandbox import demo_clinic
from sandbox.travel import shown
from sandbox.up import Sandbox
from shared.clock import SharedClock


def greet(sandbox: Sandbox) -> None:
    where = sandbox.layout
    sandbox.say("ready")
    print(
        f"""
  Book a visit       {where.url("booking", "/")}
  Patients' phones   {where.url("phones", "/")}
  Patients' e-mails  {where.url("mails", "/")}
  Staff dashboard    {where.url("dashboard", "/")}
                     sign in as {demo_clinic.STAFF_EMAIL} with {sandbox.credentials.staff_password}

  It is {shown(SharedClock(where.clock_file).now())}. Move time on the phones' page, or with
    python -m sandbox travel +1d
  Logs and data are in {where.home}. Ctrl-C stops everything and keeps the data.
""",
        flush=True,
    )

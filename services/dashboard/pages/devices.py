"""A browser in words a person recognizes: "Firefox on Windows"."""

# The first that fits: Edge and Chrome also say Safari, Edge also says Chrome.
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    browser = _named(user_agent, BROWSERS) or "A browser"
    system = _named(user_agent, SYSTEMS)
    return f"{browser} on {system}" if system else browser


def _named(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if sign in user_agent), "")

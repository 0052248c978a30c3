import "htmx.org";
import "htmx-ext-sse";
import "./js/calendar.js";
import "./js/dialogs.js";
import "./js/forms.js";
import "./js/live.js";
import "./js/pain_chart.js";
import "./js/toasts.js";

import "htmx.org";
import "./js/challenge.js";
import "./js/dialogs.js";
import "./js/forms.js";
import "./js/own_zone.js";
import "./js/toasts.js";

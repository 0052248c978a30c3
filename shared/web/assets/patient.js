import "htmx.org";
import "./js/dialogs.js";
import "./js/forms.js";
import "./js/toasts.js";

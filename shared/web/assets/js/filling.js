// An answer kept ready goes into the field it is for, to be read and changed before it is sent.
document.addEventListener("click", (event) => {
  const ready = event.target.closest("[data-fills]");
  const field = ready && document.getElementById(ready.dataset.fills);
  if (field) {
    field.value = ready.dataset.words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
});

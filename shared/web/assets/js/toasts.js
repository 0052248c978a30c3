// A toast stays until it is dismissed: people read at their own pace (WCAG 2.2.1).
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
});

/** Puts the focus back on what is looked at, so that single keys are commands again. */
export function focusStage(): void {
  const stage = document.querySelector<HTMLElement>("[data-stage]");
  if (stage) {
    // The ring is for those who come by Tab; whoever submits with Enter knows where they are.
    stage.dataset.quiet = "";
    stage.addEventListener("blur", () => delete stage.dataset.quiet, { once: true });
    stage.focus({ preventScroll: true });
  } else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/**
 * Marks a part of the page as busy with what one of its buttons has started. The buttons keep the focus meanwhile, so
 * they are marked as disabled rather than being it.
 */
export function setBusy(area: HTMLElement, pressed: Element, busy: boolean): void {
  area.setAttribute('aria-busy', String(busy));
  for (const button of area.querySelectorAll('button')) {
    button.setAttribute('aria-disabled', String(busy));
    button.classList.toggle('is-running', busy && button === pressed);
  }
}

export function isBusy(area: HTMLElement): boolean {
  return area.getAttribute('aria-busy') === 'true';
}

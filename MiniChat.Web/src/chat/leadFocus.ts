import { nextTick } from "vue";

// What a key was pressed at goes with the turn that it replaced: the focus goes on at the turn that came instead of it.
const isLost = () => document.activeElement === document.body || document.activeElement?.matches(":disabled");

/** Leads a focus that was lost to the first of these that is there. */
export async function leadFocusTo(...places: (() => HTMLElement | null | undefined)[]) {
  await nextTick();
  if (isLost())
    places
      .map((find) => find())
      .find(Boolean)
      ?.focus();
}

/** Leads the focus to the newest answer. */
export async function leadFocusToEnd(list: HTMLElement | null) {
  await nextTick();
  const answer = [...(list?.querySelectorAll<HTMLElement>(".answer") ?? [])].at(-1);
  if (!answer || !isLost()) return;
  answer.tabIndex = -1;
  answer.focus({ preventScroll: true });
}

/** The way one steps between versions, where the focus is at that. */
export const focusedStep = () => (document.activeElement as HTMLElement | null)?.dataset.step;

/** Leads the focus to the same step of another turn; to the step back where there is none. */
export async function leadFocusToStep(list: HTMLElement | null, turnId: number, step: string | undefined) {
  if (!step) return;
  await nextTick();
  const steps = [...(list?.querySelectorAll<HTMLElement>(`[data-turn="${turnId}"] [data-step]:enabled`) ?? [])];
  if (isLost()) (steps.find((one) => one.dataset.step === step) ?? steps[0])?.focus();
}

import { shallowRef } from "vue";
import { send } from "../api/client";
import { FindModels, type FindModelsResponse } from "../api/dtos";

/** The name of the offline responder, as answers have it. */
export const offlineModel = "offline";

/** The models that can be asked; null until they are known. */
export const models = shallowRef<FindModelsResponse | null>(null);

let reading: Promise<void> | undefined;

/** Reads them once; where they cannot be read, the next call tries again. */
export function needModels() {
  reading ??= send(new FindModels()).then(
    (found) => void (models.value = found),
    () => (reading = undefined),
  );
}

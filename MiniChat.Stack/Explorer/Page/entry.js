// What is sent: entered in a form or as JSON. Either shows what was entered in the other.

import { el, newId } from "./dom.js";
import { fieldOf } from "./fields.js";

/** Makes the entry of an operation. */
export function entryOf(operation) {
  const fields = operation.fields.map((property) => fieldOf(property));
  const form = el("div", { class: "fields" }, fields.map((field) => field.element));
  if (fields.length === 0) form.append(el("p", { class: "hint" }, "It has no fields: just send it."));
  const area = el("textarea", { id: newId("json"), rows: 12, class: "code", spellcheck: false, autocomplete: "off" });
  const error = el("p", { class: "error", id: newId("error"), role: "alert" });
  area.setAttribute("aria-describedby", error.id);
  const json = el("div", { class: "field", hidden: true }, el("label", { for: area.id }, "JSON"), area, error);
  const [asForm, asJson, choice] = switchOf();
  // What was entered last; what the form has no input for stays in it.
  let values = {};

  function readForm() {
    let wrong = null;
    const read = { ...values };
    for (const field of fields) {
      field.showError("");
      const name = field.property.wire;
      const given = keyIn(read, name);
      try {
        const value = field.read(read[given]);
        if (value === undefined) delete read[given];
        else read[given ?? name] = value;
      } catch (problem) {
        field.showError(problem.message);
        wrong ??= field;
      }
    }
    wrong?.input.focus();
    return wrong ? null : read;
  }

  function readJson() {
    tellWrong("");
    try {
      const read = area.value.trim() ? JSON.parse(area.value) : {};
      if (typeof read === "object" && read !== null && !Array.isArray(read)) return read;
      tellWrong("What is sent is an object: {…}.");
    } catch (problem) {
      tellWrong(`This is not JSON: ${problem.message}.`);
    }
    area.focus();
    return null;
  }

  function tellWrong(text) {
    error.textContent = text;
    if (text) area.setAttribute("aria-invalid", "true");
    else area.removeAttribute("aria-invalid");
  }

  function toJson() {
    const read = readForm();
    if (!read) return false;
    values = read;
    tellWrong("");
    area.value = JSON.stringify(values, null, 2);
    return true;
  }

  function toForm() {
    const read = readJson();
    if (!read) return false;
    const unfit = fields.filter((field) => !field.write(read[keyIn(read, field.property.wire)]));
    if (unfit.length > 0) {
      tellWrong(`The form cannot show ${unfit.map((field) => `'${field.property.wire}'`).join(", ")}; send it as JSON.`);
      return false;
    }
    values = read;
    fields.forEach((field) => field.showError(""));
    return true;
  }

  choice.addEventListener("change", () => {
    const isDone = asJson.checked ? toJson() : toForm();
    // What cannot be read stays where it can be mended.
    if (!isDone) (asJson.checked ? asForm : asJson).checked = true;
    form.hidden = asJson.checked;
    json.hidden = asForm.checked;
  });

  return {
    element: el("div", {}, fields.length > 0 && choice, form, json),
    /** What is entered, or null where it cannot be sent; then it says why, beside it. */
    read: () => (asJson.checked ? readJson() : readForm()),
    /** What is entered, as far as it can be read, without a word. */
    glance() {
      try {
        if (asJson.checked) return JSON.parse(area.value || "{}");
        return Object.fromEntries(fields.map((field) => [field.property.wire, field.read()]).filter(([, value]) => value !== undefined));
      } catch {
        return {};
      }
    },
    /** Shows each error beside its input, and gives those that have none; the first input that is wrong gets the focus. */
    showErrors(errors) {
      fields.forEach((field) => field.showError(""));
      if (asJson.checked) return errors;
      const rest = [];
      const beside = Map.groupBy(errors, (one) => fields.find((field) => isOf(field, one.fieldName)));
      for (const [field, its] of beside) {
        if (field) field.showError(its.map(wordsOf).join(" "));
        else rest.push(...its);
      }
      fields.find((field) => beside.has(field))?.input.focus();
      return rest;
    },
  };
}

function switchOf() {
  const name = newId("entered");
  const radio = (text, checked) => {
    const input = el("input", { type: "radio", name, checked });
    return [input, el("label", {}, input, ` ${text}`)];
  };
  const [asForm, formLabel] = radio("Form", true);
  const [asJson, jsonLabel] = radio("JSON", false);
  return [asForm, asJson, el("fieldset", { class: "choice" }, el("legend", {}, "Enter as"), formLabel, jsonLabel)];
}

/** The name as it was given: names count in any case. */
const keyIn = (values, name) => Object.keys(values).find((key) => key.toLowerCase() === name.toLowerCase());

const isOf = (field, fieldName) => {
  const first = (fieldName ?? "").split(/[.[]/)[0].toLowerCase();
  return first === field.property.wire.toLowerCase() || first === field.property.name.toLowerCase();
};

const wordsOf = ({ fieldName, message }) => (/[.[]/.test(fieldName) ? `${fieldName}: ${message}` : message);

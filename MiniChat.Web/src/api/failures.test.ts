import { expect, it } from "vitest";
import { Failure } from "./failures";

const of = (errorCode: string, message = "Bad Gateway", type?: string) =>
  Failure.of({ responseStatus: { errorCode, message }, type });

it("waits for a server behind a proxy that cannot reach it", () => {
  for (const status of ["502", "503", "504"]) expect(of(status).isPassing).toBe(true);
  expect(of("500").isPassing).toBe(false);
});

it("calls a session over when it is refused, not when nobody could be asked", () => {
  expect(of("Unauthorized", "No.", "RefreshTokenException").isOfSession).toBe(true);
  expect(of("StoreUnavailable", "Later.", "RefreshTokenException").isOfSession).toBe(false);
  expect(of("502", "Bad Gateway", "RefreshTokenException").isOfSession).toBe(false);
});

it("takes what is no answer for a server that cannot be reached", () => {
  expect(Failure.of(new TypeError("Failed to fetch"))).toMatchObject({ code: "Unreachable", isPassing: true });
});

it("says each thing that is wrong once, and not more than a few", () => {
  const errors = ["One.", "One.", "Two.", "Three.", "Four."].map((message) => ({ errorCode: "X", fieldName: "F", message }));
  const failure = Failure.of({ responseStatus: { errorCode: "X", message: "One.", errors } });
  expect(failure.message).toBe("One. Two. Three.");
});

import { describe, expect, test } from "vitest";
import { ApiError } from "./api.ts";
import { PROBLEMS } from "./problems.ts";
import { said } from "./said.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

describe("a problem", () => {
  test.each(Object.entries(PROBLEMS))("%s is said in both languages, with all that is told", (word, names) => {
    const told = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    for (const words of [en, zh]) {
      const sentence = said(word, told, words) ?? "";
      expect(sentence).not.toContain("undefined");
      for (const name of names) expect(sentence).toContain(`<${name}>`);
    }
    expect(said(word, told, zh)).toMatch(/\p{Script=Han}/u);
  });

  test("names fields and states as the page does", () => {
    expect(said("field-missing", { name: "patient_birth_date" }, zh)).toBe("出生日期：请填写此项。");
    expect(said("file-columns", { names: "patient_id patient_name" }, zh)).toContain("患者编号、姓名");
    expect(said("report-state", { state: "final", next_state: "draft" }, zh)).toContain("“最终”，不能改为“草稿”");
  });

  test("that something between page and server answered is known by its status", () => {
    expect(new ApiError(502).problem).toBe("unavailable");
    expect(new ApiError(413, { problem: "file-too-long" }).problem).toBe("file-too-long");
    expect(new ApiError(418).problem).toBe("");
  });

  test("that this page does not know is left to the server's own sentence", () => {
    expect(said("toString", {}, en)).toBeNull();
    expect(said("of-a-newer-server", {}, en)).toBeNull();
  });
});

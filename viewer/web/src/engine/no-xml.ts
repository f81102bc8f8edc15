/** Stands in for a reader of XML that nothing here calls. */

export function create(): never {
  throw new Error("XML is not read here.");
}

export const convert = create;
export const fragment = create;
export default { create, convert, fragment };

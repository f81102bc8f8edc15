const FROM = /[018]/g;

/** A random UUID (version 4); browsers have `crypto.randomUUID` on secure pages alone, and a house may be tried without TLS. */
export function newId(): string {
  return "10000000-1000-4000-8000-100000000000".replace(FROM, (digit) => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    return (Number(digit) ^ (byte & (15 >> (Number(digit) / 4)))).toString(16);
  });
}

/** What a place shows as one picture: its canvases, what is drawn on them, and the texts around them. */

export interface PictureWish {
  readonly annotations: boolean;
  readonly texts: boolean;
  /** Also what tells whose pictures they are. */
  readonly names: boolean;
}

/** What is copied of the style of a figure: as attributes, for a picture of its own knows no style sheet. */
const COPIED = [
  "fill",
  "fill-opacity",
  "fill-rule",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;
const NOT_DRAWN = ".touch, .handle";

/** Draws places as they stand beside each other. */
export async function pictureOf(places: readonly HTMLElement[], wish: PictureWish): Promise<HTMLCanvasElement> {
  const boxes = places.map((place) => place.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(Math.round((right - left) * devicePixelRatio), 1);
  canvas.height = Math.max(Math.round((bottom - top) * devicePixelRatio), 1);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no canvas to draw on.");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.translate(-left, -top);
  for (const place of places) await drawPlace(context, place, wish);
  return canvas;
}

async function drawPlace(context: CanvasRenderingContext2D, place: HTMLElement, wish: PictureWish): Promise<void> {
  const box = place.getBoundingClientRect();
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  for (const canvas of place.querySelectorAll<HTMLCanvasElement>(".canvas canvas")) {
    const at = canvas.getBoundingClientRect();
    if (at.width > 0 && canvas.width > 0) context.drawImage(canvas, at.left, at.top, at.width, at.height);
  }
  if (wish.annotations) {
    for (const svg of place.querySelectorAll<SVGSVGElement>(".annotation-layer > svg, svg.lines")) {
      await drawSvg(context, svg);
    }
  }
  if (wish.texts) drawTexts(context, place, wish.names);
  context.restore();
}

async function drawSvg(context: CanvasRenderingContext2D, svg: SVGSVGElement): Promise<void> {
  const box = svg.getBoundingClientRect();
  if (svg.childElementCount === 0 || box.width === 0) return;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [[...svg.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  for (const [at, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const name of COPIED) copies[at]?.setAttribute(name, style.getPropertyValue(name));
  }
  for (const each of copy.querySelectorAll(NOT_DRAWN)) each.remove();
  for (const image of copy.querySelectorAll("image")) {
    image.setAttribute("href", await dataOf(image.getAttribute("href") ?? ""));
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  context.drawImage(picture, box.left, box.top, box.width, box.height);
}

/** A picture within a picture loads nothing: it is put in whole. */
async function dataOf(address: string): Promise<string> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return "";
  const blob = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("unread"));
    reader.readAsDataURL(blob);
  });
}

function drawTexts(context: CanvasRenderingContext2D, place: HTMLElement, hasNames: boolean): void {
  for (const span of place.querySelectorAll<HTMLElement>(".corners span, .key-mark")) {
    if (!hasNames && span.dataset["personal"] !== undefined) continue;
    const [box, style] = [span.getBoundingClientRect(), getComputedStyle(span)];
    if (box.width === 0) continue;
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.strokeStyle = "#000";
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.textBaseline = "middle";
    const isCentred = span.classList.contains("scale-bar");
    context.textAlign = isCentred ? "center" : "left";
    const [x, y] = [isCentred ? box.left + box.width / 2 : box.left, box.top + box.height / 2];
    context.strokeText(span.textContent ?? "", x, y, box.width + 1);
    context.fillText(span.textContent ?? "", x, y, box.width + 1);
    if (isCentred) drawBar(context, box);
  }
}

function drawBar(context: CanvasRenderingContext2D, { left, right, bottom, height }: DOMRect): void {
  context.beginPath();
  context.moveTo(left + 0.5, bottom - height / 2);
  context.lineTo(left + 0.5, bottom - 1);
  context.lineTo(right - 0.5, bottom - 1);
  context.lineTo(right - 0.5, bottom - height / 2);
  context.strokeStyle = "#f3f4f6";
  context.lineWidth = 1;
  context.stroke();
}

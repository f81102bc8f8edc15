import { describe, expect, it, vi } from "vitest";
import type { Annotation, Operation, Recorded } from "./annotation.ts";
import { History } from "./history.ts";
import { AnnotationStore, type Wire } from "./store.ts";

const ME = 7;

/** A server as small as it can be: it keeps versions, and refuses what is based on another one. */
class Server implements Wire {
  readonly kept = new Map<string, Recorded>();
  readonly log: Operation[] = [];
  private sequence = 0;
  fails: unknown[] = [];

  list() {
    return Promise.resolve({ annotations: [...this.kept.values()].filter((each) => !each.is_deleted), me: ME });
  }

  send(operation: Operation): Promise<Recorded> {
    const failure = this.fails.shift();
    if (failure !== undefined) return Promise.reject(failure);
    const former = this.kept.get(operation.id);
    if ((former?.version ?? 0) !== operation.base) return Promise.reject({ status: 409 });
    this.log.push(operation);
    const annotation = operation.does === "delete" ? former!.annotation : operation.annotation;
    const recorded = {
      ...recordedOf(operation.id, annotation),
      version: operation.base + 1,
      sequence: ++this.sequence,
    };
    this.kept.set(operation.id, { ...recorded, is_deleted: operation.does === "delete" });
    return Promise.resolve(this.kept.get(operation.id)!);
  }
}

function length(to: number): Annotation {
  return { kind: "length", place: { instance_id: 1, frame: 1 }, points: [[0, 0], [to, 0]], text: "" }; // prettier-ignore
}

function recordedOf(id: string, annotation: Annotation, author = ME): Recorded {
  const measured = { values: [{ name: "length", value: 1, unit: "mm" }], basis: "patient" };
  const by = { id: author, name: "Dr", hospital: "H" };
  return {
    id,
    version: 1,
    sequence: 1,
    is_deleted: false,
    annotation,
    measured,
    author: by,
    at: "2026-01-01T00:00:00Z",
  };
}

const settled = (store: AnnotationStore) => vi.waitFor(() => expect(store.state).toBe("saved"));

describe("what is drawn", () => {
  it("is on the screen at once and is saved with the server's values", async () => {
    const [server] = [new Server()];
    const store = new AnnotationStore(server);
    await store.load();
    store.set("a", length(5));
    expect(store.annotations.map(({ annotation }) => annotation)).toEqual([length(5)]);
    await settled(store);
    expect(store.find("a")?.measured?.values[0]?.unit).toBe("mm");
    expect(server.log.map(({ does }) => does)).toEqual(["put"]);
  });

  it("goes to the server in order, of many quick changes only the last", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    for (let to = 1; to <= 5; to++) store.set("a", length(to));
    await settled(store);
    expect(server.log.map(({ does, base }) => [does, base])).toEqual([
      ["put", 0],
      ["change", 1],
    ]);
    expect(server.kept.get("a")?.annotation).toEqual(length(5));
  });

  it("waits and comes again when nobody answers", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.fails = [{ status: 0 }, { status: 503 }];
    const store = new AnnotationStore(server);
    store.set("a", length(1));
    await vi.advanceTimersByTimeAsync(10);
    expect(store.state).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(store.state).toBe("saved");
    expect(server.log).toHaveLength(1);
  });

  it("that another window changed meanwhile is read anew, and the refusal is told", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    store.set("a", length(1));
    await settled(store);
    await server.send({ does: "change", id: "a", base: 1, annotation: length(9) });
    store.set("a", length(2));
    await settled(store);
    expect(store.find("a")?.annotation).toEqual(length(9));
    expect(store.refused).toEqual({ status: 409 });
    store.set("a", length(3));
    await settled(store);
    expect(server.kept.get("a")?.annotation).toEqual(length(3));
  });

  it("by somebody else is not changed", async () => {
    const server = new Server();
    server.kept.set("b", recordedOf("b", length(4), 99));
    const store = new AnnotationStore(server);
    await store.load();
    store.set("b", null);
    expect(store.find("b")?.isMine).toBe(false);
    expect(server.log).toEqual([]);
  });
});

describe("undo and redo", () => {
  it("walk through what was done, and bring back what was deleted", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    await store.load();
    const history = new History();
    history.do(store, "a", length(1));
    await settled(store);
    history.do(store, "a", length(2));
    history.do(store, "a", null);
    await settled(store);
    expect(store.annotations).toEqual([]);
    history.undo();
    await settled(store);
    expect(store.find("a")?.annotation).toEqual(length(2));
    history.undo();
    history.undo();
    await settled(store);
    expect(store.annotations).toEqual([]);
    expect(history.canUndo).toBe(false);
    history.redo();
    await settled(store);
    expect(store.find("a")?.annotation).toEqual(length(1));
    history.do(store, "a", length(7));
    expect(history.canRedo).toBe(false);
  });
});

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

  list(since?: number) {
    const isTold = (each: Recorded) => (since === undefined ? !each.is_deleted : each.sequence > since);
    return Promise.resolve({ annotations: [...this.kept.values()].filter(isTold), me: ME });
  }

  /** What somebody else does meanwhile, or oneself at another screen. */
  elsewhere(id: string, annotation: Annotation, author = 9, isDeleted = false): void {
    const version = (this.kept.get(id)?.version ?? 0) + 1;
    const recorded = { ...recordedOf(id, annotation, author), version, sequence: ++this.sequence };
    this.kept.set(id, { ...recorded, is_deleted: isDeleted });
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

describe("what is drawn elsewhere meanwhile", () => {
  it("comes onto the screen, changes and goes, without anything being read twice", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    const news: string[] = [];
    store.arrived = ({ id, version }) => news.push(`${id} ${version}`);
    server.elsewhere("old", length(1));
    await store.catchUp();
    expect([store.annotations.length, news]).toEqual([1, []]);
    server.elsewhere("theirs", length(5));
    await store.catchUp();
    expect(store.find("theirs")).toMatchObject({ isMine: false, annotation: length(5) });
    server.elsewhere("theirs", length(8));
    await store.catchUp();
    await store.catchUp();
    expect(store.find("theirs")?.annotation).toEqual(length(8));
    server.elsewhere("theirs", length(8), 9, true);
    await store.catchUp();
    expect(store.find("theirs")).toBeUndefined();
    expect(news).toEqual(["theirs 1", "theirs 2", "theirs 3"]);
  });

  it("is no news where it was gone before one came", async () => {
    const server = new Server();
    server.elsewhere("left", length(1));
    server.elsewhere("gone", length(1), 9, true);
    const store = new AnnotationStore(server);
    const arrived = vi.fn();
    store.arrived = arrived;
    await store.load();
    await store.catchUp();
    expect(arrived).not.toHaveBeenCalled();
    expect(store.annotations.map(({ id }) => id)).toEqual(["left"]);
  });

  it("is no news where one has just saved it oneself", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    await store.catchUp();
    const arrived = vi.fn();
    store.arrived = arrived;
    store.set("mine", length(3));
    await settled(store);
    await store.catchUp();
    expect(arrived).not.toHaveBeenCalled();
    expect(store.annotations.length).toBe(1);
  });

  it("is not written over by a hand that held it before it came", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    store.set("mine", length(3));
    await settled(store);
    store.preview("mine", length(4));
    server.elsewhere("mine", length(9), ME);
    await store.catchUp();
    expect(store.find("mine")?.annotation).toEqual(length(4));
    store.set("mine", length(5));
    await settled(store);
    expect(store.refused).toEqual({ status: 409 });
    expect(store.find("mine")?.annotation).toEqual(length(9));
    expect(server.kept.get("mine")?.annotation).toEqual(length(9));
  });

  it("is shown once the hand lets go without a change", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    store.set("mine", length(3));
    await settled(store);
    store.preview("mine", length(4));
    server.elsewhere("mine", length(9), ME);
    await store.catchUp();
    store.letGo("mine", length(3));
    await store.catchUp();
    expect(store.find("mine")?.annotation).toEqual(length(9));
  });

  it("can't be undone here", async () => {
    const server = new Server();
    const store = new AnnotationStore(server);
    const history = new History();
    store.arrived = ({ id }) => history.forget(store, id);
    history.do(store, "mine", length(3));
    history.do(store, "other", length(1));
    await settled(store);
    server.elsewhere("mine", length(9), ME);
    await store.catchUp();
    history.undo();
    expect(history.canUndo).toBe(false);
    await settled(store);
    expect(store.annotations.map(({ id, annotation }) => [id, annotation])).toEqual([["mine", length(9)]]);
  });
});

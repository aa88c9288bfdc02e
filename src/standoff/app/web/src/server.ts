// Asks the server of this page, and nobody else: documents at once, or as they come in.

/** What the server says where something cannot be done. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly status: number,
    readonly document: Record<string, unknown>,
  ) {
    super(message);
  }
}

/** This window, so that a new question of it can end the former. */
export const WINDOW = crypto.randomUUID();

const named = new URLSearchParams(location.search).get("case");
/** The address of something on the server, of the case that this page shows. */
export const address = (path: string) => (named === null ? path : `${path}${path.includes("?") ? "&" : "?"}case=${encodeURIComponent(named)}`);

async function refused(answer: Response): Promise<Refusal> {
  const document = await answer.json().catch(() => ({}));
  const error = document.error ?? {};
  return new Refusal(error.message ?? `the server says ${answer.status}`, error.hint ?? "", answer.status, document);
}

async function answered(path: string, options: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address(path), { credentials: "same-origin", ...options });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Refusal("standoff does not answer", "it was ended in the terminal, or this computer slept: run `standoff open` again; what was not saved is kept", 0, {});
  }
  if (!answer.ok) throw await refused(answer);
  return answer;
}

const body = (data: object): RequestInit => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ window: WINDOW, ...data }) });

export async function get<Document>(path: string): Promise<Document> {
  return (await answered(path, {})).json();
}

export async function post<Document>(path: string, data: object, signal?: AbortSignal): Promise<Document> {
  return (await answered(path, { ...body(data), ...(signal ? { signal } : {}) })).json();
}

/** Sends a file, or nothing, with what is said of it in the address. */
export async function send<Document>(path: string, said: Record<string, string>, content: Blob | null): Promise<Document> {
  const query = new URLSearchParams({ window: WINDOW, ...said }).toString();
  return (await answered(`${path}?${query}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: content ?? new Blob() })).json();
}

/** What is told while a long question is worked on. */
export interface Told<Document> {
  progress?: (what: string, share: number) => void;
  partial?: (document: Document) => void;
}

/** Asks and is told as it comes in; the promise has the last document, or rejects. Ending the signal ends the work. */
export async function stream<Document>(path: string, data: object, told: Told<Document>, signal?: AbortSignal): Promise<Document> {
  const asked = body(data);
  const headers = { ...asked.headers, Accept: "text/event-stream" };
  const answer = await answered(path, { ...asked, headers, ...(signal ? { signal } : {}) });
  if (!answer.body) throw new Refusal("standoff sent nothing", "", 0, {});
  for await (const [event, document] of events(answer.body)) {
    if (event === "progress") told.progress?.(document.what, document.share);
    else if (event === "partial") told.partial?.(document);
    else if (event === "done") return document;
    else if (event === "error") throw new Refusal(document.error.message, document.error.hint ?? "", 400, document);
  }
  throw new Refusal("the answer broke off", "ask again", 0, {});
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function* events(from: ReadableStream<Uint8Array>): AsyncGenerator<[string, any]> {
  const reader = from.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let left = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (left + value).split("\n\n");
    left = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const field = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
      if (field("data")) yield [field("event") || "message", JSON.parse(field("data"))];
    }
  }
}

const atWork = new Map<string, AbortController>();

/** As `stream`, where a new question of the same slot ends the former, whose promise is then never settled. */
export function ask<Document>(slot: string, verb: string, options: object, told: Told<Document> = {}): Promise<Document> {
  atWork.get(slot)?.abort();
  const control = new AbortController();
  atWork.set(slot, control);
  return new Promise((settle, reject) => {
    const mine = () => atWork.get(slot) === control;
    stream<Document>(
      `/api/${verb}`,
      { slot, ...options },
      {
        progress: (what, share) => void (mine() && told.progress?.(what, share)),
        partial: (document) => void (mine() && told.partial?.(document)),
      },
      control.signal,
    ).then(
      (document) => void (mine() && settle(document)),
      (error) => void (mine() && !control.signal.aborted && reject(error)),
    );
  });
}

/** Ends what a slot asked, as where its view is left. */
export function stop(slot: string): void {
  atWork.get(slot)?.abort();
  atWork.delete(slot);
}

/** Whether the server is there: it answers, it does not, or it is one that was started anew and does not know this page. */
export type Presence = "here" | "away" | "anew";

/** Milliseconds until a server that was not there is looked for again. */
const AGAIN = 2000;

/**
 * Is told what happens to the case from elsewhere, for as long as the page is open, and whether the server is there.
 *
 * Browsers differ in when they give up, so it is opened anew from here until it is there again.
 */
export function listen(on: { [event: string]: (data: Record<string, unknown>) => void }, present: (presence: Presence) => void): void {
  const source = new EventSource(address(`/api/events?window=${WINDOW}`));
  source.addEventListener("hello", () => present("here"));
  for (const [name, then] of Object.entries(on)) source.addEventListener(name, (event) => then(JSON.parse((event as MessageEvent).data)));
  source.addEventListener("error", () => {
    source.close();
    const why = fetch(address("/api/cases")).then(({ status }): Presence | null => (status === 403 ? "anew" : null), (): Presence => "away");
    void why.then((found) => (found && present(found), setTimeout(() => listen(on, present), found ? AGAIN : AGAIN / 4)));
  });
}

/** What the services say when they refuse (RFC 9457), and what it means that nothing was said. */

export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** A refusal; its texts are in the language of the page and name the remedy. */
export class ProblemAnswer extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    readonly title: string,
    readonly detail: string,
    readonly remedy: string,
    readonly errors: readonly FieldProblem[],
    /** Seconds after which trying again may help; 0 when it will not. */
    readonly retryAfter: number,
  ) {
    super(title);
  }

  /** The message for one field of a form, by its JSON pointer. */
  field(pointer: string): string | undefined {
    return this.errors.find((error) => error.pointer === pointer)?.message;
  }
}

/** No answer came: no network, or the server is away. Nothing is known of what became of the request. */
export class ServerAway extends Error {
  constructor() {
    super("the server did not answer");
  }
}

export function problemOf(said: unknown, response: Response): ProblemAnswer {
  const content = isObject(said) ? said : {};
  const text = (name: string): string => (typeof content[name] === "string" ? content[name] : "");
  const errors = Array.isArray(content["errors"]) ? (content["errors"] as FieldProblem[]) : [];
  const slug = text("type").replace("/problems/", "");
  const title = text("title") || response.statusText;
  const retryAfter = Number(response.headers.get("Retry-After") ?? 0) || 0;
  return new ProblemAnswer(response.status, slug, title, text("detail"), text("remedy"), errors, retryAfter);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

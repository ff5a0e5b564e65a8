/** The part of openapi-fetch that this page uses, in a sixth of its size: a phone in the mountains loads every byte.
 *
 * The build puts it in that library's place; types and calls are the library's.
 */

import type { Middleware } from "openapi-fetch";

interface Options {
  readonly params?: { readonly path?: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>> };
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

type Fetch = (request: Request) => Promise<Response>;
type Asking = Pick<Required<Middleware>, "onRequest">;

export default function createClient({ fetch: send }: { fetch: Fetch }) {
  const asking: Asking[] = [];
  const call = (method: string) => async (path: string, options: Options = {}): Promise<Answer> => {
    let request = new Request(addressOf(path, options), { method, ...written(options) });
    for (const middleware of asking) {
      const changed = await middleware.onRequest({ request } as Parameters<Asking["onRequest"]>[0]);
      if (changed instanceof Request) request = changed;
    }
    const response = await send(request);
    const said = await read(response);
    return response.ok ? { data: said, response } : { error: said, response };
  };
  const calls = Object.fromEntries(["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => [method, call(method)]));
  return { ...calls, use: (middleware: Asking) => void asking.push(middleware) };
}

function addressOf(path: string, { params }: Options): URL {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.path?.[name] ?? ""));
  const address = new URL(filled, location.origin);
  for (const [name, value] of Object.entries(params?.query ?? {})) {
    if (value != null) address.searchParams.set(name, String(value));
  }
  return address;
}

function written({ body, headers }: Options): RequestInit {
  if (body === undefined) return { ...(headers && { headers }) };
  return { body: JSON.stringify(body), headers: { ...headers, "Content-Type": "application/json" } };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

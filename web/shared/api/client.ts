/** Typed calls of the services, with the session's token, answers in the page's language, and problems as errors. */

import createClient, { type Client, type Middleware } from "openapi-fetch";
import { language } from "../i18n/language";
import type { paths as Access } from "./generated/access";
import type { paths as Assignment } from "./generated/assignment";
import type { paths as Reporting } from "./generated/reporting";
import type { paths as Visits } from "./generated/visits";
import { problemOf, ServerAway } from "./problems";

/** Gives the bearer token to send, refreshed where it has to be; undefined: nobody is signed in. */
export type Bearer = () => Promise<string | undefined>;

export interface Services {
  readonly access: Client<Access>;
  readonly assignment: Client<Assignment>;
  readonly reporting: Client<Reporting>;
  readonly visits: Client<Visits>;
}

/** How long an answer may take before the server counts as away; a mountain's network is slow, not dead. */
const PATIENCE = 30_000;

export function connect(bearer: Bearer): Services {
  const client = <Paths extends object>() => {
    const made = createClient<Paths>({ baseUrl: "", fetch: patientFetch });
    made.use(spoken(bearer));
    return made;
  };
  return { access: client(), assignment: client(), reporting: client(), visits: client() };
}

/** The data of a successful answer. Rejects with a ProblemAnswer, or with ServerAway when none came. */
export async function dataOf<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(error, response);
  return data as Data;
}

function spoken(bearer: Bearer): Middleware {
  return {
    async onRequest({ request }) {
      const token = await bearer();
      if (token !== undefined) request.headers.set("Authorization", `Bearer ${token}`);
      request.headers.set("Accept-Language", language.value);
      return request;
    },
  };
}

async function patientFetch(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE), credentials: "same-origin" });
  } catch {
    throw new ServerAway();
  }
}

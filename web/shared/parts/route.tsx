/** Views of a page by address: every view can be shared, and the browser's back goes back. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

export interface Route {
  /** The address below the page's own, without slashes at its ends: "" is the page's first view. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const PAGE = new URL(import.meta.env.BASE_URL, location.href).pathname;

export const route = signal<Route>(current());

/** Begin to follow the browser's back and forward; call it once, when a page starts. */
export function followRoute(): void {
  addEventListener("popstate", () => (route.value = current()));
}

export function addressOf(path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return PAGE + path + (search && `?${search}`);
}

/** Show another view; `replace` leaves no step to go back to. */
export function go(address: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  route.value = current();
  if (!replace) {
    scrollTo({ top: 0 });
    document.querySelector<HTMLElement>("main h1")?.focus();
  }
}

interface LinkProps {
  readonly to: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly class?: string;
  /** Whether this is the view that is shown, where the path alone does not say it. */
  readonly isHere?: boolean;
  readonly children: ComponentChildren;
}

/** A link to a view of this page; with a modifier key the browser opens it as any other link. */
export function Link({ to, query, isHere, ...rest }: LinkProps) {
  const address = addressOf(to, query);
  const here = isHere ?? route.value.path === to;
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(address);
  };
  return <a {...rest} href={address} aria-current={here ? "page" : undefined} onClick={follow} />;
}

function current(): Route {
  const path = location.pathname.startsWith(PAGE) ? location.pathname.slice(PAGE.length) : "";
  return { path: path.replace(/^\/|\/$/g, ""), query: new URLSearchParams(location.search) };
}

/** Everything that both services know of one household, read for the desk. */

import { dataOf, type Services } from "@shared/api/client";
import { ProblemAnswer } from "@shared/api/problems";
import type { Stand } from "./store";
import type { DoorDossier, RosterDossier } from "./timeline";

export interface Dossier {
  readonly roster: RosterDossier;
  /** None: nothing of this household has reached visits yet. */
  readonly door: DoorDossier | undefined;
}

export async function loadDossier(services: Services, ward: string, household_id: string, stand?: Stand): Promise<Dossier> {
  const path = { ward, household_id };
  const min_version = stand && `${stand.stream}:${stand.version}`;
  const isOfDoor = stand?.stream.startsWith(`${ward}/household/`) ?? false;
  const asked = (waits: boolean) => ({ params: { path, query: { ...(waits && min_version && { min_version }) } } });
  const [roster, door] = await Promise.all([
    dataOf(services.assignment.GET("/api/assignment/v1/wards/{ward}/households/{household_id}/dossier", asked(!isOfDoor))),
    dataOf(services.visits.GET("/api/visits/v1/wards/{ward}/households/{household_id}/dossier", asked(isOfDoor))).catch((failure: unknown) => {
      if (failure instanceof ProblemAnswer && failure.status === 404) return undefined;
      throw failure;
    }),
  ]);
  return { roster, door };
}

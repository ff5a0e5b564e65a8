"""What a page keeps in the browser."""

from tests.web.volunteers import VolunteerPage


def kept_households(volunteer: VolunteerPage) -> int:
    """How many households lie in the phone's database."""
    count: int = volunteer.page.evaluate(
        """async () => {
          const open = indexedDB.open("onetwenty-volunteer");
          const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
          if (!database.objectStoreNames.contains("households")) return 0;
          const asked = database.transaction("households").objectStore("households").count();
          const count = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
          database.close();
          return count;
        }"""
    )
    return count


def everything_kept(volunteer: VolunteerPage) -> str:
    """All that this origin keeps in the browser, as text."""
    text: str = volunteer.page.evaluate(
        """async () => {
          const told = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) told.push(request.url, await (await cache.match(request)).text());
          }
          for (const { name } of await indexedDB.databases()) {
            const open = indexedDB.open(name);
            const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
            for (const store of database.objectStoreNames) {
              const asked = database.transaction(store).objectStore(store).getAll();
              const all = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
              told.push(JSON.stringify(all));
            }
            database.close();
          }
          return told.join("\\n");
        }"""
    )
    return text

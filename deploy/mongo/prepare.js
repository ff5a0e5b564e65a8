// Makes the replica set of one and the services' user. Run again, it changes only what differs.
const fs = require("node:fs");

const HOST = "mongo:27017";
const REPLICA_SET = "onetwenty";
// Each service has a database of its own, and one more for the keys of people where it seals.
const DATABASES = [
  "access", "access_credentials", "access_vault",
  "assignment", "assignment_vault", "reporting", "visits", "visits_vault",
];
const PATIENCE_MS = 90_000;
const NOT_YET_INITIALIZED = 94;
const USER_NOT_FOUND = 11;

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8").trim();

function until(what, attempt) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const result = attempt();
      if (result) return result;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error(`${what} took longer than ${PATIENCE_MS / 1000} s`);
    sleep(500);
  }
}

function open() {
  const password = encodeURIComponent(secret("mongo_root_password"));
  return new Mongo(`mongodb://root:${password}@${HOST}/?directConnection=true&serverSelectionTimeoutMS=2000`).getDB("admin");
}

function initiate(admin) {
  try {
    admin.adminCommand({ replSetGetStatus: 1 });
  } catch (error) {
    if (error.code !== NOT_YET_INITIALIZED) throw error;
    admin.adminCommand({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: HOST }] } });
    print(`replica set ${REPLICA_SET} begun`);
  }
}

function giveUser(admin) {
  const roles = DATABASES.map((name) => ({ role: "readWrite", db: `onetwenty_${name}` }));
  const rights = { pwd: secret("mongo_password"), roles };
  try {
    admin.updateUser("onetwenty", rights);
  } catch (error) {
    if (error.code !== USER_NOT_FOUND) throw error;
    admin.createUser({ user: "onetwenty", ...rights });
    print("user onetwenty made");
  }
}

const admin = until("MongoDB's start", open);
initiate(admin);
until("the election", () => admin.hello().isWritablePrimary);
giveUser(admin);

// PostGraphile 5 in library mode on node's own HTTP server: the Amber preset with simple names.
// NODE_ENV and GRAPHILE_ENV are `production`. As the owner of the tables it reads past row-level
// security and needs no transaction, the fastest that it can be set up; with PEER_ROLE it keeps
// tenants apart as its documentation has it, by a role and a setting of each request's transaction.
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgSmartTagsPlugin } from "postgraphile/utils";

const database = new URL(process.env.PEER_DATABASE_URL.replace("@/", "@localhost/"));

// An alignment refers to `node`; what it stands for here is one step nearer this way, as for us.
const shortcuts = makePgSmartTagsPlugin({
  kind: "class",
  match: "alignment",
  tags: {
    foreignKey: [
      "(organization_id, child_id) references objective (organization_id, id)|@fieldName childObjective",
      "(organization_id, parent_id) references objective (organization_id, id)|@foreignFieldName alignedFrom",
    ],
  },
});

// The table's name is taken by the interface of all things with an id.
const renamed = makePgSmartTagsPlugin({ kind: "class", match: "node", tags: { name: "vertex" } });

const pgSettings = process.env.PEER_ROLE && {
  role: process.env.PEER_ROLE,
  "app.organization_id": process.env.PEER_ORGANIZATION_ID,
};

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  plugins: [shortcuts, renamed],
  pgServices: [
    makePgService({
      schemas: ["public"],
      pubsub: false,
      poolConfig: {
        host: database.searchParams.get("host") ?? database.hostname,
        port: Number(database.port || 5432),
        user: database.username,
        password: decodeURIComponent(database.password),
        database: database.pathname.slice(1),
        max: Number(process.env.PEER_POOL_SIZE),
      },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false },
  grafast: { explain: false, context: () => ({ pgSettings }) },
};

const server = createServer();
const instance = postgraphile(preset);
await instance.createServ(grafserv).addTo(server);
if (process.env.PEER_PRINT_SCHEMA) {
  const { printSchema } = await import("postgraphile/graphql");
  console.log(printSchema(await instance.getSchema()));
}
server.listen(Number(process.env.PORT), "127.0.0.1");

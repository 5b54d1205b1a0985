// Verifies deliveries as receivers in JavaScript do, each with each secret, and tells which passed.
import { createPublicKey, verify } from "node:crypto";
import { Webhook as Standard } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import { readFileSync } from "node:fs";

const { deliveries, secrets, publicKeys } = JSON.parse(readFileSync(process.argv[2], "utf8"));

// What is not verified throws; only one of the libraries gives back the payload.
const passes = (work) => {
  try {
    return work();
  } catch {
    return false;
  }
};

// The libraries leave `v1a` alone: it is what node itself makes of the specification.
const signedBy = (publicKey, { headers, body }) => {
  const raw = Buffer.from(publicKey.replace(/^whpk_/, ""), "base64");
  const x = raw.toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return headers["webhook-signature"]
    .split(" ")
    .filter((one) => one.startsWith("v1a,"))
    .some((one) => verify(null, Buffer.from(content), key, Buffer.from(one.slice(4), "base64")));
};

const verifying = (Library) =>
  deliveries.map(({ headers, body }) =>
    secrets.map((secret) => passes(() => (new Library(secret).verify(body, headers), true))),
  );

process.stdout.write(
  JSON.stringify({
    standardwebhooks: verifying(Standard),
    svix: verifying(Svix),
    ed25519: deliveries.map((one) => publicKeys.map((key) => passes(() => signedBy(key, one)))),
  }),
);

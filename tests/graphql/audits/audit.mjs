// Runs every audit of the npm package graphql-http against a URL, prints one JSON line: {passed, total, failed: [...]}.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
const failed = [];
const audits = serverAudits({ url });
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== "ok") failed.push({ id: audit.id, name: audit.name, status: result.status, reason: result.reason });
}
console.log(JSON.stringify({ passed: audits.length - failed.length, total: audits.length, failed }));

// Asks a service with the published client of MOTIS. Arguments: folder of the package, address, questions as JSON [[function, query], …].
// Writes { answers: [{ status, body }], schemas } as JSON: what came back, and what the client expects.
import { pathToFileURL } from "node:url";

const [folder, baseUrl, questions] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(`${folder}/dist/${file}`).href);
const [client, schemas] = await Promise.all([load("index.js"), load("schemas.gen.js")]);

const answers = [];
for (const [name, query, querySerializer] of JSON.parse(questions)) {
  const { data, error, response } = await client[name]({ baseUrl, query, ...(querySerializer && { querySerializer }) });
  answers.push({ status: response.status, body: data ?? error });
}
process.stdout.write(JSON.stringify({ answers, schemas }));

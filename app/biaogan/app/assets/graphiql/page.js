// The page around GraphiQL: a fetcher with the session token, and three ready queries. Nothing leaves this server.
"use strict";

(function () {
  const EXAMPLES = {
    public: `# 公开信息 What is public: cycles, their rules, and the notice (R-05, R-74)
query Public {
  cycles {
    id
    code
    name { zh en }
    digest
    deadlines { name lastDay closes }
    units { code name { zh } quota }
    criteria { code max zh }
  }
  ledger { size checkpoint }
}
`,
    viewer: `# 我的待办 What waits for me; experts see their own assignments (sign in first)
query Mine {
  viewer {
    person
    roles { role scope }
    worklist { role acts roundId case { id title status } }
    assignments { kind closes round { id status } case { id title } sheet { total comment lockedAt } }
  }
}
`,
    past: `# 回到过去 The cases as they stood at an instant; rights are those of today
query Past($time: Instant!) {
  at(time: $time) {
    ledger { size }
    cases(first: 20, orderBy: TITLE) {
      nodes { id title organisationName unit status }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`,
  };
  const VARIABLES = { past: '{\n  "time": "2022-07-01T00:00:00+08:00"\n}\n' };

  const token = document.getElementById("token");
  const told = new URLSearchParams(window.location.hash.slice(1)).get("token"); // links of `make demo` carry one
  if (told) {
    token.value = told;
    window.history.replaceState(null, "", window.location.pathname);
  }
  const example = document.getElementById("example");
  const root = ReactDOM.createRoot(document.getElementById("graphiql"));

  async function fetcher(parameters) {
    const headers = {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
    };
    if (token.value.trim()) headers.authorization = "Bearer " + token.value.trim();
    const response = await fetch(window.location.pathname, {
      method: "POST",
      headers: headers,
      body: JSON.stringify(parameters),
      credentials: "omit",
    });
    return response.json();
  }

  function render(name) {
    const properties = { fetcher: fetcher, isHeadersEditorEnabled: false, defaultQuery: EXAMPLES.public };
    if (name) {
      properties.query = EXAMPLES[name];
      properties.variables = VARIABLES[name] || "";
    }
    root.render(React.createElement(GraphiQL, properties));
  }

  document.getElementById("session").addEventListener("submit", (event) => event.preventDefault());
  example.addEventListener("change", () => render(example.value));
  render("");
})();

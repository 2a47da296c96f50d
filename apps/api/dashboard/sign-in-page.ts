/** What a browser sees without a session: how to get a link. `said` is why the link it came with did not open. */
export function signInPage(url: string, said: string | null): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Crest: sign in</title>
    <link rel="icon" href="/assets/logo.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/assets/style.css" />
  </head>
  <body class="sign-in">
    <main id="content">
      <h1>Open Crest with a link</h1>
      ${said === null ? '' : `<p class="notice" role="alert">${said}</p>`}
      <p>
        <code>npm start</code> prints a link that signs this browser in for 30 days. Each link works once; every start
        prints a fresh one.
      </p>
      <p>Or make one, with the <code>adminKey</code> in <code>credentials.json</code> in the data folder:</p>
      <pre><code>curl -X POST ${url}/v1/dashboard/links -H "Authorization: Bearer ADMIN_KEY"</code></pre>
      <p>Signed in already? <a href="/">Open the dashboard</a>. The API is described at <a href="/docs">/docs</a>.</p>
    </main>
  </body>
</html>
`;
}

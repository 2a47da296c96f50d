/** Nothing is loaded and nothing runs; the one form goes back to where it came from. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ASK = `
      <h1>Unsubscribe?</h1>
      <p>Press the button, and no further mail will be sent to you.</p>
      <form method="post">
        <input type="hidden" name="List-Unsubscribe" value="One-Click" />
        <button type="submit">Unsubscribe</button>
      </form>`;

const DONE = `
      <h1>You are unsubscribed</h1>
      <p>No further mail will be sent to you.</p>`;

const NO_LINK = `
      <h1>This link leads nowhere</h1>
      <p>It was changed on its way, cut off, or is from a preview. Follow it from the mail itself.</p>`;

/** What a reader sees who follows a link of a mail. None says whom the mail went to. */
export const PAGES = {
  ask: page('Unsubscribe', ASK),
  done: page('Unsubscribed', DONE),
  noLink: page('No link', NO_LINK),
};

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <style>
      body { font: 1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 28rem; padding: 0 1.5rem; }
      h1 { font-size: 1.4rem; }
      button { font: inherit; padding: 0.5rem 1.25rem; }
    </style>
  </head>
  <body>
    <main>${content}
    </main>
  </body>
</html>
`;
}

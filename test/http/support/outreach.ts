/** A sequence file of three steps: a tested mail at once, a task that holds nothing up, and a last mail. */
export const outreach = {
  key: 'outreach',
  name: 'Outreach',
  goal: 'replied',
  steps: [
    {
      key: 'intro',
      type: 'email',
      day: 0,
      purpose: 'introduce-value',
      variants: [
        { key: 'a', weight: 1, subject: 'Hello {{firstName}}', body: 'A first line, {{firstName}}.' },
        {
          key: 'b',
          weight: 1,
          subject: 'A question, {{firstName}}',
          body: 'Another first line, {{firstName}}.',
        },
      ],
    },
    {
      key: 'call',
      type: 'task',
      day: 1,
      channel: 'call',
      title: 'Call {{firstName}}',
      purpose: 'ask-direct-question',
    },
    {
      key: 'last',
      type: 'email',
      day: 3,
      purpose: 'break-up',
      subject: 'Goodbye',
      body: 'This is the last one.',
    },
  ],
};

/** Contacts as `POST …/enrollments` takes them. */
export function lines(...ids: string[]) {
  return ids.map((id) => ({ contact: { id, email: `${id}@example.com`, firstName: `First ${id}` } }));
}

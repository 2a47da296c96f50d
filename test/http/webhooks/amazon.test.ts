import { beforeEach, describe, expect, test } from '@jest/globals';
import { CERTIFICATE, payloads, snsCall, TOPIC } from './support/providers.ts';
import { reportOf, TUESDAY, webhookCrest } from './support/webhook-crest.ts';

const crest = await webhookCrest(['ada']);

const CONFIRM = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
const confirmation = (fields: Record<string, string> = {}) =>
  snsCall(
    { Type: 'SubscriptionConfirmation', Message: 'Confirm', Token: 't', SubscribeURL: CONFIRM, ...fields },
    TUESDAY,
  );
const notification = (fields: Record<string, string> = {}, version: '1' | '2' = '2') => {
  const report = reportOf('delivered', 'ada@example.com', { touch: crest.touchOf('ada') });
  const Message = JSON.stringify(payloads.ses(report));
  return snsCall({ Type: 'Notification', Message, ...fields }, TUESDAY, version);
};
const code = async (call: Parameters<typeof crest.post>[1]) => {
  const { status, body } = await crest.post('ses', call);
  return status === 200 ? 200 : [status, body.code];
};

beforeEach(() => {
  crest.amazon.asked.length = 0;
});

test('a certificate that cannot be had now is asked for again when Amazon tries again', async () => {
  const { answer } = crest.amazon;
  crest.amazon.answer = () => new Response('busy', { status: 503 });
  expect(await code(notification())).toEqual([503, 'sns-not-reached']);
  crest.amazon.answer = () => {
    throw new TypeError('fetch failed');
  };
  expect(await code(notification())).toEqual([503, 'sns-not-reached']);
  crest.amazon.answer = () => new Response('no certificate');
  expect(await code(notification())).toEqual([503, 'sns-not-reached']);
  crest.amazon.answer = answer;
  expect(await code(notification())).toBe(200);
  expect(crest.amazon.asked).toEqual(Array(4).fill(CERTIFICATE));
});

test('a certificate is asked for once', async () => {
  expect([await code(notification()), await code(notification())]).toEqual([200, 200]);
  expect(crest.amazon.asked).toEqual([]);
});

test('both versions of signatures are checked, with a subject and without', async () => {
  for (const version of ['1', '2'] as const) {
    expect(await code(notification({}, version))).toBe(200);
    expect(await code(notification({ Subject: 'Amazon SES Email Event Notification' }, version))).toBe(200);
  }
  expect(await code(notification({ SignatureVersion: '3' }))).toEqual([401, 'webhook-signature-wrong']);
});

describe('nobody makes this server ask', () => {
  test.each([
    'http://sns.eu-central-1.amazonaws.com/a.pem',
    'https://sns.eu-central-1.amazonaws.com.evil.example/a.pem',
    'https://evil.example/sns.eu-central-1.amazonaws.com/a.pem',
    'https://evil.example#sns.eu-central-1.amazonaws.com/a.pem',
    'https://sns.eu-central-1.amazonaws.com@evil.example/a.pem',
    'https://user:pw@sns.eu-central-1.amazonaws.com/a.pem',
    'https://sns.eu-central-1.amazonaws.com:8443/a.pem',
    'https://s3.eu-central-1.amazonaws.com/a.pem',
    'https://sns.eu-central-1.amazonaws.com/a.txt',
    'file:///etc/passwd.pem',
    'not an address',
  ])('%s', async (SigningCertURL) => {
    expect(await code(notification({ SigningCertURL }))).toEqual([401, 'webhook-signature-wrong']);
    expect(crest.amazon.asked).toEqual([]);
  });
});

test('a topic that is not ours is refused, however well it is signed', async () => {
  const TopicArn = TOPIC.replace('123456789012', '999999999999');
  expect(await code(notification({ TopicArn }))).toEqual([401, 'webhook-signature-wrong']);
  expect(await code(confirmation({ TopicArn }))).toEqual([401, 'webhook-signature-wrong']);
  expect(crest.amazon.asked).toEqual([]);
});

describe('a subscription', () => {
  test('to our topic is confirmed', async () => {
    expect(await code(confirmation())).toBe(200);
    expect(crest.amazon.asked).toEqual([CONFIRM]);
  });

  test('is asked for again where Amazon cannot be reached', async () => {
    const { answer } = crest.amazon;
    crest.amazon.answer = () => new Response('', { status: 500 });
    expect(await code(confirmation())).toEqual([503, 'sns-not-reached']);
    crest.amazon.answer = answer;
  });

  test('is confirmed nowhere but at Amazon', async () => {
    const { status } = await crest.post('ses', confirmation({ SubscribeURL: 'https://evil.example/' }));
    expect(status).toBe(500);
    expect(crest.amazon.asked).toEqual([]);
  });

  test('that ended is no report, and somebody is told', async () => {
    const ended = { Type: 'UnsubscribeConfirmation', Message: 'bye', Token: 't', SubscribeURL: CONFIRM };
    expect(await code(snsCall(ended, TUESDAY))).toBe(200);
    expect(crest.amazon.asked).toEqual([]);
  });
});

test('raw delivery, which is not signed, is refused', async () => {
  const report = reportOf('delivered', 'ada@example.com', { touch: crest.touchOf('ada') });
  const body = Buffer.from(JSON.stringify(payloads.ses(report)));
  expect(await code({ type: 'text/plain', headers: {}, body })).toEqual([401, 'webhook-signature-missing']);
});

import { describe, expect, test } from '@jest/globals';
import { unsubscribeIntent } from './unsubscribe-intent.ts';

describe('somebody asks not to be written to again', () => {
  test.each([
    ['Unsubscribe'],
    ['unsubscribe please'],
    ['Please remove me from your list.'],
    ['STOP'],
    ['Hi Bob,\n\nkindly take my name off your mailing list.\n\nThanks'],
    ['Stop emailing me!'],
    ["Please don't contact me again"],
    ['Please don’t contact me again'],
    ['I’d like to unsubscribe'],
    ['Merci de ne plus m’écrire'],
    ['I do not wish to receive any more emails from you.'],
    ['No more emails, thanks'],
    ['Bitte nehmen Sie mich aus dem Verteiler.'],
    ['Bitte keine weiteren E-Mails.'],
    ['Abmelden'],
    ['Merci de me retirer de votre liste de diffusion.'],
    ['Désabonnez-moi'],
    ['Por favor, denme de baja'],
    ['No me envíen más correos'],
    ['Por favor, remova meu e-mail da lista'],
    ['Vi prego di cancellarmi dalla lista'],
    ['Haal mij van de lijst'],
    ['Ta bort mig'],
    ['Proszę mnie wypisać'],
    ['Отпишите меня, пожалуйста'],
    ['Больше не пишите мне'],
    ['配信停止'],
    ['今後メールを送らないでください'],
    ['退订'],
    ['请不要再给我发邮件'],
    ['수신거부'],
  ])('%s', (text) => expect(unsubscribeIntent('Re: A question', text)).not.toBeNull());

  test('also in the subject alone', () => {
    expect(unsubscribeIntent('unsubscribe', '')).toBe('unsubscribe');
    expect(unsubscribeIntent('RE: Unsubscribe', 'x')).not.toBeNull();
  });
});

describe('somebody does not', () => {
  test.each([
    ['Yes, gladly. How about Thursday?'],
    ['How do your customers unsubscribe from the newsletter?'],
    ['Our unsubscribe rate is 2 %, what is yours?'],
    ['Could you stop by on Monday?'],
    ['Please remove the old price from the offer.'],
    ['Not interested.'],
    ["Don't hesitate to call me."],
    ['We want to stop losing leads.'],
    ['Please delete my previous question, I found it.'],
    ['Können Sie mir die Liste schicken?'],
    ['Je voudrais recevoir votre liste de prix.'],
    ['Ik sta op de lijst'],
  ])('%s', (text) => expect(unsubscribeIntent('Re: A question', text)).toBeNull());
});

/** A text with the apostrophes that phones and word processors write as the one that patterns know: don’t, don't. */
export function straightQuotes(text: string): string {
  return text.replace(/[\u2018\u2019\u02bc\u00b4`\uff07]/g, "'");
}
